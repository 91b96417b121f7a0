import type { Services } from '../domain/services.ts'
import type { Form } from './form.ts'

/** The values in the path of a request, decoded. A route only reads those its path has. */
export interface PathParameters {
  readonly serviceSid: string
  readonly streamSid: string
}

/** What an operation gets to see of a request. */
export interface Call {
  /** The account that asks, and its services. */
  readonly accountSid: string
  readonly services: Services
  readonly parameters: PathParameters
  /** The parameters of the body. */
  readonly form: Form
  /** The parameters of the URL. */
  readonly query: Form
  /** Where it was asked, for the URLs in the answer: `https://sync.twilio.com`. */
  readonly origin: string
}

/** Does what was asked and returns the body of the answer, if it has one. Throws a SyncError. */
export type Operation = (call: Call) => object | undefined
