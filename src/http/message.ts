/** A request as plain data, whatever transport it came by. */
export interface HttpRequest {
  /** In capitals: `GET`. */
  readonly method: string
  /** Absolute, and still percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The body as text; empty when there is none. */
  readonly body: string
}

/** The answer as plain data. */
export interface HttpResponse {
  /** 200…599. */
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or empty. */
  readonly body: string
}
