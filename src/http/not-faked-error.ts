/**
 * A request for a part of the Sync API that this package does not fake. It is no answer of the service:
 * transports let the request itself fail with it, so that no app takes it for a 404.
 */
export class NotFakedError extends Error {
  override readonly name = 'NotFakedError'
  /** What no error of Twilio's or Node's has. */
  readonly code = 'ERR_SYNC_NOT_FAKED'
  /** In capitals: `GET`. */
  readonly method: string
  /** As it was asked for, without the query. */
  readonly path: string

  /** @param part what was asked for: `Documents` */
  constructor(part: string, method: string, path: string) {
    super(
      `Cannot answer ${method} ${path}: found a request for ${part}, which fake-twilio-sync does not fake, expected one for Services, Streams or Stream Messages`,
    )
    this.method = method
    this.path = path
  }
}
