/**
 * Calls every function even when some throw, so that one bad listener cannot leave the others untold
 * or a clock half-way. What was thrown is thrown afterwards, as an `AggregateError` if it was more than one.
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
