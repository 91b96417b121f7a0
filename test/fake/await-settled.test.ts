import { expect, it } from 'vitest'
import { awaitSettled, type SettledOptions } from '../../src/fake/await-settled.ts'
import { settle } from '../../src/fake/settle.ts'
import { createFakeSync } from '../../src/index.ts'

// How many turns may be active, without a thousand of them.

it.each([
  { turns: 1000, error: undefined },
  { turns: 1001, error: 'found something happening in more than 1000 turns of the event loop' },
])('$turns active turns are waited for, or are too many', async ({ turns, error }) => {
  const settled = settledAfter(Promise.resolve(), async (noteActiveTurn) => {
    await Promise.resolve()
    for (let turn = 0; turn < turns; turn += 1) noteActiveTurn()
  })
  await (error === undefined ? settled : expect(settled).rejects.toThrow(error))
})

it('those do not count in which the promise is pending', async () => {
  let resolve: (text: string) => void = () => undefined
  const promise = new Promise<string>((fulfil) => (resolve = fulfil))
  const settled = settledAfter(promise, async (noteActiveTurn) => {
    for (let turn = 0; turn < 5000; turn += 1) noteActiveTurn()
    resolve('all is written')
    await promise
    for (let turn = 0; turn < 1000; turn += 1) noteActiveTurn()
  })
  expect(await settled).toBe('all is written')
})

it('a turn in which something is under way, but nothing happens, is not active', async () => {
  const activities = [0, 0, 0, 1, 1, 2]
  let busy = 10
  let active = 0
  await settle({
    activity: () => activities.shift() ?? 2,
    usesSockets: () => false,
    isBusy: () => (busy -= 1) > 0,
    noteActiveTurn: () => void (active += 1),
  })
  expect(active).toBe(2)
})

function settledAfter(
  promise: Promise<unknown>,
  play: (noteActiveTurn: () => void) => Promise<void>,
): Promise<unknown> {
  const { clients, webhooks } = createFakeSync().worlds.current
  const quiet: SettledOptions['quiet'] = async ({ noteActiveTurn }) => {
    if (noteActiveTurn !== undefined) await play(noteActiveTurn)
  }
  return awaitSettled(promise, {
    isBusy: () => false,
    clients,
    webhooks,
    quiet,
    advanceTimers: undefined,
  })
}
