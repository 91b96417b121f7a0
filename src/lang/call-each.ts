/**
 * Calls every function, even if some throw, so that one bad listener cannot keep others from being
 * notified or leave a clock half-way. Rethrows a single error as it is, several as an
 * `AggregateError`.
 *
 * Clock, timeline and feed pass generators, and must: the next due time, the next item to expire
 * and the next delivery are looked up only once the call before has returned, since a listener may
 * have changed all three.
 */
export function callEach(calls: Iterable<() => void>): void {
  const errors: unknown[] = []
  for (const call of calls) {
    try {
      call()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} listeners threw`)
}
