import fc from 'fast-check'
import { expect } from 'vitest'
import { faultPlan, timeStep } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, expectCode, isRefusedForNow, type SyncStreams } from './exhibit.ts'

// Apps that go on after a failure, and what they make of it.

const refusals = faultPlan({ on: ['messages.create'], kinds: ['status'] })

async function publish(syncStreams: SyncStreams, { room, id }: Sending): Promise<void> {
  await syncStreams(room).streamMessages.create({ data: { id } })
}

interface Sending {
  readonly room: string
  readonly id: number
}

/** Sends so many alerts; resolves to how many are out. */
type SendAll = (syncStreams: SyncStreams, count: number) => Promise<number>

export const refusedCountedAsSent: Exhibit = exhibit<SendAll>({
  bug: 'report that counts refused alerts as sent',
  promise: ({ sync, syncStreams }, sendAll) =>
    fc.asyncProperty(fc.nat(5), refusals, async (count, plan) => {
      sync.streams.create({ uniqueName: 'alerts' })
      plan.install(sync)
      const sent = await sendAll(syncStreams, count)
      expect(sync.streams.messages('alerts')).toHaveLength(sent)
    }),
  buggy: async (syncStreams, count) => {
    let sent = 0
    for (let id = 0; id < count; id += 1) {
      await publish(syncStreams, { room: 'alerts', id }).catch(passIfRefusedForNow)
      sent += 1
    }
    return sent
  },
  correct: async (syncStreams, count) => {
    let sent = 0
    for (let id = 0; id < count; id += 1) {
      const sending = publish(syncStreams, { room: 'alerts', id })
      await sending.then(() => (sent += 1)).catch(passIfRefusedForNow)
    }
    return sent
  },
})

function passIfRefusedForNow(error: unknown): void {
  if (!isRefusedForNow(error)) throw error
}

/** Sends what waits, in order, and leaves what could not be sent. */
type Flush = (syncStreams: SyncStreams, outbox: number[]) => Promise<void>

export const goneTakenForSent: Exhibit = exhibit<Flush>({
  bug: 'message dropped from the outbox because its room has expired',
  promise: ({ sync, syncStreams }, flush) =>
    fc.asyncProperty(fc.array(timeStep(), { maxLength: 8 }), async (steps) => {
      sync.streams.create({ uniqueName: 'room', ttl: 60 })
      const outbox: number[] = []
      for (const [id, step] of steps.entries()) {
        step.take(sync)
        outbox.push(id)
        await flush(syncStreams, outbox)
      }
      const ended = sync.streams.ended<{ id: number }>().flatMap(({ messages }) => messages)
      const live = sync.streams.find('room') && sync.streams.messages<{ id: number }>('room')
      const sent = [...ended, ...(live ?? [])].map(({ data }) => data.id)
      expect([...sent, ...outbox]).toEqual([...steps.keys()])
    }),
  buggy: async (syncStreams, outbox) => {
    for (let id = outbox.shift(); id !== undefined; id = outbox.shift()) {
      await publish(syncStreams, { room: 'room', id }).catch((error: unknown) => {
        expectCode(error, 20404)
      })
    }
  },
  correct: async (syncStreams, outbox) => {
    for (const id of [...outbox]) {
      const isSent = await sendIfThere(syncStreams, { room: 'room', id })
      if (!isSent) return
      outbox.shift()
    }
  },
})

async function sendIfThere(syncStreams: SyncStreams, sending: Sending): Promise<boolean> {
  try {
    await publish(syncStreams, sending)
    return true
  } catch (error) {
    expectCode(error, 20404)
    return false
  }
}

const rooms: readonly string[] = ['kitchen', 'bar', 'door']

/** Publishes in every room; fails if it could not in one. */
type Broadcast = (syncStreams: SyncStreams) => Promise<unknown>

export const oneOfManyForgotten: Exhibit = exhibit<Broadcast>({
  bug: 'broadcast that waits for all rooms and looks at no result',
  promise: ({ sync, syncStreams }, broadcast) =>
    fc.asyncProperty(refusals, async (plan) => {
      for (const uniqueName of rooms) sync.streams.create({ uniqueName })
      plan.install(sync)
      const isOut = await broadcast(syncStreams).then(() => true, isNotRefusedForNow)
      const heard = rooms.filter((room) => sync.streams.messages(room).length === 1)
      expect(heard.length === rooms.length).toBe(isOut)
    }),
  buggy: (syncStreams) =>
    Promise.allSettled(rooms.map((room) => publish(syncStreams, { room, id: 1 }))),
  correct: (syncStreams) => Promise.all(rooms.map((room) => publish(syncStreams, { room, id: 1 }))),
})

/** Returns `false`, for what a broadcast failed with, and throws any other error. */
function isNotRefusedForNow(error: unknown): boolean {
  passIfRefusedForNow(error)
  return false
}

/** Reads the time of expiry of two streams. */
type Compare = (syncStreams: SyncStreams) => Promise<boolean>

export const secondFailureUnhandled: Exhibit = exhibit<Compare>({
  bug: 'two calls begun together and awaited in turn, so that nobody handles the second failure',
  promise: ({ sync, syncStreams }, isSame) => {
    const plans = faultPlan({ on: ['streams.fetch'], kinds: ['status'] })
    return fc.asyncProperty(plans, async (plan) => {
      for (const uniqueName of ['one', 'other']) sync.streams.create({ uniqueName })
      plan.install(sync)
      await isSame(syncStreams).catch(passIfRefusedForNow)
      // The other call may still be under way.
      await sync.settled()
    })
  },
  buggy: async (syncStreams) => {
    const one = syncStreams('one').fetch()
    const other = syncStreams('other').fetch()
    return (await one).dateExpires === (await other).dateExpires
  },
  correct: async (syncStreams) => {
    const both = [syncStreams('one').fetch(), syncStreams('other').fetch()]
    const [one, other] = await Promise.all(both)
    return one?.dateExpires === other?.dateExpires
  },
})
