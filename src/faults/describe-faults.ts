import type { Fault } from './fault.ts'
import type { PendingFault, UnfiredFault } from './faults.ts'

/** How many faults are listed. */
const mostFaults = 10

/** Describes faults that never fired as often as planned, and where they were added. */
export function describeUnfired(unfired: readonly UnfiredFault[]): string {
  const rest = unfired.length - mostFaults
  const lines = unfired.slice(0, mostFaults).map((one) => {
    const { place } = one.addedAt
    return `${describeFault(one)}${place === undefined ? '' : `, added at ${place}`}`
  })
  return [...lines, ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
}

/** Describes a pending fault in one line: `reset on streams.create, fired 0 of 2 times`. */
export function describeFault({ fault, fired }: PendingFault): string {
  const { on, times = 1 } = fault
  const what = titleOfFault(fault)
  const aim = typeof on === 'function' ? 'what a predicate says' : [on ?? []].flat().join(', ')
  const count =
    times === 1 || times === Infinity ? 'never fired' : `fired ${fired} of ${times} times`
  return `${what}${aim === '' ? '' : ` on ${aim}`}, ${count}`
}

/** Names what a fault does: `status 503`, `close 308`, `delay of 10 ms`. */
export function titleOfFault(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return `status ${fault.status}`
    case 'delay':
      return `delay of ${fault.milliseconds} ms`
    case 'close':
      return `close ${fault.code}`
    default:
      return fault.kind
  }
}
