import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FakeSync } from '../../src/core.ts'
import { fakeSyncPlugin } from '../../src/fast-check/plugin/plugin.ts'
import type { Way } from './describe-settled.ts'

const name = fc.constantFrom('orders', 'carts')

/** Describes what becomes of the requests that a run leaves under way, by several ways. */
export function describeLate(ways: readonly Way[]): void {
  describe.each(ways)('what a run leaves under way by $name', ({ open }) => {
    it.each([1, 2, 3, 4, 5])('does not reach the next run: seed %i', async (seed) => {
      const { sync, create } = openOnce(open)
      const property = fc.asyncProperty(name, async (uniqueName) => {
        await create(uniqueName)
        expect(sync.streams.all().map((stream) => stream.uniqueName)).toEqual([uniqueName])
        expect(sync.requests).toHaveLength(1)
        void create('orders').catch(() => 'taken')
        void later()
          .then(() => create('carts'))
          .catch(() => 'taken')
      })
      await fc.assert(property, { seed, numRuns: 10, plugins: [fakeSyncPlugin(sync)] })
    })

    it.each([
      { when: 'during the next run', wait: later },
      { when: 'before the next run, where that is possible', wait: microtasks },
    ])('breaks as a connection $when, and is named in the report', async ({ wait }) => {
      const { sync, create } = openOnce(open)
      const ends: Promise<unknown>[] = []
      const property = fc.asyncProperty(fc.nat(), async () => {
        if (ends.length === 0) {
          const end = wait().then(() => create('late'))
          ends.push(end.catch((error: unknown) => error))
          return
        }
        await ends[0]
        expect(sync.streams.size + sync.requests.length).toBe(0)
        throw new Error('the app is out')
      })
      const plugins = [fakeSyncPlugin(sync)]
      const failure = fc.assert(property, { seed: 1, endOnFailure: true, plugins })
      await expect(failure).rejects.toThrow(
        'Requests of earlier runs that arrived late:\n  POST /v1/Services/default/Streams (UniqueName=late)',
      )
      expect(messagesOf(await ends[0]).join()).toContain('found a request of a run that has ended')
    })

    it('does not reach another fake either', async () => {
      const { sync, create } = openOnce(open)
      const ends: Promise<unknown>[] = []
      const property = fc.asyncProperty(fc.nat(), () => {
        ends.push(later(20).then(() => create('late').catch((error: unknown) => error)))
        return Promise.resolve()
      })
      await fc.assert(property, { numRuns: 1, plugins: [fakeSyncPlugin(sync)] })
      sync.uninstall()
      const other = openOnce(open)
      const [error] = await Promise.all(ends)
      expect(messagesOf(error).join()).toContain('found a request of a run that has ended')
      expect(other.sync.streams.size + other.sync.requests.length).toBe(0)
    })

    it.each<[how: string, leave: (sync: FakeSync) => void]>([
      ['a gate holds it', (sync) => void sync.gate({ arrival: () => later(20) })],
      ['a gate holds its answer', (sync) => void sync.gate({ delivery: () => later(20) })],
      ['a fault delays it', (sync) => void sync.faults.add({ kind: 'delay', milliseconds: 20 })],
    ])('breaks where %s', async (_, leave) => {
      const { sync, create } = openOnce(open)
      const ends: Promise<unknown>[] = []
      const property = fc.asyncProperty(fc.nat(), async () => {
        if (ends.length > 0) {
          const [error] = await Promise.all(ends)
          expect(messagesOf(error).join()).toContain('found a request of a run that has ended')
          expect(sync.streams.size + sync.requests.length).toBe(0)
          return
        }
        leave(sync)
        ends.push(create('orders').catch((error: unknown) => error))
        // As long as a request through sockets takes to arrive.
        await later(10)
      })
      await fc.assert(property, { numRuns: 2, plugins: [fakeSyncPlugin(sync)] })
    })
  })
}

function openOnce(open: Way['open']): ReturnType<Way['open']> {
  const opened = open()
  onTestFinished(() => opened.sync.uninstall())
  return opened
}

/** As many as it takes a property to end its run, and less than the next one takes to begin. */
async function microtasks(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await Promise.resolve()
}

async function later(milliseconds = 0): Promise<void> {
  await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds))
}

/** The message of an error and of its causes. */
function messagesOf(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : []
}
