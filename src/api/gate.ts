import { checkOptionNames, refuse } from '../domain/refuse.ts'
import type { HttpRequest } from './message.ts'
import type { Outcome } from './outcome.ts'

/**
 * Stands between the app and the service, on every transport: it can hold a request on its way
 * there, and its outcome on the way back. An error it throws, or rejects with, ends the request.
 * All members are optional.
 */
export interface Gate {
  /** Called when the app has sent a request. The service gets it once the promise resolves. */
  arrival?(request: HttpRequest): Promise<void> | void
  /**
   * Called when the service is done with a request. The app gets the outcome once the promise
   * resolves.
   */
  delivery?(request: HttpRequest, outcome: Outcome): Promise<void> | void
  /** Called when the gate is removed, by its own function or by a reset of the fake. */
  removed?(): void
}

const action = 'put up the gate'
const members: readonly (keyof Gate)[] = ['arrival', 'delivery', 'removed']

/**
 * Refuses anything that is not a gate, and plain objects with unknown members.
 *
 * @throws TypeError that says what was expected
 */
export function checkGate(found: Gate): void {
  if (found !== Object(found) || Array.isArray(found)) {
    refuse(action, { found, expected: `an object with any of ${members.join(', ')}` })
  }
  // An instance of a class may have members of its own.
  if (Object.getPrototypeOf(found) === Object.prototype) checkOptionNames(action, found, members)
  for (const at of members) {
    const { [at]: member } = found
    if (member === undefined || typeof member === 'function') continue
    refuse(action, { found: member, at, expected: 'a function' })
  }
}

/** Takes a request through the gates to the fake; synchronous if there are no gates. */
export type Dispatch = (request: HttpRequest) => Outcome | Promise<Outcome>

/** Takes a request through the gates, the first one outermost, to the service and back. */
export async function passGates(
  gates: readonly Gate[],
  request: HttpRequest,
  handle: (request: HttpRequest) => Outcome,
): Promise<Outcome> {
  for (const gate of gates) await gate.arrival?.(request)
  const outcome = handle(request)
  for (const gate of [...gates].reverse()) await gate.delivery?.(request, outcome)
  return outcome
}
