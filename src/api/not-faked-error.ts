/**
 * The error of a request for a part of the Sync API that is not faked: Documents, Lists and Maps.
 * It is not a response: on every transport the request itself fails with it, so that no app
 * mistakes it for a 404. `uninstall()` throws it again, in case the app swallowed it.
 *
 * @example
 * const client = twilio('AC00000000000000000000000000000000', 'any token', {
 *   httpClient: sync.httpClient,
 * })
 * const documents = client.sync.v1.services('default').documents.list()
 * await documents.catch((error) => error instanceof NotFakedError) //=> true
 */
export class NotFakedError extends Error {
  /** Always `'NotFakedError'`. */
  override readonly name = 'NotFakedError'
  /** A code that neither Twilio nor Node uses. */
  readonly code = 'ERR_SYNC_NOT_FAKED'
  /** The method in capitals: `GET`. */
  readonly method: string
  /** The path as requested, without the query. */
  readonly path: string

  /**
   * @param part what was requested: `Documents`
   * @param request the method in capitals, and the path without the query
   */
  constructor(part: string, { method, path }: { readonly method: string; readonly path: string }) {
    super(
      `Cannot answer ${method} ${path}: found a request for ${part}, which fake-twilio-sync does not fake, expected one for Services, Streams or Stream Messages: keep it out of the test, or answer it with a nock of your own, as docs/setup.md shows`,
    )
    this.method = method
    this.path = path
  }
}
