import fc from 'fast-check'
import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import {
  createFakeSync,
  FakeClock,
  type FakeSync,
  type FakeSyncOptions,
} from '../../../src/core.ts'
import { faultPlan } from '../../../src/fast-check/fault-plan.ts'
import { checkLinearizable } from '../../../src/fast-check/history/check-linearizable.ts'
import type { CallTarget } from '../../../src/fast-check/history/history-call.ts'
import { type History, recordHistory } from '../../../src/fast-check/history/record-history.ts'
import { raceGate } from '../../../src/fast-check/race-gate.ts'

// What the fake really does is never accused: neither by the invariants nor by the search for an order.

const account = `AC${'1'.repeat(32)}`
const names = ['orders', 'bills']
const name = fc.constantFrom(...names)
const ttl = fc.constantFrom(undefined, 0, 1, 2)

type SyncStreams = ReturnType<ReturnType<typeof twilio>['sync']['v1']['services']>['syncStreams']

interface World {
  readonly sync: FakeSync
  readonly syncStreams: SyncStreams
}

type Action = (world: World) => unknown

/** By SID for half of the streams, whoever has it at the moment. */
function addressOf({ sync }: World, { name, bySid }: { name: string; bySid: boolean }): string {
  return bySid ? (sync.streams.find(name)?.sid ?? name) : name
}

const target = fc.record({ name, bySid: fc.boolean() })

const requests: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ uniqueName: fc.option(name, { nil: undefined }), ttl }).map(
    ({ uniqueName, ttl }) =>
      ({ syncStreams }: World) =>
        syncStreams.create({
          ...(uniqueName !== undefined && { uniqueName }),
          ...(ttl !== undefined && { ttl }),
        }),
  ),
  target.map((to) => (world: World) => world.syncStreams(addressOf(world, to)).fetch()),
  target.map((to) => (world: World) => world.syncStreams(addressOf(world, to)).remove()),
  fc.tuple(target, fc.nat(2)).map(
    ([to, ttl]) =>
      (world: World) =>
        world.syncStreams(addressOf(world, to)).update({ ttl }),
  ),
  fc.tuple(target, fc.constantFrom({}, { id: 1 }, { text: 'x'.repeat(99) })).map(
    ([to, data]) =>
      (world: World) =>
        world.syncStreams(addressOf(world, to)).streamMessages.create({ data }),
  ),
)

const lists: fc.Arbitrary<Action> = fc.constantFrom(1, 2, 50).map(
  (pageSize) =>
    ({ syncStreams }: World) =>
      syncStreams.list({ pageSize }),
)

const services: fc.Arbitrary<Action> = fc.constant(({ sync }: World) =>
  sync.fetch('https://sync.twilio.com/v1/Services/default', {
    method: 'DELETE',
    headers: { authorization: `Basic ${btoa(`${account}:token`)}` },
  }),
)

/** What is asked of the service, by its own words and by the client. */
interface Call {
  readonly target: CallTarget
  work(world: World): unknown
}

const call: fc.Arbitrary<Call> = fc.tuple(name, fc.constantFrom(0, 1, 2)).chain(([stream, ttl]) =>
  fc.constantFrom<Call>(
    {
      target: { operation: 'streams.create', uniqueName: stream, ttl },
      work: ({ syncStreams }) => syncStreams.create({ uniqueName: stream, ttl }),
    },
    {
      target: { operation: 'streams.fetch', stream },
      work: ({ syncStreams }) => syncStreams(stream).fetch(),
    },
    {
      target: { operation: 'streams.update', stream, ttl },
      work: ({ syncStreams }) => syncStreams(stream).update({ ttl }),
    },
    {
      target: { operation: 'streams.delete', stream },
      work: ({ syncStreams }) => syncStreams(stream).remove(),
    },
    {
      target: { operation: 'messages.create', stream, data: { ttl } },
      work: ({ syncStreams }) => syncStreams(stream).streamMessages.create({ data: { ttl } }),
    },
    {
      target: { operation: 'streams.list' },
      work: ({ syncStreams }) => syncStreams.list(),
    },
  ),
)

/** What the test itself does, which no request tells of. */
const asides: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ uniqueName: name, ttl }).map((options) => ({ sync }: World) => {
    sync.streams.create(options)
  }),
  name.map((to) => ({ sync }: World) => {
    sync.streams.remove(to)
  }),
  name.map((to) => ({ sync }: World) => {
    sync.streams.publish(to, { id: 1 })
  }),
  fc.tuple(name, ttl).map(([to, ttl]) => ({ sync }: World) => {
    sync.streams.update(to, { ttl })
  }),
)

const moves: fc.Arbitrary<Action> = fc.constantFrom(1, 500, 999, 1000, 1001).map(
  (milliseconds) =>
    ({ sync }: World) =>
      sync.clock.advance(milliseconds),
)

/** Does everything in batches, each at once; what is refused or broken is not what is tested. */
async function perform(
  batches: readonly (readonly Action[])[],
  { world, waitFor }: { world: World; waitFor: (work: Promise<unknown>) => Promise<unknown> },
): Promise<void> {
  for (const batch of batches) {
    await waitFor(
      Promise.all(
        batch.map(async (action) => {
          try {
            await action(world)
          } catch {
            // A refusal is an answer too.
          }
        }),
      ),
    )
  }
}

function createWorld(options: FakeSyncOptions = {}): World {
  const sync = createFakeSync(options)
  const client = twilio(account, 'token', { httpClient: sync.httpClient })
  return { sync, syncStreams: client.sync.v1.services('default').syncStreams }
}

describe('a history of the fake', () => {
  it('keeps the invariants under concurrent requests', async () => {
    const seen = new Set<string>()
    const action = fc.oneof(
      { arbitrary: requests, weight: 8 },
      { arbitrary: lists, weight: 3 },
      { arbitrary: services, weight: 1 },
      { arbitrary: asides, weight: 3 },
      { arbitrary: moves, weight: 2 },
    )
    const batches = fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), {
      minLength: 3,
      maxLength: 10,
    })
    const setting = fc.record({
      expiryLag: fc.constantFrom(0, 0.5, 2),
      limits: fc.constantFrom({}, { messagesKept: 1 }, { messageBytes: 50, requestsKept: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(setting, batches, faultPlan(), fc.scheduler(), async (...parts) => {
        const [options, work, plan, scheduler] = parts
        const world = createWorld(options)
        world.sync.streams.create({ uniqueName: 'orders' })
        using history = recordHistory(world.sync)
        using gate = raceGate(world.sync, scheduler)
        plan.install(world.sync)
        await perform(work, { world, waitFor: (promise) => gate.waitFor(promise) })
        history.check()
        noteWhatHappened(history, seen)
      }),
      { numRuns: 400 },
    )
    const usual = ['a lost answer', 'a reordered answer', 'a walk of pages', 'services.delete 204']
    const answers = [
      'messages.create 201',
      'messages.create 404',
      'streams.create 201',
      'streams.create 409',
      'streams.delete 204',
      'streams.delete 404',
      'streams.fetch 200',
      'streams.fetch 404',
      'streams.list 200',
      'streams.update 200',
      'streams.update 404',
    ]
    expect([...seen]).toEqual(expect.arrayContaining([...usual, ...answers]))
  }, 60_000)

  it('keeps every message of a test that publishes only through requests', async () => {
    const batches = fc.array(fc.array(requests, { minLength: 1, maxLength: 4 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(batches, faultPlan(), fc.scheduler(), async (work, plan, scheduler) => {
        const world = createWorld()
        using history = recordHistory(world.sync)
        using gate = raceGate(world.sync, scheduler)
        plan.install(world.sync)
        await perform(work, { world, waitFor: (promise) => gate.waitFor(promise) })
        history.check({ onlyRequests: true })
      }),
      { numRuns: 200 },
    )
  }, 60_000)

  it('has an order that explains the answers to concurrent requests', async () => {
    const lengths: number[] = []
    const action = fc.oneof(
      { arbitrary: requests, weight: 8 },
      { arbitrary: lists, weight: 2 },
      { arbitrary: moves, weight: 1 },
    )
    const work = fc.array(action, { minLength: 1, maxLength: 7, size: 'max' })
    const parts = [work, work, faultPlan(), fc.scheduler(), fc.boolean()] as const
    await fc.assert(
      fc.asyncProperty(...parts, async (before, during, plan, scheduler, isEmpty) => {
        const world = createWorld()
        const inOrder = isEmpty ? [] : before.map((one) => [one])
        await perform(inOrder, { world, waitFor: (promise) => promise })
        using history = recordHistory(world.sync)
        using gate = raceGate(world.sync, scheduler)
        plan.install(world.sync)
        await perform([during.slice(0, 5), during.slice(5)], {
          world,
          waitFor: (promise) => gate.waitFor(promise),
        })
        fc.pre(history.operations.length <= 8)
        checkLinearizable(history.operations, isEmpty ? {} : history)
        lengths.push(history.operations.length)
      }),
      { numRuns: 400 },
    )
    expect(lengths.filter((length) => length > 4).length).toBeGreaterThan(20)
  }, 60_000)

  it('has an order that explains page walks while writes are lost and time passes', async () => {
    const walks: number[] = []
    const readPages = fc.constant<Action>(({ syncStreams }) => syncStreams.list({ pageSize: 1 }))
    const action = fc.oneof(
      { arbitrary: readPages, weight: 2 },
      { arbitrary: requests, weight: 3 },
      { arbitrary: moves, weight: 2 },
    )
    const work = fc.array(action, { minLength: 3, maxLength: 6, size: 'max' })
    const operations = ['streams.create', 'streams.update', 'streams.delete'] as const
    const plans = faultPlan({ kinds: ['reset'], operations, max: 4 })
    await fc.assert(
      fc.asyncProperty(work, plans, fc.scheduler(), async (actions, plan, scheduler) => {
        const world = createWorld({ clock: new FakeClock(0) })
        for (const uniqueName of names) world.sync.streams.create({ uniqueName })
        using history = recordHistory(world.sync)
        using gate = raceGate(world.sync, scheduler)
        plan.install(world.sync)
        const batches = [actions.slice(0, 2), actions.slice(2, 4), actions.slice(4)]
        await perform(batches, { world, waitFor: (promise) => gate.waitFor(promise) })
        fc.pre(history.operations.length <= 8)
        checkLinearizable(history.operations, history)
        walks.push(history.operations.filter(hasToken).length)
      }),
      { numRuns: 400 },
    )
    expect(walks.filter((pages) => pages > 1).length).toBeGreaterThan(20)
  }, 60_000)

  it('has an order that explains what the client returns', async () => {
    const calls = fc.array(call, { minLength: 1, maxLength: 8, size: 'max' })
    const plans = faultPlan({ kinds: ['reset', 'timeout', 'status'] })
    await fc.assert(
      fc.asyncProperty(calls, calls, plans, fc.scheduler(), async (before, during, ...rest) => {
        const [plan, scheduler] = rest
        const world = createWorld()
        const act = (one: Call) => (): unknown => one.work(world)
        await perform([before.map(act)], { world, waitFor: (promise) => promise })
        using history = recordHistory(world.sync)
        using gate = raceGate(world.sync, scheduler)
        plan.install(world.sync)
        const recorded = during.map((one) => () => history.call(one.target, () => one.work(world)))
        await perform([recorded.slice(0, 5), recorded.slice(5)], {
          world,
          waitFor: (promise) => gate.waitFor(promise),
        })
        checkLinearizable(history.calls, history)
      }),
      { numRuns: 300 },
    )
  }, 60_000)
})

function hasToken({ request }: History['operations'][number]): boolean {
  return 'PageToken' in request.params
}

function noteWhatHappened({ operations }: History, seen: Set<string>): void {
  const inOrder = [...operations].sort(
    (one, other) => Number(one.returned) - Number(other.returned),
  )
  for (const [index, one] of inOrder.entries()) {
    const { operation, status, fault, applied } = one
    if (fault === undefined && status !== 400) seen.add(`${String(operation)} ${String(status)}`)
    if (fault === 'reset' || fault === 'timeout') seen.add('a lost answer')
    if ((inOrder[index - 1]?.applied ?? 0) > (applied ?? 0)) seen.add('a reordered answer')
    if (hasToken(one) && status === 200) seen.add('a walk of pages')
  }
}
