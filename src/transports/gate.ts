import { checkOptionNames, refuse } from '../domain/refuse.ts'
import type { HttpRequest } from '../http/message.ts'
import type { Outcome, Passage } from '../http/outcome.ts'

/**
 * Stands between the app and the service, on every transport: it may hold a request on its way there, and
 * what became of it on its way back. What it throws, or rejects with, ends the request.
 */
export interface Gate {
  /** Called when the app has sent a request; the service gets it once the promise resolves. */
  arrival?(request: HttpRequest): Promise<void> | void
  /** Called at once when the service has seen a request, before any gate delivers what became of it. */
  applied?(request: HttpRequest, passage: Passage): void
  /** Called when the service is done with a request; the app hears of it once the promise resolves. */
  delivery?(request: HttpRequest, outcome: Outcome): Promise<void> | void
  /** Called when it is taken away, by its undo or by a reset of the fake. */
  removed?(): void
}

const action = 'put up the gate'
const members: readonly (keyof Gate)[] = ['arrival', 'applied', 'delivery', 'removed']

/**
 * Refuses what is no gate, and a plain object with members that no gate has.
 *
 * @throws TypeError that says what was expected
 */
export function checkGate(found: Gate): void {
  if (found !== Object(found) || Array.isArray(found)) {
    refuse(action, { found, expected: `an object with any of ${members.join(', ')}` })
  }
  // An object of a class may have members of its own.
  if (Object.getPrototypeOf(found) === Object.prototype) checkOptionNames(action, found, members)
  for (const at of members) {
    const { [at]: member } = found
    if (member === undefined || typeof member === 'function') continue
    refuse(action, { found: member, at, expected: 'a function' })
  }
}

/** Takes a request to the fake by way of its gates: at once where there are none. */
export type Dispatch = (request: HttpRequest) => Outcome | Promise<Outcome>

/** Takes a request through gates, the first one outermost, to the service and back. */
export async function passGates(
  gates: readonly Gate[],
  request: HttpRequest,
  apply: (request: HttpRequest) => Passage,
): Promise<Outcome> {
  for (const gate of gates) await gate.arrival?.(request)
  const passage = apply(request)
  const { outcome } = passage
  for (const gate of gates) gate.applied?.(request, passage)
  for (const gate of [...gates].reverse()) await gate.delivery?.(request, outcome)
  return outcome
}
