import fc from 'fast-check'
import type { Twilio } from 'twilio'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FakeSync } from '../../src/core.ts'
import { raceGate } from '../../src/fast-check/race/race-gate.ts'
import type { Connect } from '../contract.ts'

type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']

interface World {
  readonly sync: FakeSync
  readonly syncStreams: SyncStreams
}

/** In which order requests arrived, and in which the app heard of them: `abc`. */
interface Orders {
  readonly arrivals: string
  readonly answers: string
}

const username = `AC${'1'.repeat(32)}`

/** What a race gate does with the requests of a twilio client, whatever way they take. */
export function describeRaces(name: string, connect: Connect): void {
  function open(): World {
    const { sync, client, close } = connect()
    onTestFinished(() => {
      vi.useRealTimers()
      close()
    })
    const { syncStreams } = client({ username, password: 'token' }).sync.v1.services('default')
    return { sync, syncStreams }
  }

  describe(name, () => {
    it('lets three requests arrive in every order, and return in others', async () => {
      const orders = await exploreOrders(open())
      expect(new Set(orders.map(({ arrivals }) => arrivals))).toEqual(allOrders)
      expect(new Set(orders.map(({ answers }) => answers))).toEqual(allOrders)
      // The first to arrive is the last to be answered.
      expect(orders.some(({ arrivals, answers }) => arrivals.startsWith(answers.slice(-1)))).toBe(
        true,
      )
    }, 60_000)

    it('does so with fake timers', async () => {
      const world = open()
      vi.useFakeTimers()
      const orders = await exploreOrders(world)
      expect(new Set(orders.map(({ arrivals }) => arrivals))).toEqual(allOrders)
    }, 60_000)

    it('waits for the request that follows a response: one client may finish before another starts', async () => {
      const { sync, syncStreams } = open()
      const orders = new Set<string>()
      const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        if (orders.has('aabb')) return
        sync.reset()
        using gate = raceGate(sync, scheduler)
        const createAndFetch = async (uniqueName: string): Promise<void> => {
          await syncStreams.create({ uniqueName })
          await syncStreams(uniqueName).fetch()
        }
        await gate.waitFor(Promise.all(['a', 'b'].map(createAndFetch)))
        orders.add(gate.order.map(lastLetter).join(''))
      })
      await fc.assert(property, { seed: 1, numRuns: 200 })
      expect(orders).toContain('aabb')
    }, 60_000)

    it('does the same again with the same seed', async () => {
      const world = open()
      const [first, second] = [await reportRaces(world), await reportRaces(world)]
      expect(first).toEqual(second)
      expect(new Set(first).size).toBeGreaterThan(1)
    }, 60_000)

    it('finds a race of check and create, and replays it from seed and path', async () => {
      const property = raceOfCheckAndCreate(open())
      const found = await fc.check(property, { seed: 1, numRuns: 300 })
      expect(found.errorInstance).toMatchObject({ code: 54301 })

      const { seed, counterexamplePath, counterexample } = found
      const parameters = { seed, path: counterexamplePath ?? '', endOnFailure: true }
      const again = await fc.check(property, parameters)
      expect(again).toMatchObject({ failed: true, numRuns: 1, counterexamplePath })
      expect(fc.stringify(again.counterexample)).toBe(fc.stringify(counterexample))
    }, 60_000)

    it('lets nothing pass once the promise is settled', async () => {
      const { sync, syncStreams } = open()
      const scheduler = newScheduler()
      using gate = raceGate(sync, scheduler)
      const requests = ['a', 'b', 'c'].map((uniqueName) => syncStreams.create({ uniqueName }))
      await gate.waitFor(Promise.race(requests))
      const labels = scheduler.report().filter(({ status }) => status === 'resolved')
      const answers = labels.map(({ label }, index) => ({ label, index })).filter(isAnswer)
      expect(answers.map(({ index }) => index)).toEqual([labels.length - 1])
      await gate.waitFor(Promise.all(requests))
    })

    it('also lets broken connections and refused requests end', async () => {
      const { sync, syncStreams } = open()
      const scheduler = newScheduler()
      using gate = raceGate(sync, scheduler)
      sync.faults.add({ on: 'streams.create', kind: 'reset', when: 'after' })
      const ends = await gate.waitFor(
        Promise.allSettled([syncStreams.create({ uniqueName: 'a' }), syncStreams('b').fetch()]),
      )
      expect(ends).toMatchObject([{ status: 'rejected' }, { reason: { status: 404 } }])
      expect(
        labelsOf(scheduler)
          .filter((label) => !label.endsWith('arrives'))
          .sort(),
      ).toEqual([
        '404 returns for GET /v1/Services/default/Streams/b',
        'ECONNRESET ends POST /v1/Services/default/Streams (UniqueName=a)',
      ])
      expect(sync.streams.find('a')).toBeDefined()
    })

    it('lets a request end that a subscriber makes fail', async () => {
      const { sync, syncStreams } = open()
      sync.streams.create({ uniqueName: 'orders' })
      sync.streams.subscribe('orders', () => {
        throw new Error('the subscriber is out')
      })
      const scheduler = newScheduler()
      using gate = raceGate(sync, scheduler)
      const removal = syncStreams('orders').remove()
      await expect(gate.waitFor(removal)).rejects.toThrow('the subscriber is out')
    })
  })
}

const allOrders = new Set(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])

/** The orders of three creations at once, until all were seen or 200 runs are over. */
async function exploreOrders({ sync, syncStreams }: World): Promise<Orders[]> {
  const orders: Orders[] = []
  const isDone = (): boolean =>
    new Set(orders.map(({ arrivals }) => arrivals)).size === allOrders.size &&
    new Set(orders.map(({ answers }) => answers)).size === allOrders.size &&
    orders.some(({ arrivals, answers }) => arrivals.startsWith(answers.slice(-1)))
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    if (isDone()) return
    sync.reset()
    using gate = raceGate(sync, scheduler)
    const answers: string[] = []
    const create = async (uniqueName: string): Promise<void> => {
      await syncStreams.create({ uniqueName })
      answers.push(uniqueName)
    }
    await gate.waitFor(Promise.all(['a', 'b', 'c'].map(create)))
    const arrivals = gate.order.map(lastLetter).join('')
    orders.push({ arrivals, answers: answers.join('') })
    // What is said of the arrivals is what the store saw.
    expect(
      sync.streams
        .all()
        .map(({ uniqueName }) => uniqueName)
        .join(''),
    ).toBe(arrivals)
  })
  await fc.assert(property, { seed: 1, numRuns: 200 })
  return orders
}

/** What the schedulers of some races report, of the kind in which each request follows from the last. */
async function reportRaces({ sync, syncStreams }: World): Promise<string[]> {
  const reports: string[] = []
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    sync.reset()
    using gate = raceGate(sync, scheduler)
    const work = async (uniqueName: string): Promise<void> => {
      await syncStreams.create({ uniqueName })
      await syncStreams(uniqueName).streamMessages.create({ data: { uniqueName } })
      await syncStreams(uniqueName).remove()
    }
    await gate.waitFor(Promise.all(['a', 'b'].map(work)))
    reports.push(fc.stringify(scheduler))
  })
  await fc.assert(property, { seed: 7, numRuns: 10 })
  return reports
}

function raceOfCheckAndCreate({ sync, syncStreams }: World): fc.IAsyncProperty<[fc.Scheduler]> {
  return fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    sync.reset()
    using gate = raceGate(sync, scheduler)
    const ensure = async (): Promise<void> => {
      const isMissing = await syncStreams('orders')
        .fetch()
        .then(
          () => false,
          () => true,
        )
      if (isMissing) await syncStreams.create({ uniqueName: 'orders' })
    }
    await gate.waitFor(Promise.all([ensure(), ensure()]))
  })
}

function newScheduler(): fc.Scheduler {
  const [scheduler] = fc.sample(fc.scheduler(), { seed: 1, numRuns: 1 })
  return scheduler as fc.Scheduler
}

function isAnswer({ label }: { readonly label: string }): boolean {
  return label.includes('returns for')
}

function labelsOf(scheduler: fc.Scheduler): string[] {
  return scheduler.report().map(({ label }) => label)
}

/** The stream that a request at the gate is about: `a` of `…/Streams/a` and of `… (UniqueName=a)`. */
function lastLetter(label: string): string {
  return /(\w)\)?$/.exec(label)?.[1] ?? ''
}
