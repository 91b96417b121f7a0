import fc from 'fast-check'
import { expect } from 'vitest'
import type { FakeSync } from '../../../src/core.ts'
import { faultPlan, timeStep } from '../../../src/fast-check.ts'
import {
  type Exhibit,
  exhibit,
  isRefusedForNow,
  type Promised,
  retryRefused,
  type Room,
  type SyncStreams,
} from './exhibit.ts'

// Apps whose messages have an order.

/** Publishes the lines of a story in order, whatever is refused for the moment. */
export type Tell = (syncStreams: SyncStreams, lines: readonly number[]) => Promise<void>

export async function tellLine(syncStreams: SyncStreams, line: number): Promise<void> {
  await syncStreams('story').streamMessages.create({ data: { line } })
}

export async function tellInTurn(
  syncStreams: SyncStreams,
  lines: readonly number[],
): Promise<void> {
  for (const line of lines) await retryRefused(() => tellLine(syncStreams, line))
}

/** The promise that the lines are there once, in order, though some calls are refused. */
export function toldInOrder({ sync, syncStreams }: Room, tell: Tell): Promised {
  const plans = faultPlan({ on: ['messages.create'], kinds: ['status'] })
  return fc.asyncProperty(fc.array(fc.nat(99)), plans, async (lines, plan) => {
    sync.streams.create({ uniqueName: 'story' })
    plan.install(sync)
    await tell(syncStreams, lines)
    expect(linesIn(sync)).toEqual(lines)
  })
}

function linesIn(sync: FakeSync): number[] {
  return sync.streams.messages<{ line: number }>('story').map(({ data }) => data.line)
}

export const publishedTogether: Exhibit = exhibit<Tell>({
  bug: 'messages published together although their order matters',
  hides: true,
  promise: ({ sync, syncStreams, race }, tell) => {
    const stories = fc.array(fc.nat(99), { maxLength: 4 })
    return fc.asyncProperty(fc.scheduler(), stories, async (scheduler, lines) => {
      sync.streams.create({ uniqueName: 'story' })
      const { waitFor } = race(scheduler)
      await waitFor(tell(syncStreams, lines))
      expect(linesIn(sync)).toEqual(lines)
    })
  },
  buggy: async (syncStreams, lines) => {
    await Promise.all(lines.map((line) => tellLine(syncStreams, line)))
  },
  correct: tellInTurn,
})

export const refusedToldLast: Exhibit = exhibit<Tell>({
  bug: 'message refused for the moment is published after those that follow it',
  promise: toldInOrder,
  buggy: async (syncStreams, lines) => {
    const refused: number[] = []
    for (const line of lines) {
      await tellLine(syncStreams, line).catch((error: unknown) => {
        if (!isRefusedForNow(error)) throw error
        refused.push(line)
      })
    }
    await tellInTurn(syncStreams, refused)
  },
  correct: tellInTurn,
})

interface Status {
  readonly text: string
  /** By the clock of the device that set it, in epoch milliseconds. */
  readonly at: number
}

/** Which status a screen shows, of all that were published. */
type Shown = (published: readonly Status[]) => Status | undefined

export const latestByForeignClocks: Exhibit = exhibit<Shown>({
  bug: 'last write decided by the clocks of the devices, which differ',
  promise: ({ sync, syncStreams }, shown) => {
    const skews = fc.record({ phone: skewMs(), desk: skewMs() })
    const write = fc.record({ device: fc.constantFrom('phone', 'desk'), step: timeStep() })
    return fc.asyncProperty(skews, fc.array(write), async (skewOf, writes) => {
      sync.streams.create({ uniqueName: 'status' })
      for (const [index, { device, step }] of writes.entries()) {
        step.take(sync)
        const data = { text: `${index}`, at: sync.clock.now() + skewOf[device] }
        await syncStreams('status').streamMessages.create({ data })
      }
      const published = sync.streams.messages<Status>('status').map(({ data }) => data)
      expect(shown(published)).toEqual(published.at(-1))
    })
  },
  buggy: (published) => [...published].sort((one, other) => one.at - other.at).at(-1),
  correct: (published) => published.at(-1),
})

/** How far the clock of a device is ahead, in milliseconds. */
function skewMs(): fc.Arbitrary<number> {
  return fc.integer({ min: -60_000, max: 60_000 })
}
