import { withEdges } from '../arbitraries/with-edges.ts'
import { fc } from '../fc.ts'
import { compare, fail, isoOf, type Plan, type PlanContext, refusal } from './plan.ts'
import { fetching } from './uses.ts'

/** Moves the clock. */
export function advance(): fc.Arbitrary<Plan> {
  const steps = withEdges(fc.integer({ min: 1, max: 3_600_000 }), [1, 999, 1000, 60_000])
  return steps.map((milliseconds) => ({
    text: `advance ${milliseconds} ms`,
    isPossible: () => true,
    *steps(context) {
      advanceTo(context, context.model.time + milliseconds)
    },
  }))
}

const moments = [
  { offset: 0, what: 'the next expiry' },
  { offset: -1, what: '1 ms before the next expiry' },
  { offset: 1, what: '1 ms after the next expiry' },
] as const

/** Moves the clock to around the next expiry, and checks whether the stream has expired. */
export function expire(): fc.Arbitrary<Plan> {
  return fc.constantFrom(...moments).map(({ offset, what }) => ({
    text: `advance to ${what}`,
    isPossible: ({ nextToExpire }) => nextToExpire !== undefined,
    *steps(context) {
      const { model } = context
      const stream = model.nextToExpire
      if (stream === undefined) return
      advanceTo(context, Math.max(model.time, model.endOf(stream) + offset))
      const key = stream.sid
      if (model.find(key) !== undefined) yield* fetching(context, { stream, key })
      else compare(context, yield { kind: 'fetch', key }, refusal('stream-not-found'))
    },
  }))
}

function advanceTo(context: PlanContext, time: number): void {
  const { model, sync } = context
  sync.clock.advance(time - model.time)
  model.time = time
  const now = sync.clock.now()
  if (now !== time) fail(context, isoOf(now), isoOf(time))
}
