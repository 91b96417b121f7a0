import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeSync, Json, JsonObject } from '../../../src/core.ts'
import { faultPlan, invalidMessageData, messageData } from '../../../src/fast-check.ts'
import {
  type Exhibit,
  exhibit,
  expectCode,
  retryBroken,
  retryRefused,
  type SyncStreams,
} from './exhibit.ts'

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
  bug: 'retry after a lost response publishes twice',
  promise: ({ sync, syncStreams }, { publish, total }) =>
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }),
      faultPlan({ on: ['messages.create'], kinds: ['reset', 'timeout'] }),
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

/** Publishes what fits; resolves to whether it is out. */
type Say = (syncStreams: SyncStreams, data: object) => Promise<boolean>

const longest = 4096

export const charactersCounted: Exhibit = exhibit<Say>({
  bug: 'message size counted in characters, and refused messages dropped silently',
  promise: ({ sync, syncStreams }, say) => {
    const tooLarge = invalidMessageData().filter(({ code }) => code === 54006)
    const anyData = fc.oneof(
      messageData(),
      tooLarge.map(({ value }) => value as object),
    )
    return fc.asyncProperty(anyData, async (data) => {
      sync.streams.create({ uniqueName: 'chat' })
      const isOut = await say(syncStreams, data)
      expect(sync.streams.messages('chat')).toHaveLength(isOut ? 1 : 0)
    })
  },
  buggy: async (syncStreams, data) => {
    // JavaScript counts characters, Twilio counts bytes.
    if (JSON.stringify(data).length > longest) return false
    await syncStreams('chat')
      .streamMessages.create({ data })
      .catch((error: unknown) => expectCode(error, 54006))
    return true
  },
  correct: async (syncStreams, data) => {
    if (new TextEncoder().encode(JSON.stringify(data)).length > longest) return false
    await syncStreams('chat').streamMessages.create({ data })
    return true
  },
})

type Notify = (syncStreams: SyncStreams) => Promise<void>

export const throttledNotRetried: Exhibit = exhibit<Notify>({
  bug: '429 not retried',
  promise: ({ sync, syncStreams }, notify) =>
    fc.asyncProperty(faultPlan({ kinds: ['status'], max: 2 }), async (plan) => {
      plan.install(sync)
      sync.streams.create({ uniqueName: 'alerts' })
      await notify(syncStreams)
      expect(sync.streams.messages('alerts')).toHaveLength(1)
    }),
  buggy: greet,
  correct: (syncStreams) => retryRefused(() => greet(syncStreams)),
})

async function greet(syncStreams: SyncStreams): Promise<void> {
  await syncStreams('alerts').streamMessages.create({ data: { hello: true } })
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
