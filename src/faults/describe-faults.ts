import type { PendingFault } from './faults.ts'

/** How many faults are listed in one line. */
const mostFaults = 10

/** Describes pending faults in one line. */
export function describeFaults(pending: readonly PendingFault[]): string {
  const rest = pending.length - mostFaults
  const lines = pending.slice(0, mostFaults).map(describeFault)
  return [...lines, ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
}

/** Describes a pending fault in one line: `reset on streams.create, fired 0 of 2 times`. */
export function describeFault({ fault, fired }: PendingFault): string {
  const { kind, on, times = 1 } = fault
  const what = fault.kind === 'status' ? `status ${fault.status}` : kind
  const aim = typeof on === 'function' ? 'what a predicate says' : [on ?? []].flat().join(', ')
  const count =
    times === 1 || times === Infinity ? 'never fired' : `fired ${fired} of ${times} times`
  return `${what}${aim === '' ? '' : ` on ${aim}`}, ${count}`
}
