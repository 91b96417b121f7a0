import { fc } from '../fc.ts'
import {
  compare,
  describe,
  describeStream,
  fail,
  type Plan,
  type PlanContext,
  refusal,
  type Steps,
  toldOf,
} from './plan.ts'
import type { ToldStream } from './service-call.ts'
import type { ModelStream } from './stream-model.ts'

/** Lists all streams. */
export function list(): fc.Arbitrary<Plan> {
  return pageSizes().map((pageSize) => ({
    text: `list all in pages of ${pageSize}`,
    isPossible: () => true,
    *steps(context) {
      const streams = context.model.streams.map((stream) => toldOf(context, stream))
      const answer = yield { kind: 'list', pageSize }
      if (isRefused(context, pageSize)) compare(context, answer, refusal('page-size-invalid'))
      else compare(context, answer, { kind: 'streams', streams })
    },
  }))
}

/**
 * Walks over more than one page, with writes in between. Expects every stream that is live
 * throughout exactly once, and only live streams.
 */
export function walk(writes: fc.Arbitrary<Plan>): fc.Arbitrary<Plan> {
  const between = fc.array(writes, { maxLength: 3, size: 'max' })
  return fc.tuple(pageSizes(), between).map(([pageSize, plans]) => {
    const meanwhile = plans.map(({ text }) => text).join(', then ')
    return {
      text: `walk in pages of ${pageSize}${plans.length === 0 ? '' : `, meanwhile ${meanwhile}`}`,
      isPossible: ({ streams }) => streams.length > pageSize,
      steps: (context) => walking(context, pageSize, plans),
    }
  })
}

function pageSizes(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: 3 })
}

function isRefused({ sync }: PlanContext, pageSize: number): boolean {
  return pageSize > sync.limits.acceptedPageSize
}

function* walking(context: PlanContext, pageSize: number, plans: readonly Plan[]): Steps {
  const { model } = context
  const promised = model.streams
  const met = new Set<string>()
  const pending = plans.values()
  let answer = yield { kind: 'page', pageSize }
  if (isRefused(context, pageSize)) {
    compare(context, answer, refusal('page-size-invalid'))
    return
  }
  for (;;) {
    if (answer.kind !== 'streams') fail(context, describe(answer), 'a page')
    const { streams, next } = answer
    if (streams.length > pageSize) fail(context, `${streams.length} streams`, `${pageSize} at most`)
    for (const stream of streams) meet(context, stream, met)
    if (next === undefined) break
    // A service that returns endless pages would be walked forever.
    if (streams.length === 0) fail(context, 'an empty page before another', 'streams on it')
    const { value: plan } = pending.next()
    if (plan?.isPossible(model) === true) yield* plan.steps({ ...context, text: plan.text })
    answer = yield { kind: 'page', pageSize, next }
  }
  checkPromise(context, promised, met)
}

function meet(context: PlanContext, found: ToldStream, met: Set<string>): void {
  const stream = context.model.streams.find(({ sid }) => sid === found.sid)
  if (stream === undefined) fail(context, describeStream(found), 'streams that live')
  const told = toldOf(context, stream)
  compare(context, { kind: 'stream', stream: found }, { kind: 'stream', stream: told })
  if (met.has(found.sid)) fail(context, `${describeStream(found)} twice`, 'each stream once')
  met.add(found.sid)
}

/** Expects that every stream that was there from start to end was met. */
function checkPromise(
  context: PlanContext,
  promised: readonly ModelStream[],
  met: ReadonlySet<string>,
): void {
  const missed = context.model.streams.find(
    ({ sid }) => !met.has(sid) && promised.some((stream) => stream.sid === sid),
  )
  if (missed === undefined) return
  fail(context, `a walk past ${describeStream(toldOf(context, missed))}`, 'each stream once')
}
