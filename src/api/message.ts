/** A request as plain data, from any transport. */
export interface HttpRequest {
  /** In capitals: `GET`. */
  readonly method: string
  /** Absolute, and still percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The body as a string; empty if there is none. */
  readonly body: string
}

/** A response as plain data. */
export interface HttpResponse {
  /** HTTP status, 200…599. */
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or empty. */
  readonly body: string
}
