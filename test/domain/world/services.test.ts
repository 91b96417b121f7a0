import { describe, expect, it, vi } from 'vitest'
import { Context, type ContextOptions } from '../../../src/domain/objects/context.ts'
import { type Sid, SidGenerator } from '../../../src/domain/rules/sid.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import type { ServiceOptions } from '../../../src/domain/rules/validate.ts'
import { FakeClock } from '../../../src/domain/time/clock.ts'
import { Services, type ServicesOptions } from '../../../src/domain/world/services.ts'
import { Stores } from '../../../src/domain/world/stores.ts'

const someSid: Sid<'IS'> = `IS${'a'.repeat(32)}`
const otherSid: Sid<'IS'> = `IS${'b'.repeat(32)}`

describe('new Services', () => {
  it('holds nothing at first, not even the default service', () => {
    const { services } = newWorld()

    expect(services.page().services).toEqual([])
    expect(services.page()).toEqual({ services: [], pageSize: 50 })
  })

  it('holds the listed services from the start, in their order', () => {
    const { services } = newWorld({ listed: [otherSid, someSid] })

    expect(services.page().services.map(({ sid }) => sid)).toEqual([otherSid, someSid])
  })
})

describe('new Services, one of which is listed by the SID that the default would have', () => {
  it('gives the default another', () => {
    const first = new SidGenerator().next('IS')
    const { services } = newWorld({ listed: [first] })
    expect(services.fetch('default').sid).toBe(secondServiceSid())
    expect(services.fetch('default').record.uniqueName).toBe('default')
    expect(services.fetch(first).record.uniqueName).toBeNull()
  })
})

describe('Services.create', () => {
  it('creates a service with Twilio’s default settings', () => {
    const { services } = newWorld()

    expect(services.create().record).toEqual({
      sid: secondServiceSid(),
      uniqueName: null,
      friendlyName: null,
      webhookUrl: null,
      webhooksFromRestEnabled: false,
      reachabilityWebhooksEnabled: false,
      aclEnabled: false,
      reachabilityDebouncingEnabled: false,
      reachabilityDebouncingWindow: 5000,
      dateCreated: 0,
      dateUpdated: 0,
    })
  })

  it('stores the settings it is given', () => {
    const settings = {
      friendlyName: 'Orders',
      webhookUrl: 'https://example.com/hook',
      webhooksFromRestEnabled: true,
      reachabilityWebhooksEnabled: true,
      aclEnabled: true,
      reachabilityDebouncingEnabled: true,
      reachabilityDebouncingWindow: 1000,
    }

    expect(newWorld().services.create(settings).record).toMatchObject(settings)
  })

  it('treats undefined as not given and an empty webhook URL as none', () => {
    const settings = { friendlyName: undefined, webhookUrl: '', aclEnabled: undefined }

    expect(newWorld().services.create(settings).record).toMatchObject({
      friendlyName: null,
      webhookUrl: null,
      aclEnabled: false,
    })
  })

  it('gives each service its own streams', () => {
    const { services } = newWorld()
    const [one, other] = [services.create(), services.create()]
    one.streams.create({ uniqueName: 'orders' })

    expect(other.streams.find('orders')).toBeUndefined()
    expect(other.streams.create({ uniqueName: 'orders' }).uniqueName).toBe('orders')
  })

  it('creates services besides the listed ones', () => {
    const { services } = newWorld({ listed: [someSid] })
    const { sid } = services.create()

    expect(services.fetch(sid).sid).toBe(sid)
  })

  it.each(badSettings())('refuses $name and changes nothing', ({ settings, failure }) => {
    const { services } = newWorld()

    expect(() => services.create(settings)).toThrow(failure)
    expect(services.page().services).toEqual([])
    expect(services.create().sid).toBe(secondServiceSid())
  })
})

describe('Services.fetch', () => {
  it('creates the default service with a SID and the name default', () => {
    const { clock, services } = newWorld()
    clock.advance(1000)

    const { sid, record } = services.fetch('default')

    expect(sid).toBe(new SidGenerator().next('IS'))
    expect(record).toMatchObject({ sid, uniqueName: 'default', dateCreated: 1000 })
    expect(services.page().services).toHaveLength(1)
  })

  it('finds the default service by its SID and by its alias', () => {
    const { services } = newWorld({ listed: [someSid] })
    const { sid } = services.fetch('default')

    expect(services.fetch(sid)).toBe(services.fetch('default'))
  })

  it('creates the default service by its SID', () => {
    const { services } = newWorld({ listed: [] })

    expect(services.fetch(new SidGenerator().next('IS')).record.uniqueName).toBe('default')
  })

  it('creates any service with a well-formed SID on first use', () => {
    const { services } = newWorld({ listed: 'any' })

    expect(services.fetch(someSid).record).toMatchObject({ sid: someSid, uniqueName: null })
    expect(services.fetch(someSid)).toBe(services.fetch(someSid))
    expect(services.page().services).toHaveLength(1)
  })

  const malformed = ['', 'IS', 'Default', '__proto__', 'constructor', someSid.toUpperCase()]
  it.each([...malformed, `TO${'a'.repeat(32)}`, `${someSid}0`])('does not find %j', (sid) => {
    const { services } = newWorld({ listed: 'any' })

    expect(() => services.fetch(sid)).toThrow(notFound(sid, 'malformed'))
    expect(services.page().services).toEqual([])
  })

  it('does not find a well-formed SID that is not on the list', () => {
    const { services } = newWorld({ listed: [someSid] })

    expect(services.fetch(someSid).sid).toBe(someSid)
    expect(() => services.fetch(otherSid)).toThrow(notFound(otherSid, 'unlisted'))
  })

  it('names its own SID when a stream is missing, even through the alias', () => {
    const { services } = newWorld()
    const { sid, streams } = services.fetch('default')

    expect(() => streams.fetch('orders')).toThrow(
      new SyncError({ kind: 'stream-not-found', service: sid, stream: 'orders' }),
    )
  })

  it('shares SIDs and limits with its streams', () => {
    const limits = { ttlSeconds: 60, expiryLagSeconds: 5 }
    const { clock, services } = newWorld({ seed: 7, limits })
    const { streams } = services.create()
    const { sid } = streams.create({ ttl: 60 })

    expect(sid).toBe(new SidGenerator(7).next('TO'))
    expect(() => streams.update(sid, { ttl: 61 })).toThrow(
      new SyncError({ kind: 'ttl-invalid', found: 61, longest: 60 }),
    )
    clock.advance({ seconds: 64 })
    expect(streams.size).toBe(1)
    clock.advance({ seconds: 1 })
    expect(streams.size).toBe(0)
  })
})

describe('Services.update', () => {
  it('changes the given settings, keeps the rest, and moves dateUpdated', () => {
    const { clock, services } = newWorld()
    const { sid, record } = services.create({ friendlyName: 'Orders', aclEnabled: true })
    clock.advance(1000)

    const updated = services.update(sid, { friendlyName: 'Invoices', webhookUrl: undefined })

    expect(updated.record).toEqual({ ...record, friendlyName: 'Invoices', dateUpdated: 1000 })
    expect(services.fetch(sid).record).toEqual(updated.record)
  })

  it('accepts an empty change', () => {
    const { clock, services } = newWorld()
    const { record } = services.fetch('default')
    clock.advance(1000)

    expect(services.update('default', {}).record).toEqual({ ...record, dateUpdated: 1000 })
  })

  it.each(['', null])('removes the webhook URL with %j', (webhookUrl) => {
    const { services } = newWorld()
    const { sid } = services.create({ webhookUrl: 'https://example.com' })

    expect(services.update(sid, { webhookUrl }).record.webhookUrl).toBeNull()
  })

  it('accepts an empty friendly name', () => {
    const { services } = newWorld()

    expect(services.update('default', { friendlyName: '' }).record.friendlyName).toBe('')
  })

  it.each(badSettings())('refuses $name and changes nothing', ({ settings, failure }) => {
    const { clock, services } = newWorld()
    const { sid, record } = services.create()
    clock.advance(1000)

    expect(() => services.update(sid, settings)).toThrow(failure)
    expect(services.fetch(sid).record).toEqual(record)
  })

  it('does not find a missing service', () => {
    const { services } = newWorld({ listed: [] })

    expect(() => services.update(someSid, {})).toThrow(notFound(someSid, 'unlisted'))
  })

  it('does not change records returned earlier', () => {
    const { services } = newWorld()
    const service = services.create()
    const before = service.record

    services.update(service.sid, { friendlyName: 'Orders' })

    expect(before.friendlyName).toBeNull()
    expect(service.record.friendlyName).toBe('Orders')
  })
})

describe('Services.remove', () => {
  it('removes a service for good, even though any SID is created on use', () => {
    const { services } = newWorld({ listed: 'any' })
    services.fetch(someSid)

    services.remove(someSid)

    expect(services.page().services).toEqual([])
    expect(() => services.fetch(someSid)).toThrow(notFound(someSid))
    expect(() => services.remove(someSid)).toThrow(notFound(someSid))
  })

  it('removes the default service, whose alias then refers to a new one', () => {
    const { services } = newWorld()
    const old = services.fetch('default')
    old.streams.create({ uniqueName: 'orders' })

    services.remove('default')
    const renewed = services.fetch('default')

    expect(renewed.sid).not.toBe(old.sid)
    expect(renewed.record.uniqueName).toBe('default')
    expect(renewed.streams.size).toBe(0)
    expect(() => services.fetch(old.sid)).toThrow(notFound(old.sid))
  })

  it('removes the streams and notifies their subscribers', () => {
    const { clock, services } = newWorld()
    const { sid, streams } = services.create()
    const heard: string[] = []
    for (const uniqueName of ['orders', 'invoices']) {
      streams.create({ uniqueName, ttl: 60 })
      streams.subscribe(uniqueName, ({ type }) => heard.push(`${uniqueName} ${type}`))
    }

    services.remove(sid)
    clock.advance({ minutes: 2 })

    expect(heard).toEqual(['orders removed', 'invoices removed'])
    expect(streams.size).toBe(0)
  })

  it('leaves the streams of other services alone', () => {
    const { services } = newWorld()
    const [one, other] = [services.create(), services.create()]
    other.streams.create({ uniqueName: 'orders' })

    services.remove(one.sid)

    expect(other.streams.find('orders')).toBeDefined()
  })

  it('removes all streams even if a listener throws, and throws that error', () => {
    const { services } = newWorld()
    const { sid, streams } = services.create()
    const thrown = new Error('of the listener')
    const heard: string[] = []
    streams.subscribe(streams.create().sid, () => {
      throw thrown
    })
    streams.subscribe(streams.create().sid, ({ type }) => heard.push(type))

    expect(() => services.remove(sid)).toThrow(thrown)
    expect(heard).toEqual(['removed'])
    expect(() => services.fetch(sid)).toThrow(notFound(sid))
  })
})

describe('Services.page', () => {
  it('walks the services in order of creation', () => {
    const { services } = newWorld()
    const sids = [services.create().sid, services.fetch('default').sid, services.create().sid]

    const first = services.page({ pageSize: 2 })
    const second = services.page({ pageSize: 2, pageToken: first.nextPageToken })

    expect([...first.services, ...second.services].map(({ sid }) => sid)).toEqual(sids)
    expect(services.page({ pageSize: 2, pageToken: second.previousPageToken })).toEqual(first)
    expect(second.nextPageToken).toBeUndefined()
  })

  it('skips and repeats nothing when services are removed and streams are created in between', () => {
    const { services } = newWorld()
    const [first, second, third] = [services.create(), services.create(), services.create()]
    const { nextPageToken } = services.page({ pageSize: 1 })

    services.remove(first.sid)
    second.streams.create()

    expect(services.page({ pageToken: nextPageToken }).services).toEqual([second, third])
  })

  it('rejects a bad size and a bad token', () => {
    const { services } = newWorld()

    expect(() => services.page({ pageSize: 1001 })).toThrow(
      new SyncError({ kind: 'page-size-invalid', found: 1001, largest: 1000 }),
    )
    expect(() => services.page({ pageToken: '' })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found: '' }),
    )
  })
})

describe('Services.clear', () => {
  it('removes services and streams without notifying anyone', () => {
    const { clock, services } = newWorld()
    const { streams } = services.fetch(someSid)
    const heard: string[] = []
    streams.subscribe(streams.create({ ttl: 60 }).sid, ({ type }) => heard.push(type))

    services.clear()
    clock.advance({ minutes: 2 })

    expect(services.page().services).toEqual([])
    expect(heard).toEqual([])
  })

  it('restores the listed services to their initial state', () => {
    const { services } = newWorld({ listed: [someSid, otherSid] })
    services.update(someSid, { friendlyName: 'Orders' })
    services.remove(otherSid)

    services.clear()

    expect(services.page().services.map(({ sid }) => sid)).toEqual([someSid, otherSid])
    expect(services.fetch(someSid).record.friendlyName).toBeNull()
  })

  it('allows a removed SID to be created again', () => {
    const { services } = newWorld({ listed: 'any' })
    services.fetch(someSid)
    services.remove(someSid)

    services.clear()

    expect(services.fetch(someSid).sid).toBe(someSid)
  })

  it('keeps a held store as the store of its service', () => {
    const { services } = newWorld({ listed: 'any' })
    const held = services.fetch(someSid).streams
    held.create({ uniqueName: 'orders' })

    services.clear()

    expect(held.size).toBe(0)
    expect(services.fetch(someSid).streams).toBe(held)
  })

  it('keeps a held store as the store of its service, even if that was removed before', () => {
    const { services } = newWorld({ listed: 'any' })
    const held = services.fetch(someSid).streams
    services.remove(someSid)

    services.clear()

    expect(services.fetch(someSid).streams).toBe(held)
  })
})

describe('Services.clear, again and again', () => {
  it('keeps held stores as those of their services, whatever was used in between', () => {
    const { services } = newWorld({ listed: 'any' })
    const held = services.fetch(someSid).streams
    for (const sid of [otherSid, services.create().sid, 'default', otherSid]) {
      services.fetch(sid).streams.create()
      services.clear()
    }

    expect(services.fetch(someSid).streams).toBe(held)
    expect(services.fetch(otherSid).streams.size).toBe(0)
  })

  it('empties the services there are, and no others', () => {
    const { services } = newWorld({ listed: 'any' })
    const clear = vi.spyOn(Stores.prototype, 'clear')
    for (let round = 0; round < 100; round += 1) {
      services.create()
      services.create()
      services.clear()
    }

    expect(clear).toHaveBeenCalledTimes(200)
    clear.mockRestore()
  })
})

interface World {
  readonly clock: FakeClock
  readonly services: Services
}

function newWorld({
  listed = 'any',
  ...options
}: Partial<ContextOptions & ServicesOptions> = {}): World {
  const clock = new FakeClock(0)
  const context = new Context({ clock, ...options })
  const account = { sid: `AC${'a'.repeat(32)}` }
  return { clock, services: new Services({ context, account, listed }) }
}

function badSettings(): { name: string; settings: ServiceOptions; failure: SyncError }[] {
  return [
    {
      name: 'a bad webhook URL',
      settings: { friendlyName: 'Orders', webhookUrl: 'example.com' },
      failure: new SyncError({ kind: 'webhook-url-invalid', found: 'example.com', longest: 512 }),
    },
    {
      name: 'a window that is too short',
      settings: { friendlyName: 'Orders', reachabilityDebouncingWindow: 999 },
      failure: new SyncError({
        kind: 'parameter-invalid',
        parameter: 'reachabilityDebouncingWindow',
        found: 999,
      }),
    },
  ]
}

/** The first goes to the default service. */
function secondServiceSid(): string {
  const sids = new SidGenerator()
  sids.next('IS')
  return sids.next('IS')
}

function notFound(
  service: string,
  reason: 'malformed' | 'removed' | 'unlisted' = 'removed',
): SyncError {
  return new SyncError({ kind: 'service-not-found', service, reason })
}

describe('Services.create, after a SID was created on use', () => {
  it('does not draw that SID again', () => {
    const drawn = new SidGenerator()
    drawn.next('IS')
    const second = drawn.next('IS')
    const { services } = newWorld({ listed: 'any' })
    services.fetch(second)
    expect(services.create().sid).not.toBe(second)
    expect(new Set(services.page().services.map(({ sid }) => sid)).size).toBe(2)
  })
})
