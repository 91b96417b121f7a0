import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeSync, Json, JsonObject } from '../../../src/core.ts'
import { faultPlan, messageData } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, retryBroken, type SyncStreams } from './exhibit.ts'

// Apps that publish.

/** An app that publishes amounts, and what it makes of the messages that arrive. */
interface Ledger {
  readonly publish: (syncStreams: SyncStreams, amounts: readonly number[]) => Promise<void>
  readonly total: (messages: readonly JsonObject[]) => number
}

const ledger: Ledger = {
  async publish(syncStreams, amounts) {
    for (const [id, amount] of amounts.entries()) {
      await retryBroken(() => syncStreams('ledger').streamMessages.create({ data: { id, amount } }))
    }
  },
  total: (messages) => sum([...new Map(messages.map(({ id, amount }) => [id, amount])).values()]),
}

export const publishedTwice: Exhibit = exhibit<Ledger>({
  bug: 'retry after a lost answer publishes twice',
  promise: ({ sync, syncStreams }, { publish, total }) =>
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }),
      faultPlan({ kinds: ['reset', 'timeout'], operations: ['messages.create'] }),
      async (amounts, plan) => {
        plan.install(sync)
        sync.streams.create({ uniqueName: 'ledger' })
        const received = listen(sync, 'ledger')
        await publish(syncStreams, amounts)
        expect(total(received)).toBe(sum(amounts))
      },
    ),
  buggy: { ...ledger, total: (messages) => sum(messages.map(({ amount }) => amount)) },
  correct: ledger,
})

/** Publishes a text; resolves to whether it is out. */
type Say = (syncStreams: SyncStreams, text: JsonObject) => Promise<boolean>

export const tooLargeDropped: Exhibit = exhibit<Say>({
  bug: 'too large message dropped silently',
  options: { limits: { messageBytes: 100 } },
  promise: ({ sync, syncStreams }, say) =>
    fc.asyncProperty(
      fc.integer({ min: 90, max: 110 }).chain((bytes) => messageData({ bytes })),
      async (data) => {
        sync.streams.create({ uniqueName: 'chat' })
        const isOut = await say(syncStreams, data)
        expect(sync.streams.messages('chat')).toHaveLength(isOut ? 1 : 0)
      },
    ),
  buggy: async (syncStreams, data) => {
    // JavaScript counts characters, Twilio counts bytes.
    if (JSON.stringify(data).length > 100) return false
    await syncStreams('chat')
      .streamMessages.create({ data })
      .catch((error: unknown) => expectCode(error, 54006))
    return true
  },
  correct: async (syncStreams, data) => {
    try {
      await syncStreams('chat').streamMessages.create({ data })
      return true
    } catch (error) {
      expectCode(error, 54006)
      return false
    }
  },
})

type Notify = (syncStreams: SyncStreams, names: readonly string[]) => Promise<unknown>

export const throttledNotRetried: Exhibit = exhibit<Notify>({
  bug: '429 not retried',
  promise: ({ sync, syncStreams }, notify) =>
    fc.asyncProperty(faultPlan({ kinds: ['status'], max: 2 }), async (plan) => {
      plan.install(sync)
      sync.streams.create({ uniqueName: 'alerts' })
      await notify(syncStreams, ['alerts'])
      expect(sync.streams.messages('alerts')).toHaveLength(1)
    }),
  buggy: (syncStreams, names) => Promise.all(names.map((name) => greet(syncStreams, name))),
  correct: (syncStreams, names) =>
    Promise.all(names.map((name) => retryRefused(() => greet(syncStreams, name)))),
})

export const fanOutStops: Exhibit = exhibit<Notify>({
  bug: 'fan-out that stops at the first stream that is gone',
  promise: ({ sync, syncStreams }, notify) =>
    fc.asyncProperty(fc.subarray(['a', 'b', 'c']), async (gone) => {
      const names = ['a', 'b', 'c']
      const living = names.filter((name) => !gone.includes(name))
      for (const uniqueName of living) sync.streams.create({ uniqueName })
      await notify(syncStreams, names)
      expect(living.map((name) => sync.streams.messages(name).length)).toEqual(living.map(() => 1))
    }),
  buggy: async (syncStreams, names) => {
    try {
      for (const name of names) await greet(syncStreams, name)
    } catch (error) {
      expectCode(error, 20404)
    }
  },
  correct: async (syncStreams, names) => {
    for (const name of names) {
      await greet(syncStreams, name).catch((error: unknown) => expectCode(error, 20404))
    }
  },
})

/** Publishes so many messages; `pause` lets a second pass. */
type Flood = (syncStreams: SyncStreams, count: number, pause: () => void) => Promise<void>

export const burst: Exhibit = exhibit<Flood>({
  bug: 'rate burst',
  options: { rateLimits: true },
  promise: ({ sync, syncStreams }, flood) =>
    fc.asyncProperty(fc.integer({ min: 0, max: 100 }), async (count) => {
      sync.streams.create({ uniqueName: 'frames' })
      await flood(syncStreams, count, () => sync.clock.advance({ seconds: 1 }))
      expect(sync.streams.messages('frames')).toHaveLength(count)
    }),
  buggy: async (syncStreams, count) => {
    for (let sent = 0; sent < count; sent += 1) await sendFrame(syncStreams)
  },
  correct: async (syncStreams, count, pause) => {
    for (let sent = 0; sent < count; sent += 1) {
      if (sent % 7 === 6) pause()
      await sendFrame(syncStreams)
    }
  },
})

/** Of messages above 3 KB Twilio takes 7 a second, on average over ten. */
async function sendFrame(syncStreams: SyncStreams): Promise<void> {
  const data = { pixels: '0'.repeat(3200) }
  await syncStreams('frames').streamMessages.create({ data })
}

async function greet(syncStreams: SyncStreams, name: string): Promise<void> {
  await syncStreams(name).streamMessages.create({ data: { hello: true } })
}

/** Calls again when the service refused for the moment: 429, 500, 503. */
async function retryRefused(call: () => Promise<void>, retries = 3): Promise<void> {
  try {
    await call()
  } catch (error) {
    const { status } = error as { status?: number }
    if (retries === 0 || ![429, 500, 503].includes(status ?? 0)) throw error
    await retryRefused(call, retries - 1)
  }
}

/** What a subscriber hears on a stream from now on. */
function listen(sync: FakeSync, uniqueName: string): JsonObject[] {
  const received: JsonObject[] = []
  sync.streams.subscribe(uniqueName, (event) => {
    if (event.type === 'message') received.push(event.message.data)
  })
  return received
}

function sum(amounts: readonly (Json | undefined)[]): number {
  return amounts.reduce<number>((total, amount) => total + Number(amount), 0)
}
