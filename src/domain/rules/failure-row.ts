import { show } from '../../lang/show.ts'
import type { Failure } from './failure.ts'

/** What the service answers to one kind of failure. */
export interface FailureRow<Kind extends Failure['kind']> {
  readonly status: number
  readonly code: number
  /** Twilio's, as it is on the wire. */
  readonly message: Text<Kind>
  /** What was found and what was expected, which Twilio does not say. */
  readonly details: Text<Kind>
}

/** What the service answers to these kinds of failures. */
export type FailureRows<Kind extends Failure['kind']> = {
  readonly [Each in Kind]: FailureRow<Each>
}

/** A text, or how it is written of a failure. */
export type Text<Kind extends Failure['kind']> =
  string | ((failure: Extract<Failure, { kind: Kind }>) => string)

/**
 * Returns Twilio's message for a missing resource. The path has no version and no query (observed).
 */
export function notFound(path: string): string {
  return `The requested resource ${path} was not found`
}

/** Shows text that may be too long, with its length. */
export function shown(found: unknown, longest: number): string {
  const isTooLong = typeof found === 'string' && found.length > longest
  return isTooLong ? `${show(found)} of ${found.length} characters` : show(found)
}
