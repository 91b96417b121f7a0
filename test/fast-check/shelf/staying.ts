import fc from 'fast-check'
import { expect, vi } from 'vitest'
import { faultPlan, timeStep } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, type Room } from './exhibit.ts'
import {
  follow,
  type Kitchen,
  listen,
  openKitchen,
  type OpenScreen,
  sorted,
  withClient,
} from './kitchen.ts'

// Screens that stay open while streams end, tokens expire, and connections are lost.

type OpenList = OpenScreen<readonly number[]>

/** Something that happens while a screen is open. */
interface Step {
  readonly take: (kitchen: Kitchen) => unknown
  readonly toString: () => string
}

const place = stepOf('place', (kitchen) => kitchen.place())

function stepOf(name: string, take: Step['take']): Step {
  return { take, toString: () => name }
}

interface Happening {
  readonly open: OpenList
  readonly steps: readonly Step[]
}

/** Expects that a screen shows all orders once everything has happened. */
async function expectAllShown(room: Room, { open, steps }: Happening): Promise<void> {
  const kitchen = openKitchen(room)
  await withClient(room, async (client) => {
    const shown = await room.sync.settled(open(client, kitchen))
    for (const { take } of steps) await take(kitchen)
    await room.sync.settled()
    expect(shown()).toEqual(kitchen.numbers)
  })
}

export const endOfStreamIgnored: Exhibit = exhibit<OpenList>({
  bug: 'screen that goes on listening to a stream that was removed, or has expired',
  promise: (room, open) => {
    const { streams } = room.sync
    const remove = stepOf('remove', () => streams.find('orders') && streams.remove('orders'))
    const mortal = stepOf(
      'mortal',
      () => streams.find('orders') && streams.update('orders', { ttl: 137 }),
    )
    const pause = timeStep({ longest: { minutes: 5 } }).map((step) =>
      stepOf(String(step), () => step.take(room.sync)),
    )
    const step = fc.oneof(fc.constantFrom(place, remove, mortal), pause)
    return fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      await expectAllShown(room, { open, steps })
    })
  },
  buggy: follow,
  correct: async (client, kitchen) => {
    const orders = new Set<number>()
    const open = async (): Promise<void> => {
      const stream = await listen(client, ({ number }) => orders.add(number))
      stream.on('removed', () => void open())
      for (const number of await kitchen.list()) orders.add(number)
    }
    await open()
    return () => sorted(orders)
  },
})

export const tokenKept: Exhibit = exhibit<OpenList>({
  bug: 'screen that keeps its token, and is cut off when that expires',
  promise: (room, open) => {
    // Settles on the way: no app could renew its token while the clock jumps over the end of it.
    const pause = fc
      .integer({ min: 1, max: 60 })
      .map((minutes) => stepOf(`${minutes} min`, () => room.sync.advance({ minutes })))
    const step = fc.oneof(fc.constant(place), pause)
    return fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      await expectAllShown(room, { open, steps })
    })
  },
  buggy: follow,
  correct: async (client, kitchen) => {
    client.on('tokenAboutToExpire', () => {
      void kitchen.token().then((token) => client.updateToken(token))
    })
    return follow(client, kitchen)
  },
})

/** The timers that the SDK uses. nock needs the others. */
const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const

export const reconnectionIgnored: Exhibit = exhibit<OpenList>({
  bug: 'screen that misses what was published while its connection was lost',
  promise: (room, open) => {
    const { sync } = room
    const drop = stepOf('drop', () => sync.clients[0]?.drop())
    // The SDK tries again after a second, then after some more.
    const wait = stepOf('wait', () => vi.advanceTimersByTimeAsync(60_000))
    const plans = faultPlan({
      on: ['clients.connect', 'clients.connected'],
      kinds: ['refuse', 'drop'],
    })
    const happenings = fc.array(fc.constantFrom(place, drop, wait), { maxLength: 8 })
    return fc.asyncProperty(happenings, plans, async (between, plan) => {
      const install = stepOf('install', () => plan.install(sync))
      vi.useFakeTimers({ toFake: [...toFake] })
      const steps = [install, ...between, wait]
      await expectAllShown(room, { open, steps }).finally(() => {
        vi.useRealTimers()
      })
    })
  },
  buggy: follow,
  correct: async (client, kitchen) => {
    const orders = new Set<number>()
    const fetchAll = async (): Promise<void> => {
      for (const number of await kitchen.list()) orders.add(number)
    }
    await listen(client, ({ number }) => orders.add(number))
    client.on('connectionStateChanged', (state) => {
      if (state === 'connected') void fetchAll()
    })
    await fetchAll()
    return () => sorted(orders)
  },
})
