import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type * as Settle from '../../src/fake/settle.ts'
import { createFakeSync } from '../../src/index.ts'
import { createBy, describeSettled } from '../support/describe-settled.ts'
import { ways } from '../support/ways.ts'

describeSettled(ways)

describe('FakeSync.settled', () => {
  it('rejects with what the promise rejects with', async () => {
    const failure = new Error('the app is out')
    await expect(createFakeSync().settled(Promise.reject(failure))).rejects.toBe(failure)
  })

  it('starts the work of a thenable once', async () => {
    const then = vi.fn((resolve: (value: number) => void) => {
      resolve(7)
    })
    expect(await createFakeSync().settled({ then } as never)).toBe(7)
    expect(then).toHaveBeenCalledTimes(1)
  })

  it('refuses anything that is no promise', async () => {
    await expect(createFakeSync().settled(7 as never)).rejects.toThrow(
      new TypeError('Cannot wait until all is quiet: found 7, expected a promise'),
    )
  })

  it('waits for what the app does once the promise has settled', async () => {
    const sync = createFakeSync()
    const create = createBy({ httpClient: sync.httpClient })
    // Longer than it takes to find that all is quiet.
    const promise = new Promise((resolve) => void setTimeout(resolve, 50))
    const later = (): void => void setImmediate(() => void create('orders'))
    void promise.then(() => setImmediate(later))
    await sync.settled(promise)
    expect(sync.streams.size).toBe(1)
  })

  it('throws if there is no end', async () => {
    const sync = createFakeSync()
    const create = createBy({ httpClient: sync.httpClient })
    let goesOn = true
    onTestFinished(() => void (goesOn = false))
    const again = (): void => {
      if (goesOn) setImmediate(() => void create('orders').then(again, again))
    }
    again()
    await expect(sync.settled()).rejects.toThrow(
      new Error(
        "Cannot wait until all is quiet: found something happening in more than 1000 turns of the event loop, expected an end: what a webhook's handler or a client's listener writes must not call it again (sync.describe() shows the last requests and webhooks). If the test itself does so much, wait for it by sync.settled(promise)",
      ),
    )
  })

  it('does not wait for other worlds', async () => {
    const sync = createFakeSync()
    const create = createBy({ httpClient: sync.httpClient })
    sync.faults.add({ kind: 'delay', milliseconds: 60_000 })
    void create('orders')
    await sync.run(() => sync.settled())
  })
})

describe('turn', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([{ missing: ['setImmediate'] }, { missing: ['setImmediate', 'MessageChannel'] }])(
    'comes to an end without $missing',
    async ({ missing }) => {
      for (const name of missing) vi.stubGlobal(name, undefined)
      vi.resetModules()
      const { settle, turn } = await vi.importActual<typeof Settle>(
        `../../src/fake/settle.ts?${missing.length}`,
      )
      let isRun = false
      setTimeout(() => {
        isRun = true
      }, 0)
      for (let turns = 0; turns < 20; turns += 1) await turn(false)
      await settle({ activity: () => 0, usesSockets: () => true })
      expect(isRun).toBe(true)
    },
  )
})
