import type { Clock } from '../domain/time/clock.ts'
import { addReport, isReadable } from './failure-report.ts'
import type { FakeSync } from './fake-sync.ts'

/**
 * Creates a hook that adds to the error of a failed test what the fake saw during it: its state, the
 * last requests and pending faults. For jest and `node:test`: `afterEach(showOnFailure(sync))`. In
 * vitest, list `fake-twilio-sync/vitest` among the setup files instead.
 *
 * List it before hooks that may throw, such as a `reset()` in strict mode: `node:test` calls none
 * after those. A `reset()` before it does no harm. Nothing is added if the test did not use the fake,
 * or if its error shows one already.
 */
export function showOnFailure(sync: FakeSync<Clock>): (...context: readonly unknown[]) => void {
  const { worlds: reporter } = sync
  reporter.watch()
  // A rest parameter counts as none: jest would wait for a callback.
  return (...[context]) => {
    const error = errorOfNodeTest(context) ?? errorOfJest()
    const description = isReadable(error) ? reporter.description() : undefined
    if (isReadable(error) && description !== undefined) addReport(error, description)
    reporter.forget()
  }
}

/** The error of a test of `node:test`, whose hooks get its context. */
function errorOfNodeTest(context: unknown): unknown {
  const { error } = Object(context) as { readonly error?: { readonly cause?: unknown } | null }
  return error?.cause ?? undefined
}

/** The part of jest-circus's state that says why a test failed. */
interface JestState {
  readonly currentlyRunningTest?: { readonly errors?: readonly unknown[] } | null
}

/** jest hands its hooks nothing, but keeps the state of its runner on the global object. */
function errorOfJest(): unknown {
  const key = Object.getOwnPropertySymbols(globalThis).find(
    ({ description }) => description === 'JEST_STATE_SYMBOL',
  )
  if (key === undefined) return undefined
  const { [key]: state } = globalThis as { readonly [Key in symbol]?: JestState }
  const [error] = [state?.currentlyRunningTest?.errors?.[0]].flat()
  return error
}
