import type { Failure } from '../../domain/failure.ts'
import { quote } from '../../domain/show.ts'
import type { Limits } from '../../domain/limits.ts'
import { isSid } from '../../domain/sid.ts'
import { fc } from '../fc.ts'
import {
  compare,
  describe,
  fail,
  type Plan,
  type PlanContext,
  refusal,
  type Steps,
  toldOf,
} from './plan.ts'
import type { StreamModel } from './stream-model.ts'
import { indexes, newest, pick } from './target.ts'
import { isTtl, ttls } from './ttl.ts'

/** Creates a stream. Expects a refusal if the name is taken. */
export function create(names: readonly string[]): fc.Arbitrary<Plan> {
  const name = fc.option(fc.constantFrom(...names), { nil: undefined, freq: 2 })
  return fc.tuple(name, ttls()).map(([uniqueName, ttl]) => ({
    text: `create ${uniqueName === undefined ? 'unnamed' : quote(uniqueName)}${ttl === undefined ? '' : ` ttl ${ttl}`}`,
    isPossible: () => true,
    steps: (context) => creation(context, { uniqueName, ttl }),
  }))
}

/** Creates a stream under the name of a live stream. */
export function createTaken(): fc.Arbitrary<Plan> {
  return indexes().map((index) => ({
    text: `create a duplicate of ${newest(index)} named stream`,
    isPossible: (model) => namesOf(model).length > 0,
    *steps(context) {
      const uniqueName = pick(namesOf(context.model), index)
      if (uniqueName !== undefined) yield* creation(context, { uniqueName })
    },
  }))
}

function namesOf({ streams }: Readonly<StreamModel>): string[] {
  return streams.flatMap(({ uniqueName }) => uniqueName ?? [])
}

interface InvalidCreation {
  readonly what: string
  readonly of: (limits: Limits) => Creation
}

const invalidCreations: readonly InvalidCreation[] = [
  { what: 'an empty name', of: () => ({ uniqueName: '' }) },
  { what: 'a SID as its name', of: () => ({ uniqueName: `TO${'0'.repeat(32)}` }) },
  {
    what: 'a name that is too long',
    of: ({ uniqueNameLength }) => ({ uniqueName: 'a'.repeat(uniqueNameLength + 1) }),
  },
  { what: 'ttl -1', of: () => ({ ttl: -1 }) },
  { what: 'ttl 1.5', of: () => ({ ttl: 1.5 }) },
  { what: 'a ttl that is too long', of: ({ ttlSeconds }) => ({ ttl: ttlSeconds + 1 }) },
]

/** Tries to create a stream with an invalid name or TTL. */
export function createInvalid(): fc.Arbitrary<Plan> {
  return fc.constantFrom(...invalidCreations).map(({ what, of }) => ({
    text: `create with ${what}`,
    isPossible: () => true,
    steps: (context) => creation(context, of(context.sync.limits)),
  }))
}

interface Creation {
  readonly uniqueName?: string | undefined
  readonly ttl?: number | undefined
}

function* creation(context: PlanContext, { uniqueName, ttl }: Creation): Steps {
  const { model } = context
  const failure = failureOf(context, { uniqueName, ttl })
  const answer = yield { kind: 'create', uniqueName, ttl }
  if (failure !== undefined) {
    compare(context, answer, refusal(failure))
    return
  }
  if (answer.kind !== 'stream') fail(context, describe(answer), 'a new stream')
  const { sid } = answer.stream
  const isKnown = [...model.streams, ...model.ended].some((stream) => stream.sid === sid)
  if (isKnown || !isSid(sid, 'TO')) fail(context, sid, 'a new TO… SID')
  const stream = model.add({ sid, uniqueName, ttl })
  compare(context, answer, { kind: 'stream', stream: toldOf(context, stream) })
}

/** The failure to expect, if any. */
function failureOf(
  { model, sync: { limits } }: PlanContext,
  { uniqueName, ttl = 0 }: Creation,
): Failure['kind'] | undefined {
  if (uniqueName !== undefined && !isName(uniqueName, limits)) return 'name-invalid'
  if (!isTtl(ttl, limits)) return 'ttl-invalid'
  const isTaken = model.streams.some((stream) => stream.uniqueName === uniqueName)
  return isTaken ? 'name-taken' : undefined
}

function isName(name: string, { uniqueNameLength }: Limits): boolean {
  return name !== '' && name.length <= uniqueNameLength && !/^[A-Z]{2}[0-9a-f]{32}$/.test(name)
}
