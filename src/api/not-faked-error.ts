/**
 * The error of a request for a part of Sync that is not faked: live queries, and the contexts of
 * lists, which clients of the SDK alone can ask for. It is not a response: the request itself fails,
 * so that no app mistakes it for a 404. `uninstall()` throws it again, in case the app swallowed it.
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
   * @param part what was requested: `Insights`
   * @param request the method in capitals, and the path without the query
   */
  constructor(part: string, { method, path }: { readonly method: string; readonly path: string }) {
    super(
      `Cannot answer ${method} ${path}: found a request for ${part}, which fake-twilio-sync does not fake, expected one for Streams, Documents, Lists or Maps: keep it out of the test`,
    )
    this.method = method
    this.path = path
  }
}
