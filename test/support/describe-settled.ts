import twilio from 'twilio'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FakeSync } from '../../src/core.ts'
import { account, streams } from '../rest/cases.ts'

/** A way from the app to the fake. */
export interface Way {
  readonly name: string
  readonly open: () => { readonly sync: FakeSync; readonly create: Create }
}

export type Create = (uniqueName: string) => Promise<unknown>

/** Describes `sync.settled()` by several ways. */
export function describeSettled(ways: readonly Way[]): void {
  describe.each(ways)('FakeSync.settled by $name', ({ open }) => {
    it('waits for requests that nobody awaits, and for those that follow from them', async () => {
      const { sync, create } = openOnce(open)
      void create('orders').then(() => create('carts'))
      await sync.settled()
      expect(sync.streams.all().map(({ uniqueName }) => uniqueName)).toEqual(['orders', 'carts'])
    })

    it('waits for the delays of faults', async () => {
      const { sync, create } = openOnce(open)
      sync.faults.add({ kind: 'delay', milliseconds: 30 })
      const ends: string[] = []
      void create('orders').then(() => ends.push('created'))
      await sync.settled()
      expect(ends).toEqual(['created'])
    })

    it('does not wait for what a gate holds', async () => {
      const { sync, create } = openOnce(open)
      const passes: (() => void)[] = []
      sync.gate({ arrival: () => new Promise<void>((resolve) => void passes.push(resolve)) })
      void create('orders')
      await sync.settled()
      expect(sync.streams.size).toBe(0)
      expect(passes).toHaveLength(1)
      passes[0]?.()
      await sync.settled()
      expect(sync.streams.size).toBe(1)
    })

    it('waits until a promise has settled as well, and what follows from it', async () => {
      const { sync, create } = openOnce(open)
      const work = new Promise<number>((resolve) => void setTimeout(resolve, 20, 7))
      void work.then(() => create('orders'))
      expect(await sync.settled(work)).toBe(7)
      expect(sync.streams.size).toBe(1)
    })
  })
}

function openOnce(open: Way['open']): ReturnType<Way['open']> {
  const opened = open()
  onTestFinished(() => opened.sync.uninstall())
  return opened
}

export function createBy(options: twilio.Twilio['opts'] = {}): Create {
  const { syncStreams } = twilio(account, 'token', options).sync.v1.services('default')
  return (uniqueName) => syncStreams.create({ uniqueName })
}

export function createOver(send: typeof fetch): Create {
  const headers = { authorization: `Basic ${btoa(`${account}:token`)}` }
  return (uniqueName) =>
    send(`https://sync.twilio.com${streams}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ UniqueName: uniqueName }),
    })
}
