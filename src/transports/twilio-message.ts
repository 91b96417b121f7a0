/** The part of a request by the twilio client that matters here. */
export interface TwilioRequest {
  readonly method: string
  readonly uri: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly authStrategy?: { getAuthString(): Promise<string> } | undefined
  readonly params?: object | undefined
  readonly data?: object | undefined
  readonly headers?: Record<string, unknown> | undefined
  /** The client logs what it sends and receives if this is `debug`. */
  readonly logLevel?: string | undefined
}

/** The response the twilio client expects. */
export interface TwilioResponse {
  readonly statusCode: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}
