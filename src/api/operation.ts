import type { Services } from '../domain/services.ts'
import type { Form } from '../rest/form.ts'

/** The decoded parameters of a path. A route only reads those its path has. */
export interface PathParameters {
  readonly serviceSid: string
  readonly streamSid: string
}

/** What an operation sees of a request. */
export interface Call {
  /** The account that sends it, and its services. */
  readonly accountSid: string
  readonly services: Services
  readonly parameters: PathParameters
  /** The parameters of the body. */
  readonly form: Form
  /** The parameters of the URL. */
  readonly query: Form
  /** Where it was sent, for the URLs in the response: `https://sync.twilio.com`. */
  readonly origin: string
}

/** Carries out a request and returns the body of the response, if any. Throws a SyncError. */
export type Operation = (call: Call) => object | undefined
