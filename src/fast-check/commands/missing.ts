import { fc } from '../fc.ts'
import { compare, type Plan, refusal } from './plan.ts'
import type { ServiceCall } from './service-call.ts'
import { keyOf, newest, pick, targets } from './target.ts'

const calls: readonly { readonly verb: string; readonly call: (key: string) => ServiceCall }[] = [
  { verb: 'fetch', call: (key) => ({ kind: 'fetch', key }) },
  { verb: 'update', call: (key) => ({ kind: 'update', key, ttl: 60 }) },
  { verb: 'remove', call: (key) => ({ kind: 'remove', key }) },
  { verb: 'publish on', call: (key) => ({ kind: 'publish', key, data: {} }) },
]

/** Uses a stream that was removed or has expired. */
export function useEnded(): fc.Arbitrary<Plan> {
  return fc.tuple(targets(), fc.constantFrom(...calls)).map(([target, { verb, call }]) => ({
    text: `${verb} ${newest(target.index)} ended stream by ${target.by}`,
    isPossible: ({ ended }) => ended.length > 0,
    *steps(context) {
      const { model } = context
      const stream = pick(model.ended, target.index)
      if (stream === undefined) return
      const key = keyOf(stream, target)
      // Another stream may have its name by now.
      const answer = yield call(model.find(key) === undefined ? key : stream.sid)
      compare(context, answer, refusal('stream-not-found'))
    },
  }))
}

/** Uses a stream that never existed. */
export function useUnknown(): fc.Arbitrary<Plan> {
  const keys = fc.constantFrom(
    { by: 'SID', key: `TO${'f'.repeat(32)}` },
    { by: 'name', key: 'nobody knows this name' },
  )
  return fc.tuple(keys, fc.constantFrom(...calls)).map(([{ by, key }, { verb, call }]) => ({
    text: `${verb} an unknown stream by ${by}`,
    isPossible: (model) => model.find(key) === undefined,
    *steps(context) {
      compare(context, yield call(key), refusal('stream-not-found'))
    },
  }))
}
