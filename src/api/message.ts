import type { JsonObject } from '../lang/json.ts'

/** A request as plain data, from any transport. */
export interface SyncRequest {
  /** In capitals: `GET`. */
  readonly method: string
  /** Absolute, and still percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** What the body holds: the fields of a form, or the members of a JSON object. */
  readonly input: JsonObject
}

/** A response as plain data. */
export interface SyncResponse {
  /** HTTP status, 200…599. */
  readonly status: number
  /** By name in lower case, without a content length: that belongs to the encoded body. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * An object to be sent as JSON, made for this response alone; a string to be sent as it is; or
   * nothing.
   */
  readonly body: object | string | undefined
}

/** The parts of an error in a response. */
export interface ErrorParts {
  /** HTTP status, 400…599. */
  readonly status: number
  /** Twilio's error code, if there is one. */
  readonly code?: number | undefined
  readonly message: string
  /** The URL of Twilio's page about the code. */
  readonly moreInfo?: string | undefined
}

/** A response with its body as text. */
export interface HttpResponse {
  /** HTTP status, 200…599. */
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or empty; anything if a fault says so. */
  readonly body: string
}
