import type { Twilio } from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'
import { everyWay } from '../support/connect-every-way.ts'

const credentials = { username: `AC${'1'.repeat(32)}`, password: 'token' }

type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']

/** A promise that a test resolves. */
function hold(): { readonly promise: Promise<void>; readonly release: () => void } {
  const releases: (() => void)[] = []
  const promise = new Promise<void>((resolve) => void releases.push(resolve))
  return { promise, release: () => releases[0]?.() }
}

function open(connect: Connect): { readonly sync: FakeSync; readonly syncStreams: SyncStreams } {
  const { sync, client, close } = connect()
  onTestFinished(close)
  return { sync, syncStreams: client(credentials).sync.v1.services('default').syncStreams }
}

it('a gate makes no request wait for a timer, which may be fake', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const sync = createFakeSync()
  sync.gate({})
  const response = await sync.fetch('https://sync.twilio.com/v1/Services')
  expect(response.status).toBe(401)
})

describe.each(everyWay)('a gate before $way', ({ connect }) => {
  it('holds a request before it reaches the store', async () => {
    const { sync, syncStreams } = open(connect)
    const reached = hold()
    const held = hold()
    sync.gate({
      arrival() {
        reached.release()
        return held.promise
      },
    })
    const creation = syncStreams.create({ uniqueName: 'orders' })
    await reached.promise
    expect(sync.streams.size).toBe(0)
    expect(sync.requests).toEqual([])

    held.release()
    expect(await creation).toMatchObject({ uniqueName: 'orders' })
    expect(sync.requests).toMatchObject([{ status: 201 }])
  })

  it('holds a response before it reaches the app, and sees it', async () => {
    const { sync, syncStreams } = open(connect)
    const reached = hold()
    const held = hold()
    const seen: unknown[] = []
    sync.gate({
      delivery({ method }, outcome) {
        seen.push(method, outcome)
        reached.release()
        return held.promise
      },
    })
    const ends: string[] = []
    const creation = syncStreams.create({ uniqueName: 'orders' }).then(() => ends.push('created'))
    await reached.promise
    expect(sync.streams.size).toBe(1)
    expect(seen).toMatchObject(['POST', { response: { status: 201 } }])
    expect(ends).toEqual([])

    held.release()
    await creation
    expect(ends).toEqual(['created'])
  })

  it('holds a broken connection like a response', async () => {
    const { sync, syncStreams } = open(connect)
    sync.faults.add({ kind: 'reset', when: 'after' })
    const connectionErrors: unknown[] = []
    sync.gate({
      delivery: (_, outcome) =>
        void connectionErrors.push('connectionError' in outcome && outcome.connectionError),
    })
    await expect(syncStreams.create()).rejects.toThrow()
    expect(connectionErrors).toEqual(['ECONNRESET'])
    expect(sync.streams.size).toBe(1)
  })

  it('ends the request when it throws or rejects, before or after the store', async () => {
    const { sync, syncStreams } = open(connect)
    const undo = sync.gate({
      arrival() {
        throw new Error('the gate is shut')
      },
    })
    await expect(syncStreams.create()).rejects.toThrow('the gate is shut')
    expect(sync.streams.size).toBe(0)

    undo()
    sync.gate({ delivery: () => Promise.reject(new Error('the gate is shut behind')) })
    await expect(syncStreams.create()).rejects.toThrow('the gate is shut behind')
    expect(sync.streams.size).toBe(1)
  })

  it('is gone once it is removed, and after a reset', async () => {
    const { sync, syncStreams } = open(connect)
    const passed: string[] = []
    const gate = { arrival: () => void passed.push('passed') }
    const undo = sync.gate(gate)
    undo()
    await syncStreams.create()
    sync.gate(gate)
    sync.reset()
    await syncStreams.create()
    expect(passed).toEqual([])

    sync.gate(gate)
    await syncStreams.create()
    expect(passed).toEqual(['passed'])
  })
})

describe('sync.gate', () => {
  it('puts a gate inside the existing ones: passed after them, and before them on the way back', async () => {
    const sync = createFakeSync()
    const passed: string[] = []
    for (const name of ['outer', 'inner']) {
      sync.gate({
        arrival: () => void passed.push(`${name} arrival`),
        delivery: () => void passed.push(`${name} delivery`),
      })
    }
    await list(sync)
    expect(passed).toEqual(['outer arrival', 'inner arrival', 'inner delivery', 'outer delivery'])
  })

  it('puts up the same gate only once', async () => {
    const sync = createFakeSync()
    const passed: string[] = []
    const gate = { arrival: () => void passed.push('passed') }
    sync.gate(gate)
    sync.gate(gate)
    await list(sync)
    expect(passed).toEqual(['passed'])
  })

  it.each<{ gate: unknown; found: string }>([
    {
      gate: null,
      found: 'null, expected an object with any of arrival, delivery, removed',
    },
    { gate: undefined, found: 'undefined, expected an object' },
    { gate: 'arrival', found: '"arrival", expected an object' },
    { gate: [], found: '[], expected an object' },
    {
      gate: { arrive: () => undefined },
      found: 'the unknown option arrive, expected any of arrival, delivery, removed',
    },
    { gate: { arrival: 5 }, found: '5 for arrival, expected a function' },
    { gate: { removed: null }, found: 'null for removed, expected a function' },
  ])('refuses $gate', async ({ gate, found }) => {
    const sync = createFakeSync()
    const putUp = (): unknown => sync.gate(gate as never)
    expect(putUp).toThrow(TypeError)
    expect(putUp).toThrow(`Cannot put up the gate: found ${found}`)
    await list(sync)
  })

  it('accepts an instance of a class, whatever its other members', async () => {
    class Counter {
      count = 0

      arrival(): void {
        this.count += 1
      }
    }
    const sync = createFakeSync()
    const counter = new Counter()
    sync.gate(counter)
    await list(sync)
    expect(counter.count).toBe(1)
  })

  it('is bypassed by handle and by the JS API', () => {
    const sync = createFakeSync()
    sync.gate({
      arrival() {
        throw new Error('the gate is shut')
      },
    })
    const url = 'https://sync.twilio.com/v1/Services'
    expect(sync.handle({ method: 'GET', url, headers: {}, body: '' }).status).toBe(401)
    expect(sync.streams.create().uniqueName).toBe(null)
  })

  it('is part of one world: each run has its own gates', async () => {
    const sync = createFakeSync()
    const passed: string[] = []
    sync.gate({ arrival: () => void passed.push('outside') })
    await sync.run(async () => {
      sync.gate({ arrival: () => void passed.push('inside') })
      await list(sync)
    })
    expect(passed).toEqual(['inside'])
    await list(sync)
    expect(passed).toEqual(['inside', 'outside'])
  })
})

describe('a gate that throws when it is removed', () => {
  it('does not keep a reset from completing, and its error is thrown at the end', async () => {
    const sync = createFakeSync()
    const removed: string[] = []
    const throwing = {
      removed() {
        throw new Error('the gate is stuck')
      },
    }
    const passed: string[] = []
    sync.gate(throwing)
    sync.gate({
      removed: () => void removed.push('the other'),
      arrival: () => void passed.push(''),
    })
    sync.streams.create({ uniqueName: 'orders' })
    sync.faults.add({ kind: 'reset' })
    const start = sync.clock.now()
    sync.clock.advance(1)
    expect(() => sync.reset()).toThrow('the gate is stuck')
    expect(removed).toEqual(['the other'])
    expect(sync.streams.size).toBe(0)
    expect(sync.faults.pending).toEqual([])
    expect(sync.clock.now()).toBe(start)
    await list(sync)
    expect(passed).toEqual([])
  })
})

async function list(sync: FakeSync): Promise<void> {
  await sync.fetch('https://sync.twilio.com/v1/Services')
}
