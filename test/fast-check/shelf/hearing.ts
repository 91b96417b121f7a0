import fc from 'fast-check'
import { expect } from 'vitest'
import { faultPlan } from '../../../src/fast-check.ts'
import { type Exhibit, exhibit, type Promised, type Room } from './exhibit.ts'
import {
  follow,
  type Kitchen,
  listen,
  openKitchen,
  type OpenScreen,
  sorted,
  withClient,
} from './kitchen.ts'

// Screens that hear of orders, and what they take for granted: messages may arrive in another order,
// twice, or not at all.

const counts = fc.nat(4)

async function placeAll(kitchen: Kitchen, count: number): Promise<void> {
  for (let placed = 0; placed < count; placed += 1) await kitchen.place()
}

/** The promise that a screen shows how many orders there are, however their messages arrive. */
function showsCount(kind: 'reorder' | 'duplicate') {
  return (room: Room, open: OpenScreen<number>): Promised => {
    const plans = faultPlan({ on: ['messages.deliver'], kinds: [kind] })
    return fc.asyncProperty(counts, plans, async (count, plan) => {
      const kitchen = openKitchen(room)
      await withClient(room, async (client) => {
        const shown = await room.sync.settled(open(client, kitchen))
        plan.install(room.sync)
        await placeAll(kitchen, count)
        await room.sync.settled()
        expect(shown()).toBe(count)
      })
    })
  }
}

export const arrivalTakenForOrder: Exhibit = exhibit<OpenScreen<number>>({
  bug: 'screen that shows the number of the order that has arrived last',
  promise: showsCount('reorder'),
  buggy: async (client) => {
    let latest = 0
    await listen(client, ({ number }) => {
      latest = number
    })
    return () => latest
  },
  correct: async (client) => {
    let latest = 0
    await listen(client, ({ number }) => {
      latest = Math.max(latest, number)
    })
    return () => latest
  },
})

export const duplicateCountedTwice: Exhibit = exhibit<OpenScreen<number>>({
  bug: 'counter that counts a message again when it is delivered again',
  promise: showsCount('duplicate'),
  buggy: async (client) => {
    let count = 0
    await listen(client, () => {
      count += 1
    })
    return () => count
  },
  correct: async (client) => {
    const counted = new Set<string>()
    await listen(client, (_, messageSid) => {
      counted.add(messageSid)
    })
    return () => counted.size
  },
})

export const lossNotNoticed: Exhibit = exhibit<OpenScreen<readonly number[]>>({
  bug: 'screen that never shows an order whose message was lost',
  promise: (room, open) => {
    const plans = faultPlan({ on: ['messages.deliver'], kinds: ['drop'] })
    return fc.asyncProperty(counts, plans, async (count, plan) => {
      const kitchen = openKitchen(room)
      await withClient(room, async (client) => {
        const shown = await room.sync.settled(open(client, kitchen))
        const undo = plan.install(room.sync)
        await placeAll(kitchen, count)
        await room.sync.settled()
        // At the latest when it hears of another one, it has to notice.
        undo()
        await kitchen.place()
        await room.sync.settled()
        expect(shown()).toEqual(kitchen.numbers)
      })
    })
  },
  buggy: follow,
  // A gap in the numbers says that something was missed.
  correct: async (client, kitchen) => {
    const orders = new Set<number>()
    const show = (...numbers: readonly number[]): void => {
      for (const number of numbers) orders.add(number)
    }
    await listen(client, async ({ number }) => {
      show(number)
      if (number > orders.size) show(...(await kitchen.list()))
    })
    show(...(await kitchen.list()))
    return () => sorted(orders)
  },
})

export const fetchedBeforeListening: Exhibit = exhibit<OpenScreen<readonly number[]>>({
  bug: 'screen that fetches the orders and then listens, so that it misses those in between',
  promise: (room, open) =>
    fc.asyncProperty(fc.scheduler(), counts, async (scheduler, count) => {
      const kitchen = openKitchen(room, scheduler)
      await withClient(room, async (client) => {
        const { waitFor } = room.race(scheduler)
        const [shown] = await waitFor(
          Promise.all([open(client, kitchen), placeAll(kitchen, count)]),
        )
        await room.sync.settled()
        expect(shown()).toEqual(kitchen.numbers)
      })
    }),
  buggy: async (client, kitchen) => {
    const orders = new Set(await kitchen.list())
    await listen(client, ({ number }) => orders.add(number))
    return () => sorted(orders)
  },
  correct: follow,
})
