import { toJson, utf8Length } from '../../domain/json.ts'
import { escapeControls } from '../../domain/show.ts'
import type { Limits } from '../../domain/limits.ts'
import { fc } from '../fc.ts'
import { compare, fail, type Plan, type PlanContext, refusal, type Steps, toldOf } from './plan.ts'
import type { ModelStream } from './stream-model.ts'
import { keyOf, newest, pick, type Target, targets } from './target.ts'
import { isTtl, ttls } from './ttl.ts'

/** Fetches a stream. */
export function fetch(): fc.Arbitrary<Plan> {
  return targets().map((target) => use(target, 'fetch', { steps: fetching }))
}

/** A stream, and the SID or name it is addressed by. */
export interface Used {
  readonly stream: ModelStream
  readonly key: string
}

/** Expects the stream of the model. */
export function* fetching(context: PlanContext, { key, stream }: Used): Steps {
  const answer = yield { kind: 'fetch', key }
  compare(context, answer, { kind: 'stream', stream: toldOf(context, stream) })
}

/** Updates the TTL of a stream, or updates it with no parameter, which is refused. */
export function update(): fc.Arbitrary<Plan> {
  return updateTo(ttls())
}

/** Tries to update a stream with an invalid TTL. The last one is above any possible limit. */
export function updateInvalid(): fc.Arbitrary<Plan> {
  return updateTo(fc.constantFrom(-1, 1.5, 10_000_000_001))
}

function updateTo(values: fc.Arbitrary<number | undefined>): fc.Arbitrary<Plan> {
  return fc.tuple(targets(), values).map(([target, ttl]) =>
    use(target, 'update', {
      detail: ttl === undefined ? ' with nothing' : ` to ttl ${ttl}`,
      steps: (context, used) => updating(context, used, ttl),
    }),
  )
}

function* updating(context: PlanContext, { key, stream }: Used, ttl?: number): Steps {
  const { model, sync } = context
  const answer = yield { kind: 'update', key, ttl }
  if (ttl === undefined) {
    compare(context, answer, refusal('nothing-to-update'))
  } else if (!isTtl(ttl, sync.limits)) {
    compare(context, answer, refusal('ttl-invalid'))
  } else {
    const updated = model.update(stream.sid, ttl)
    compare(context, answer, { kind: 'stream', stream: toldOf(context, updated ?? stream) })
  }
}

/** Removes a stream. */
export function remove(): fc.Arbitrary<Plan> {
  return targets().map((target) => use(target, 'remove', { steps: removing }))
}

function* removing(context: PlanContext, { key, stream }: Used): Steps {
  const answer = yield { kind: 'remove', key }
  compare(context, answer, { kind: 'done' })
  context.model.remove(stream.sid)
}

/** Data to publish, which may depend on the limits. */
interface MessageData {
  readonly what: string
  readonly of: (limits: Limits) => object
}

/** Publishes a message on a stream. */
export function publish(): fc.Arbitrary<Plan> {
  return publishOf(
    fc.oneof(
      fc
        .oneof(fc.constant({}), fc.record({ id: fc.nat() }), fc.record({ text: fc.string() }))
        .map((data): MessageData => ({ what: escapeControls(toJson(data) ?? ''), of: () => data })),
      fc.constant<MessageData>({
        what: 'the largest message',
        of: ({ messageBytes }) => dataOf(messageBytes),
      }),
    ),
  )
}

/** Tries to publish data that is too large, or a list. */
export function publishInvalid(): fc.Arbitrary<Plan> {
  return publishOf(
    fc.constantFrom<MessageData>(
      { what: 'a message that is too large', of: ({ messageBytes }) => dataOf(messageBytes + 1) },
      { what: 'a list', of: () => [1] },
    ),
  )
}

/** An object of that many bytes of JSON, or the smallest one possible. */
function dataOf(bytes: number): object {
  return { text: 'x'.repeat(Math.max(0, bytes - utf8Length('{"text":""}'))) }
}

function publishOf(messages: fc.Arbitrary<MessageData>): fc.Arbitrary<Plan> {
  return fc.tuple(targets(), messages).map(([target, { what, of }]) =>
    use(target, `publish ${what} on`, {
      steps: (context, used) => publishing(context, used, of(context.sync.limits)),
    }),
  )
}

function* publishing(context: PlanContext, { key, stream }: Used, data: object): Steps {
  const { model, sync } = context
  const answer = yield { kind: 'publish', key, data }
  if (Array.isArray(data)) {
    compare(context, answer, refusal('data-invalid'))
  } else if (utf8Length(toJson(data) ?? '') > sync.limits.messageBytes) {
    compare(context, answer, refusal('data-too-large'))
  } else {
    compare(context, answer, { kind: 'message', data })
    model.publish(stream.sid)
    checkMessages(context, stream.sid, data)
  }
}

/** Checks the messages the fake keeps, since the service has no endpoint that reads them. */
function checkMessages(context: PlanContext, sid: string, data: object): void {
  const { model, sync } = context
  if (sync.streams.find(sid) === undefined) return
  const kept = sync.streams.messages(sid)
  const count = Math.min(model.find(sid)?.messages ?? 0, sync.limits.messagesKept)
  if (kept.length !== count) fail(context, `${kept.length} messages on it`, String(count))
  const last = kept.at(-1)
  if (last === undefined) return
  compare(context, { kind: 'message', data: last.data }, { kind: 'message', data })
}

interface Use {
  readonly detail?: string
  readonly steps: (context: PlanContext, used: Used) => Steps
}

/** A plan for one of the live streams. */
function use(target: Target, verb: string, { detail = '', steps }: Use): Plan {
  return {
    text: `${verb} ${newest(target.index)} stream by ${target.by}${detail}`,
    isPossible: ({ streams }) => streams.length > 0,
    *steps(context) {
      const stream = pick(context.model.streams, target.index)
      // Streams may go between check and run when commands are scheduled beside other work.
      if (stream !== undefined) yield* steps(context, { stream, key: keyOf(stream, target) })
    },
  }
}
