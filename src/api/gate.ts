import { keysOf } from '../lang/keys-of.ts'
import { anyOf, checkOptionNames, refuse } from '../lang/refuse.ts'
import { type Fields, mergeFields, parseFields } from './fields.ts'
import type { SyncRequest } from './message.ts'
import type { Outcome } from './outcome.ts'
import { parseUrl } from './url.ts'

/** A request as gates see it; frozen. Its outcome comes with the same object. */
export interface GateRequest {
  /** In capitals: `POST`. */
  readonly method: string
  /** Absolute, and percent-encoded: `https://sync.twilio.com/v1/Services?PageSize=2`. */
  readonly url: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The parameters of query and body, as in `sync.requests`. */
  readonly params: Fields
}

/**
 * Stands between the app and the service, on every transport: it can hold a request on its way
 * there, and its outcome on the way back. An error it throws, or rejects with, ends the request.
 * All members are optional.
 */
export interface Gate {
  /** Called when the app has sent a request. The service gets it once the promise resolves. */
  arrival?(request: GateRequest): Promise<void> | void
  /**
   * Called when the service is done with a request. The app gets the outcome once the promise
   * resolves.
   */
  delivery?(request: GateRequest, outcome: Outcome): Promise<void> | void
  /** Called when the gate is removed, by its own function or by a reset of the fake. */
  removed?(): void
}

const action = 'put up the gate'
const members: Record<keyof Gate, true> = { arrival: true, delivery: true, removed: true }

/**
 * Refuses anything that is not a gate, and plain objects with unknown members.
 *
 * @throws TypeError that says what was expected
 */
export function checkGate(found: Gate): void {
  if (found !== Object(found) || Array.isArray(found)) {
    refuse(action, { found, expected: `an object with ${anyOf(keysOf(members))}` })
  }
  // An instance of a class may have more members.
  if (Object.getPrototypeOf(found) === Object.prototype) {
    checkOptionNames(found, { action, known: members })
  }
  for (const at of keysOf(members)) {
    const { [at]: member } = found
    if (member === undefined || typeof member === 'function') continue
    refuse(action, { found: member, at, expected: 'a function' })
  }
}

export interface PassOptions {
  readonly gates: readonly Gate[]
  readonly exchange: (request: SyncRequest) => Outcome
  /** Waits for a gate to let the request pass. */
  readonly hold: (passing: Promise<void> | void) => Promise<void>
}

/** Takes a request through the gates, the first one outermost, to the service and back. */
export async function passGates(
  request: SyncRequest,
  { gates, exchange, hold }: PassOptions,
): Promise<Outcome> {
  const seen = viewOf(request)
  for (const gate of gates) await hold(gate.arrival?.(seen))
  const outcome = exchange(request)
  for (const gate of [...gates].reverse()) await hold(gate.delivery?.(seen, outcome))
  return outcome
}

function viewOf({ method, url, headers, input }: SyncRequest): GateRequest {
  const params = Object.freeze(mergeFields(parseFields(parseUrl(url).query), input))
  return Object.freeze({ method, url, headers, params })
}
