import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import type { StreamStore } from '../../../src/domain/objects/stream-store.ts'
import { twilioLimits } from '../../../src/domain/rules/limits.ts'
import { SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { World } from '../../../src/domain/world/world.ts'

const oneAccount = `AC${'a'.repeat(32)}`
const otherAccount = `AC${'b'.repeat(32)}`
const nobody = `AC${'f'.repeat(32)}`
const someService = `IS${'a'.repeat(32)}`

describe('new World', () => {
  it('uses the given clock and limits', () => {
    const clock = new FakeClock()
    const world = new World({ clock, limits: { messageBytes: 10 } })

    expect(world.clock).toBe(clock)
    expect(world.limits).toEqual({ ...twilioLimits, messageBytes: 10 })
  })

  it('rejects invalid limits and seeds', () => {
    const clock = new FakeClock()

    expect(() => new World({ clock, limits: { messageBytes: -1 } })).toThrow(TypeError)
    expect(() => new World({ clock, seed: 0.5 })).toThrow(TypeError)
  })

  it('returns the same SIDs for the same seed', () => {
    const [one, other] = [7, 7].map((seed) => new World({ clock: new FakeClock(), seed }))

    expect(one?.home.services.fetch('default').sid).toBe(other?.home.services.fetch('default').sid)
    expect(one?.sids.next('TO')).toBe(new SidGenerator(7).next('TO'))
  })

  it('has any service that is asked for, by default and if that is said', () => {
    for (const services of [undefined, 'any'] as const) {
      const sync = createFakeSync({ services })
      expect(sync.service(someService).sid).toBe(someService)
    }
  })

  it('has only the listed services, in every account', () => {
    const world = new World({ clock: new FakeClock(), services: [] })

    for (const { services } of [
      world.home,
      world.account(oneAccount),
      world.account(otherAccount),
    ]) {
      expect(() => services.fetch(someService)).toThrow(
        new SyncError({ kind: 'service-not-found', service: someService, reason: 'unlisted' }),
      )
      expect(services.fetch('default').record.uniqueName).toBe('default')
    }
  })

  it('passes limits on to the streams', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock, limits: { ttlSeconds: 60, expiryLagSeconds: 5 } })
    const { streams } = world.home.services.fetch('default')
    streams.create({ uniqueName: 'orders', ttl: 60 })

    expect(() => streams.create({ ttl: 61 })).toThrow(
      new SyncError({ kind: 'ttl-invalid', found: 61, longest: 60 }),
    )
    clock.advance({ seconds: 64 })
    expect(streams.find('orders')).toBeDefined()
    clock.advance({ seconds: 1 })
    expect(streams.find('orders')).toBeUndefined()
  })
})

describe('World.home', () => {
  it('has a SID of its own until the first request', () => {
    expect(new World({ clock: new FakeClock() }).home.sid).toBe(nobody)
  })

  it('becomes the first Account SID that sends a request, with the data created before', () => {
    const world = new World({ clock: new FakeClock() })
    const stream = streamsOf(world).create({ uniqueName: 'orders' })

    const account = world.account(oneAccount)

    expect(world.home.sid).toBe(oneAccount)
    expect(account.sid).toBe(oneAccount)
    expect(account.services.fetch('default').streams.find('orders')).toEqual(stream)
  })

  it('stays the first account when a second sends a request', () => {
    const world = new World({ clock: new FakeClock() })
    world.account(oneAccount)
    world.account(otherAccount)

    expect(world.home.sid).toBe(oneAccount)
  })

  it('is the account of the option, whoever sends the first request', () => {
    const world = new World({ clock: new FakeClock(), accountSid: oneAccount })

    expect(world.account(otherAccount).services).not.toBe(world.home.services)
    expect(world.account(oneAccount).services).toBe(world.home.services)
    expect(world.home.sid).toBe(oneAccount)
  })
})

describe('World.account', () => {
  it('returns the same services for an account every time', () => {
    const world = new World({ clock: new FakeClock() })

    for (const sid of [oneAccount, otherAccount]) {
      expect(world.account(sid).services).toBe(world.account(sid).services)
    }
  })

  it('has the listed services from its first request on', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock, services: [someService] })
    world.account(oneAccount)
    clock.advance({ hours: 1 })

    const dates = [oneAccount, otherAccount].map((sid) => {
      return world.account(sid).services.fetch(someService).record.dateCreated
    })

    expect(dates).toEqual([0, 3_600_000])
  })

  it('hides the data of one account from another', () => {
    const world = new World({ clock: new FakeClock() })
    streamsOf(world, oneAccount, someService).create({ uniqueName: 'orders' })

    expect(streamsOf(world, otherAccount, someService).find('orders')).toBeUndefined()
  })

  it('gives each account a default service with its own SID', () => {
    const world = new World({ clock: new FakeClock() })
    const sids = [oneAccount, otherAccount].map(
      (account) => world.account(account).services.fetch('default').sid,
    )

    expect(new Set(sids).size).toBe(2)
  })

  it('never gives two streams the same SID, whatever account they are in', () => {
    const world = new World({ clock: new FakeClock() })
    const one = streamsOf(world, oneAccount).create()
    const other = streamsOf(world, otherAccount).create()

    expect(one.sid).not.toBe(other.sid)
  })

  it('expires the streams of all accounts in one order', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock })
    const heard: string[] = []
    for (const [account, ttl] of [
      [oneAccount, 20],
      [otherAccount, 10],
      [oneAccount, 10],
    ] as const) {
      const streams = streamsOf(world, account)
      streams.subscribe(streams.create({ ttl }).sid, () => heard.push(`${account[2] ?? ''}${ttl}`))
    }

    clock.advance({ seconds: 20 })

    expect(heard).toEqual(['b10', 'a10', 'a20'])
  })
})

describe('World.find', () => {
  it('finds the services that are there, of whichever account', () => {
    const world = new World({ clock: new FakeClock() })
    const home = world.home.services.create()
    // Until an account has claimed it, what is created belongs to any.
    expect(world.find({ account: oneAccount, service: home.sid })).toBe(home)
    const [one, other] = [world.account(oneAccount), world.account(otherAccount)]
    const ofOther = other.services.create()

    expect(world.find({ account: one.sid, service: home.sid })).toBe(home)
    expect(world.find({ account: undefined, service: home.sid })).toBe(home)
    expect(world.find({ account: other.sid, service: home.sid })).toBeUndefined()
    expect(world.find({ account: other.sid, service: ofOther.sid })).toBe(ofOther)
    expect(world.find({ account: one.sid, service: ofOther.sid })).toBeUndefined()
    expect(world.find({ account: undefined, service: ofOther.sid })).toBeUndefined()
  })

  it('neither creates nor claims anything', () => {
    const world = new World({ clock: new FakeClock() })
    expect(world.find({ account: oneAccount, service: 'default' })).toBeUndefined()
    world.account(oneAccount)

    expect(world.find({ account: otherAccount, service: 'default' })).toBeUndefined()
    expect(world.home.services.page().services).toEqual([])
    expect(world.home.sid).toBe(oneAccount)
  })
})

describe('World.clear', () => {
  it('returns everything to its initial state, SIDs included', () => {
    const world = new World({ clock: new FakeClock() })
    const before = [streamsOf(world).create(), streamsOf(world, undefined, someService).create()]
    const token = streamsOf(world).page({ pageSize: 1 })
    const { sid } = world.home.services.create()

    world.clear()

    expect(world.home.services.page().services).toEqual([])
    expect([streamsOf(world).create(), streamsOf(world, undefined, someService).create()]).toEqual(
      before,
    )
    expect(streamsOf(world).page({ pageSize: 1 })).toEqual(token)
    expect(world.home.services.create().sid).toBe(sid)
  })

  it('makes the next Account SID that sends a request the home account', () => {
    const world = new World({ clock: new FakeClock() })
    world.account(oneAccount)

    world.clear()

    expect(world.home.sid).toBe(nobody)
    expect(world.account(otherAccount).services).toBe(world.home.services)
  })

  it('keeps the account of the option', () => {
    const world = new World({ clock: new FakeClock(), accountSid: oneAccount })

    world.clear()

    expect(world.home.sid).toBe(oneAccount)
  })

  it('removes the data of the other accounts', () => {
    const world = new World({ clock: new FakeClock(), accountSid: oneAccount })
    streamsOf(world, otherAccount).create({ uniqueName: 'orders' })

    world.clear()

    expect(streamsOf(world, otherAccount).find('orders')).toBeUndefined()
  })

  it('empties every store that is held, also that of another account with a gap', () => {
    const world = new World({ clock: new FakeClock() })
    world.account(oneAccount)
    const { streams } = world.account(otherAccount).services.fetch('default')
    const { sid } = streams.create()
    streams.create()
    streams.remove(sid)

    world.clear()

    expect(streams.size).toBe(0)
  })

  it('keeps a held store as the store of the default service', () => {
    const world = new World({ clock: new FakeClock() })
    const held = streamsOf(world)
    held.create({ uniqueName: 'orders' })

    world.clear()
    const created = streamsOf(world).create({ uniqueName: 'orders' })

    expect(held.all()).toEqual([created])
  })

  it('keeps a held store able to report expiry', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock })
    const held = streamsOf(world)
    held.create({ ttl: 60 })

    world.clear()
    const heardAt: number[] = []
    held.subscribe(held.create({ ttl: 90 }).sid, () => heardAt.push(clock.now()))
    clock.advance({ minutes: 2 })

    expect(heardAt).toEqual([90_000])
  })

  it('notifies no one, then or later', () => {
    const clock = new FakeClock(0)
    const world = new World({ clock })
    const heard: string[] = []
    for (const account of [oneAccount, otherAccount]) {
      const streams = streamsOf(world, account)
      streams.subscribe(streams.create({ ttl: 60 }).sid, ({ type }) => heard.push(type))
    }

    world.clear()
    clock.advance({ minutes: 2 })

    expect(heard).toEqual([])
  })
})

function streamsOf(world: World, account?: string, service = 'default'): StreamStore {
  const { services } = account === undefined ? world.home : world.account(account)
  return services.fetch(service).streams
}
