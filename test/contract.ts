import fc from 'fast-check'
import type { Twilio } from 'twilio'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FakeClock, type FakeSync, type FakeSyncOptions } from '../src/core.ts'
import { describeObjects } from './contract-objects.ts'
import { failuresOf } from './support/failures-of.ts'

/** Who asks, and which of Twilio's regions. */
export interface ClientOptions {
  readonly username: string
  readonly password: string
  readonly accountSid?: string
  readonly region?: string
  readonly edge?: string
}

/** A fake, and twilio clients that reach it by one transport. */
export interface Connection {
  readonly sync: FakeSync
  readonly client: (options: ClientOptions) => Twilio
  /** Ends the connection. Throws what an app may have swallowed. */
  readonly close: () => void
}

export type Connect = (options?: FakeSyncOptions) => Connection

/**
 * What an app sees of the fake through its twilio client. It holds for every transport.
 *
 * Streams are addressed by `syncStreams(sid)`: since twilio 6.1 what `create` and `list` return does not
 * know its own address.
 */
export function describeContract(name: string, connect: Connect): void {
  const open = opener(connect)

  describe(name, () => {
    describeStreams(open)
    describeTimeToLive(open)
    describeMessages(open)
    describeLists(open)
    describeServices(open)
    describeAccounts(open)
    describeHosts(open)
    describeRefusals(open)
    describeObjects(open)
  })
}

type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']
type FirstPage = Awaited<ReturnType<SyncStreams['page']>>
type Page = Awaited<NonNullable<ReturnType<FirstPage['nextPage']>>>

/** A fake, as an app sees it. */
export interface World extends Connection {
  /** The Streams of `default`, as seen by a client of the account. */
  readonly syncStreams: SyncStreams
  readonly services: Twilio['sync']['v1']['services']
}

/** Opens a fake for one test. */
export type Open = (options?: FakeSyncOptions) => World

const account = `AC${'1'.repeat(32)}`
const otherAccount = `AC${'2'.repeat(32)}`
const apiKey = `SK${'3'.repeat(32)}`
const service = `IS${'4'.repeat(32)}` as const
const otherService = `IS${'5'.repeat(32)}` as const

function opener(connect: Connect): Open {
  return (options) => {
    const connection = connect(options)
    onTestFinished(() => connection.close())
    const { services } = connection.client({ username: account, password: 'token' }).sync.v1
    return { ...connection, services, syncStreams: services('default').syncStreams }
  }
}

function describeStreams(open: Open): void {
  describe('syncStreams.create', () => {
    it('answers with null for unset fields', async () => {
      const { sync, syncStreams } = open({ clock: new FakeClock('2026-03-04T05:06:07.890Z') })
      const { sid: serviceSid } = sync.service()
      const stream = await syncStreams.create()
      const url = `https://sync.twilio.com/v1/Services/${serviceSid}/Streams/${stream.sid}`
      expect(stream.toJSON()).toEqual({
        sid: expect.stringMatching(/^TO[0-9a-f]{32}$/) as string,
        uniqueName: null,
        accountSid: account,
        serviceSid,
        url,
        links: { messages: `${url}/Messages` },
        dateExpires: null,
        dateCreated: new Date('2026-03-04T05:06:07Z'),
        dateUpdated: new Date('2026-03-04T05:06:07Z'),
        createdBy: 'system',
      })
    })

    it('answers with the name and the time of expiry', async () => {
      const { syncStreams } = open({ clock: new FakeClock('2026-03-04T05:06:07.890Z') })
      expect(await syncStreams.create({ uniqueName: 'orders', ttl: 60 })).toMatchObject({
        uniqueName: 'orders',
        dateExpires: new Date('2026-03-04T05:07:07Z'),
      })
    })

    it('accepts a name of 320 characters', async () => {
      const { syncStreams } = open()
      const uniqueName = 'n'.repeat(320)
      expect(await syncStreams.create({ uniqueName })).toMatchObject({ uniqueName })
    })

    it('gives a name to exactly one of 100 concurrent calls', async () => {
      const { sync, syncStreams } = open()
      const calls = Array.from({ length: 100 }, () => syncStreams.create({ uniqueName: 'orders' }))
      const errors = failuresOf(await Promise.allSettled(calls))
      expect(errors).toHaveLength(99)
      for (const error of errors) expect(error).toMatchObject({ status: 409, code: 54301 })
      expect(sync.streams.size).toBe(1)
    })

    it('gives each of 100 concurrent calls a stream of its own', async () => {
      const { syncStreams } = open()
      const streams = await Promise.all(Array.from({ length: 100 }, () => syncStreams.create()))
      expect(new Set(streams.map(({ sid }) => sid)).size).toBe(100)
    })

    it('lets two services use the same name', async () => {
      const { services } = open()
      const one = await services(service).syncStreams.create({ uniqueName: 'orders' })
      const other = await services(otherService).syncStreams.create({ uniqueName: 'orders' })
      expect(await services(service).syncStreams('orders').fetch()).toMatchObject({ sid: one.sid })
      expect(other.sid).not.toBe(one.sid)
    })
  })

  describe('syncStreams(sidOrName)', () => {
    it('is the same stream by SID and by name', async () => {
      const { syncStreams } = open()
      const created = await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      const byName = await syncStreams('orders').fetch()
      const bySid = await syncStreams(created.sid).fetch()
      expect(byName.toJSON()).toEqual(created.toJSON())
      expect(bySid.toJSON()).toEqual(created.toJSON())
    })

    it.each(['two words', 'naïve ☃ 🎉', `;:&=+$,@!*'()~`, '"quoted" <tag>', 'TO111'])(
      'takes the name %j literally',
      async (uniqueName) => {
        const { syncStreams } = open()
        const { sid } = await syncStreams.create({ uniqueName })
        expect(await syncStreams(uniqueName).fetch()).toMatchObject({ sid, uniqueName })
      },
    )

    it('accepts any name percent-encoded', async () => {
      const { syncStreams } = open()
      const names = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
        // A URL without these two segments is another URL.
        .filter((name) => name !== '.' && name !== '..')
      await fc.assert(
        fc.asyncProperty(names, async (uniqueName) => {
          const { sid } = await syncStreams.create({ uniqueName })
          const address = encodeURIComponent(uniqueName)
          expect(await syncStreams(address).fetch()).toMatchObject({ sid, uniqueName })
          await syncStreams(sid).remove()
        }),
        {
          numRuns: 25,
          examples: [['a/b'], ['a?b'], ['a#b'], ['100%'], ['%41'], ['a\\b'], ['a+b']],
        },
      )
    })

    it('shows the app streams created through the JS API', async () => {
      const { sync, syncStreams, services } = open()
      const { sid } = sync.streams.create({ uniqueName: 'orders' })
      sync.service(service).streams.create({ uniqueName: 'invoices' })
      expect(await syncStreams('orders').fetch()).toMatchObject({ sid, accountSid: account })
      expect(await services(service).syncStreams.list()).toMatchObject([{ uniqueName: 'invoices' }])
    })

    it('shows the JS API what the app created', async () => {
      const { sync, syncStreams } = open()
      const { sid } = await syncStreams.create({ uniqueName: 'orders' })
      await syncStreams('orders').update({ ttl: 60 })
      expect(sync.streams.all()).toEqual([
        {
          sid,
          uniqueName: 'orders',
          dateCreated: sync.clock.now(),
          dateUpdated: sync.clock.now(),
          dateExpires: sync.clock.now() + 60_000,
          createdBy: 'system',
        },
      ])
    })
  })

  describe('syncStreams(sidOrName).remove', () => {
    it('returns true, and removes the stream and its name', async () => {
      const { sync, syncStreams } = open()
      const { sid } = await syncStreams.create({ uniqueName: 'orders' })
      expect(await syncStreams('orders').remove()).toBe(true)
      await expect(syncStreams(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
      expect(await syncStreams.create({ uniqueName: 'orders' })).not.toMatchObject({ sid })
      expect(sync.requests.map(({ status }) => status)).toEqual([201, 204, 404, 201])
    })

    it('returns true for exactly one of ten concurrent calls', async () => {
      const { syncStreams } = open()
      const { sid } = await syncStreams.create()
      const calls = Array.from({ length: 10 }, () => syncStreams(sid).remove())
      const errors = failuresOf(await Promise.allSettled(calls))
      expect(errors).toHaveLength(9)
      for (const error of errors) expect(error).toMatchObject({ status: 404, code: 20404 })
    })
  })
}

function describeTimeToLive(open: Open): void {
  describe('ttl', () => {
    it('keeps a stream until its last millisecond', async () => {
      const { sync, syncStreams } = open()
      const { sid } = await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance(59_999)
      expect(await syncStreams('orders').fetch()).toMatchObject({ sid })

      sync.clock.advance(1)
      await expect(syncStreams(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 })
      await expect(syncStreams('orders').update({ ttl: 60 })).rejects.toMatchObject({ code: 20404 })
      await expect(syncStreams('orders').remove()).rejects.toMatchObject({ code: 20404 })
      expect(await syncStreams.list()).toEqual([])
      expect(await syncStreams.create({ uniqueName: 'orders' })).not.toMatchObject({ sid })
    })

    it('of 0 never expires', async () => {
      const { sync, syncStreams } = open()
      expect(await syncStreams.create({ uniqueName: 'a', ttl: 0 })).toMatchObject({
        dateExpires: null,
      })
      sync.clock.advance({ days: 10_000 })
      expect(await syncStreams('a').fetch()).toMatchObject({ dateExpires: null })
    })

    it('is not extended by publishing', async () => {
      const { sync, syncStreams } = open()
      await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance({ seconds: 59 })
      await syncStreams('orders').streamMessages.create({ data: {} })
      sync.clock.advance({ seconds: 1 })
      await expect(syncStreams('orders').fetch()).rejects.toMatchObject({ code: 20404 })
    })

    it('keeps a stream visible for the expiry lag', async () => {
      const { sync, syncStreams } = open({ limits: { expiryLagSeconds: 30 } })
      await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance(89_999)
      expect(await syncStreams.list()).toHaveLength(1)
      await expect(syncStreams.create({ uniqueName: 'orders' })).rejects.toMatchObject({
        code: 54301,
      })

      sync.clock.advance(1)
      expect(await syncStreams.list()).toEqual([])
    })
  })

  describe('syncStreams(sidOrName).update', () => {
    it('restarts the time to live from now', async () => {
      const { sync, syncStreams } = open({ clock: new FakeClock('2026-01-01T00:00:00Z') })
      await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
      sync.clock.advance({ seconds: 50 })
      expect(await syncStreams('orders').update({ ttl: 60 })).toMatchObject({
        dateCreated: new Date('2026-01-01T00:00:00Z'),
        dateUpdated: new Date('2026-01-01T00:00:50Z'),
        dateExpires: new Date('2026-01-01T00:01:50Z'),
      })

      sync.clock.advance(59_999)
      expect(await syncStreams.list()).toHaveLength(1)
      sync.clock.advance(1)
      expect(await syncStreams.list()).toEqual([])
    })

    it('with a TTL of 0 removes the expiry', async () => {
      const { sync, syncStreams } = open()
      const { sid } = await syncStreams.create({ ttl: 60 })
      expect(await syncStreams(sid).update({ ttl: 0 })).toMatchObject({ sid, dateExpires: null })
      sync.clock.advance({ days: 10_000 })
      expect(await syncStreams(sid).fetch()).toMatchObject({ dateExpires: null })
    })
  })
}

function describeMessages(open: Open): void {
  describe('streamMessages.create', () => {
    it('answers with the SID and the data', async () => {
      const { sync, syncStreams } = open()
      const { sid } = await syncStreams.create({ uniqueName: 'orders' })
      const first = await syncStreams('orders').streamMessages.create({ data: { id: 1 } })
      const second = await syncStreams(sid).streamMessages.create({ data: {} })
      expect(first).toMatchObject({
        sid: expect.stringMatching(/^TZ[0-9a-f]{32}$/) as string,
        data: { id: 1 },
      })
      expect(sync.streams.messages('orders')).toEqual([
        { sid: first.sid, data: { id: 1 } },
        { sid: second.sid, data: {} },
      ])
    })

    it('reaches the subscribers of the JS API', async () => {
      const { sync, syncStreams } = open()
      const stream = sync.streams.create({ uniqueName: 'orders' })
      const heard: unknown[] = []
      sync.streams.subscribe('orders', (event) => heard.push(event))
      const { sid } = await syncStreams('orders').streamMessages.create({ data: { id: 1 } })
      await syncStreams('orders').remove()
      expect(heard).toEqual([
        { type: 'message', stream, message: { sid, data: { id: 1 } } },
        { type: 'removed', stream },
      ])
    })

    it('carries any JSON object unchanged', async () => {
      const { sync, syncStreams } = open()
      const { sid } = sync.streams.create()
      const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue(), { maxKeys: 5 })
      await fc.assert(
        fc.asyncProperty(objects, async (data) => {
          const json = JSON.stringify(data)
          fc.pre(Buffer.byteLength(json) <= 4096)
          const answer = await syncStreams(sid).streamMessages.create({ data })
          expect(JSON.stringify(answer.data)).toBe(json)
          expect(JSON.stringify(sync.streams.messages(sid).at(-1)?.data)).toBe(json)
        }),
        { numRuns: 25 },
      )
    })

    it('accepts 4096 bytes of JSON', async () => {
      const { sync, syncStreams } = open()
      const { sid } = sync.streams.create()
      // Two bytes a letter, and eleven for `{"text":"x"}` without its text.
      const data = { text: `${'é'.repeat(2042)}x` }
      expect(await syncStreams(sid).streamMessages.create({ data })).toMatchObject({ data })
    })
  })
}

function describeLists(open: Open): void {
  describe('syncStreams.list', () => {
    it('is empty when there are no streams', async () => {
      const { syncStreams } = open()
      expect(await syncStreams.list()).toEqual([])
    })

    it('walks 250 streams 50 a page', async () => {
      const { sync, syncStreams } = open()
      const created = createStreams(sync, 250)
      expect(sidsOf(await syncStreams.list())).toEqual(created)
      expect(sync.requests).toHaveLength(5)
    })

    it.each([
      { options: { limit: 7 }, found: 7, requests: 1 },
      { options: { limit: 120 }, found: 120, requests: 2 },
      { options: { limit: 1000 }, found: 250, requests: 3 },
      { options: { pageSize: 100 }, found: 250, requests: 3 },
      { options: { pageSize: 125 }, found: 250, requests: 3 },
      { options: { pageSize: 20, limit: 50 }, found: 50, requests: 3 },
    ])('accepts $options: $found of 250 in $requests requests', async (row) => {
      const { sync, syncStreams } = open()
      const created = createStreams(sync, 250)
      expect(sidsOf(await syncStreams.list(row.options))).toEqual(created.slice(0, row.found))
      expect(sync.requests).toHaveLength(row.requests)
    })
  })

  describe('syncStreams.each', () => {
    it('visits 250 streams in order of creation', async () => {
      const { sync, syncStreams } = open()
      const created = createStreams(sync, 250)
      const visited: string[] = []
      await new Promise<unknown>((done) => {
        syncStreams.each({ pageSize: 100, done, callback: ({ sid }) => visited.push(sid) })
      })
      expect(visited).toEqual(created)
    })
  })

  describe('syncStreams.page', () => {
    it('holds 100 streams at most', async () => {
      const { sync, syncStreams } = open()
      createStreams(sync, 101)
      const { instances } = await syncStreams.page({ pageSize: 1000 })
      expect(instances).toHaveLength(100)
    })

    it('leads to the last page and back to the first', async () => {
      const { sync, syncStreams } = open()
      const created = createStreams(sync, 7)
      const pages = [created.slice(0, 3), created.slice(3, 6), created.slice(6)]

      const forth = await walk(await syncStreams.page({ pageSize: 3 }), (page) => page.nextPage())
      expect(forth.map(({ instances }) => sidsOf(instances))).toEqual(pages)

      const back = await walk(forth[2], (page) => page.previousPage())
      expect(back.map(({ instances }) => sidsOf(instances))).toEqual([...pages].reverse())
    })

    it('starts where a page token points', async () => {
      const { sync, syncStreams } = open()
      const [, second] = createStreams(sync, 2)
      const { nextPageUrl = '' } = await syncStreams.page({ pageSize: 1 })
      const pageToken = new URL(nextPageUrl).searchParams.get('PageToken') ?? ''
      const byToken = await syncStreams.page({ pageSize: 1, pageToken, pageNumber: 1 })
      const byUrl = await syncStreams.getPage(nextPageUrl)
      expect(sidsOf(byToken.instances)).toEqual([second])
      expect(sidsOf(byUrl.instances)).toEqual([second])
    })

    it('returns every lasting stream once while others come and go', async () => {
      const { sync, syncStreams } = open()
      const lasting: string[] = []
      const passing: string[] = []
      for (let count = 0; count < 10; count += 1) {
        passing.push(sync.streams.create().sid, sync.streams.create({ ttl: 60 }).sid)
        lasting.push(sync.streams.create().sid)
      }
      const met: string[] = []
      await walk(await syncStreams.page({ pageSize: 4 }), async (page) => {
        met.push(...sidsOf(page.instances))
        // Some that were met, some still to come, the one at the edge of the page among them.
        for (const sid of passing.splice(0, 3)) if (sync.streams.find(sid)) sync.streams.remove(sid)
        if (met.length === 12) sync.clock.advance({ minutes: 1 })
        if (met.length < 12) lasting.push((await syncStreams.create()).sid)
        return page.nextPage()
      })
      expect(met.filter((sid) => lasting.includes(sid))).toEqual(lasting)
      expect(new Set(met).size).toBe(met.length)
    })
  })
}

function describeServices(open: Open): void {
  describe('services.create', () => {
    it('answers with the defaults', async () => {
      const { services } = open({ clock: new FakeClock('2026-03-04T05:06:07.890Z') })
      const created = await services.create()
      const url = `https://sync.twilio.com/v1/Services/${created.sid}`
      expect(created.toJSON()).toEqual({
        sid: expect.stringMatching(/^IS[0-9a-f]{32}$/) as string,
        uniqueName: null,
        accountSid: account,
        friendlyName: null,
        dateCreated: new Date('2026-03-04T05:06:07Z'),
        dateUpdated: new Date('2026-03-04T05:06:07Z'),
        url,
        webhookUrl: null,
        webhooksFromRestEnabled: false,
        reachabilityWebhooksEnabled: false,
        aclEnabled: false,
        reachabilityDebouncingEnabled: false,
        reachabilityDebouncingWindow: 5000,
        links: {
          documents: `${url}/Documents`,
          lists: `${url}/Lists`,
          maps: `${url}/Maps`,
          streams: `${url}/Streams`,
        },
      })
    })
  })

  describe('services(sid)', () => {
    it('keeps its settings until they are updated', async () => {
      const { sync, services } = open({ clock: new FakeClock('2026-01-01T00:00:00Z') })
      const { sid } = await services.create({ friendlyName: 'shop', aclEnabled: true })
      sync.clock.advance({ seconds: 5 })
      await services(sid).update({ friendlyName: 'garden', reachabilityDebouncingWindow: 1000 })
      expect(await services(sid).fetch()).toMatchObject({
        sid,
        friendlyName: 'garden',
        aclEnabled: true,
        reachabilityDebouncingWindow: 1000,
        dateCreated: new Date('2026-01-01T00:00:00Z'),
        dateUpdated: new Date('2026-01-01T00:00:05Z'),
      })
    })

    it('accepts an update without a parameter', async () => {
      const { services } = open()
      const { sid } = await services.create({ friendlyName: 'shop' })
      expect(await services(sid).update()).toMatchObject({ sid, friendlyName: 'shop' })
    })

    it('is removed with its streams, for good', async () => {
      const { services } = open()
      await services(service).syncStreams.create({ uniqueName: 'orders' })
      expect(await services(service).remove()).toBe(true)
      const refusal = { status: 404, code: 20404 }
      await expect(services(service).fetch()).rejects.toMatchObject(refusal)
      await expect(services(service).syncStreams('orders').fetch()).rejects.toMatchObject(refusal)
      await expect(services(service).syncStreams.create()).rejects.toMatchObject(refusal)
    })

    it('notifies the subscribers of its streams when it is removed', async () => {
      const { sync, services } = open()
      const { streams } = sync.service(service)
      const stream = streams.create({ uniqueName: 'orders' })
      const heard: unknown[] = []
      streams.subscribe('orders', (event) => heard.push(event))
      await services(service).remove()
      expect(heard).toEqual([{ type: 'removed', stream }])
    })

    it('is refused when the services option does not list it', async () => {
      const { services } = open({ services: [service] })
      expect(await services(service).fetch()).toMatchObject({ sid: service })
      await expect(services(otherService).syncStreams.list()).rejects.toMatchObject({
        status: 404,
        message: `The requested resource /Services/${otherService}/Streams was not found`,
      })
    })
  })

  describe(`services('default')`, () => {
    it('is the service whose SID its responses carry', async () => {
      const { services } = open()
      const { sid, uniqueName } = await services('default').fetch()
      const { serviceSid } = await services('default').syncStreams.create({ uniqueName: 'orders' })
      expect(uniqueName).toBe('default')
      expect(serviceSid).toBe(sid)
      expect(await services(sid).syncStreams('orders').fetch()).toMatchObject({ serviceSid: sid })
    })
  })

  describe('services.list', () => {
    it('walks all services in order of creation', async () => {
      const { services } = open()
      const created: string[] = []
      for (let count = 0; count < 5; count += 1) created.push((await services.create()).sid)
      expect(sidsOf(await services.list({ pageSize: 2 }))).toEqual(created)
    })
  })
}

function describeAccounts(open: Open): void {
  describe('accounts', () => {
    it("do not see each other's services", async () => {
      const { client, syncStreams } = open()
      const other = client({ username: otherAccount, password: 'token' }).sync.v1.services(
        'default',
      )
      const { serviceSid } = await syncStreams.create({ uniqueName: 'orders' })
      await expect(other.syncStreams('orders').fetch()).rejects.toMatchObject({ status: 404 })
      expect(await other.syncStreams.create({ uniqueName: 'orders' })).toMatchObject({
        accountSid: otherAccount,
        serviceSid: expect.not.stringContaining(serviceSid) as string,
      })
      expect(await other.syncStreams.list()).toHaveLength(1)
      expect(await syncStreams.list()).toHaveLength(1)
    })

    it('are also reached by an API key', async () => {
      const { client, sync, syncStreams } = open({ accountSid: account })
      await syncStreams.create({ uniqueName: 'orders' })
      const keyed = client({ username: apiKey, password: 'secret', accountSid: account })
      const stream = await keyed.sync.v1.services('default').syncStreams('orders').fetch()
      expect(stream).toMatchObject({ accountSid: account })
      expect(sync.requests.at(-1)).toMatchObject({ account, status: 200 })
    })

    it('own what the JS API created once they have sent a request', async () => {
      const { sync, syncStreams } = open()
      sync.streams.create({ uniqueName: 'orders' })
      expect(await syncStreams('orders').fetch()).toMatchObject({ accountSid: account })
    })
  })

  describe('credentials', () => {
    it.each([
      { username: account, password: 'wrong', message: 'Authenticate' },
      {
        username: otherAccount,
        password: 'right',
        message: 'Authentication Error - invalid username',
      },
      {
        username: apiKey,
        password: 'right',
        accountSid: account,
        message: 'Authentication Error - invalid username',
      },
    ])('refuse $username with the password $password', async ({ message, ...caller }) => {
      const { client, sync } = open({ credentials: { [account]: 'right' } })
      const { syncStreams } = client(caller).sync.v1.services('default')
      await expect(syncStreams.create()).rejects.toMatchObject({
        status: 401,
        code: 20003,
        message,
        moreInfo: 'https://www.twilio.com/docs/errors/20003',
      })
      expect(sync.streams.size).toBe(0)
    })

    it('accept known users, whatever the password looks like', async () => {
      const password = 'pass:wörd ☃'
      const { client } = open({ credentials: { [account]: password } })
      const { syncStreams } = client({ username: account, password }).sync.v1.services('default')
      expect(await syncStreams.list()).toEqual([])
    })
  })
}

function describeHosts(open: Open): void {
  describe('hosts', () => {
    it.each([
      { place: {}, host: 'sync.twilio.com' },
      { place: { region: 'ie1' }, host: 'sync.ie1.twilio.com' },
      { place: { edge: 'dublin' }, host: 'sync.dublin.us1.twilio.com' },
      { place: { edge: 'dublin', region: 'ie1' }, host: 'sync.dublin.ie1.twilio.com' },
    ])('answer with their own URLs at $host', async ({ place, host }) => {
      const { client, sync } = open()
      const created = createStreams(sync, 3)
      const local = client({ username: account, password: 'token', ...place }).sync.v1
      const { syncStreams } = local.services('default')
      const { url, links } = await syncStreams(created[0] ?? '').fetch()
      const page = await syncStreams.page({ pageSize: 1 })
      expect([url, links['messages'], page.nextPageUrl].map((found) => hostOf(found))).toEqual([
        host,
        host,
        host,
      ])
      expect(sidsOf(await syncStreams.list({ pageSize: 1 }))).toEqual(created)
    })
  })
}

interface Refusal {
  readonly title: string
  readonly status: number
  readonly code: number
  readonly message: string
  readonly ask: (world: World) => Promise<unknown>
}

const missing = { status: 404, code: 20404 }
const badName = {
  status: 400,
  code: 54302,
  message:
    'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
}
const badTtl = { status: 400, code: 54011, message: 'Invalid TTL' }
const badPageSize = { status: 400, code: 54454, message: 'Invalid PageSize' }
const badData = {
  status: 400,
  code: 54008,
  message: 'Invalid request body: the type of one of the attributes is invalid',
}

const refusals: readonly Refusal[] = [
  {
    title: 'a missing stream',
    ...missing,
    message: 'The requested resource /Services/default/Streams/none was not found',
    ask: ({ syncStreams }) => syncStreams('none').fetch(),
  },
  {
    title: 'an update of a missing stream',
    ...missing,
    message: 'The requested resource /Services/default/Streams/two%20words was not found',
    ask: ({ syncStreams }) => syncStreams('two words').update({ ttl: 1 }),
  },
  {
    title: 'a removal of a missing stream',
    ...missing,
    message: 'The requested resource /Services/default/Streams/none was not found',
    ask: ({ syncStreams }) => syncStreams('none').remove(),
  },
  {
    title: 'a message to a missing stream',
    ...missing,
    message: 'The requested resource /Services/default/Streams/none/Messages was not found',
    ask: ({ syncStreams }) => syncStreams('none').streamMessages.create({ data: {} }),
  },
  {
    title: 'a bad message to a missing stream',
    ...missing,
    message: 'The requested resource /Services/default/Streams/none/Messages was not found',
    ask: ({ syncStreams }) => syncStreams('none').streamMessages.create({ data: 'no JSON' }),
  },
  {
    title: 'a missing service',
    ...missing,
    message: 'The requested resource /Services/ISnone was not found',
    ask: ({ services }) => services('ISnone').fetch(),
  },
  {
    title: 'a stream of a missing service',
    ...missing,
    message: 'The requested resource /Services/ISnone/Streams was not found',
    ask: ({ services }) => services('ISnone').syncStreams.create(),
  },
  {
    title: 'a name that is taken',
    status: 409,
    code: 54301,
    message: 'Unique name already exists',
    ask: ({ syncStreams }) => syncStreams.create({ uniqueName: 'taken' }),
  },
  {
    title: 'an empty name',
    ...badName,
    ask: ({ syncStreams }) => syncStreams.create({ uniqueName: '' }),
  },
  {
    title: 'a name of 321 characters',
    ...badName,
    ask: ({ syncStreams }) => syncStreams.create({ uniqueName: 'n'.repeat(321) }),
  },
  {
    title: 'a name shaped like a SID',
    ...badName,
    ask: ({ syncStreams }) => syncStreams.create({ uniqueName: `CA${'0f'.repeat(16)}` }),
  },
  {
    title: 'a TTL below 0',
    ...badTtl,
    ask: ({ syncStreams }) => syncStreams.create({ ttl: -1 }),
  },
  {
    title: 'a TTL above a year',
    ...badTtl,
    ask: ({ syncStreams }) => syncStreams.create({ ttl: 31_536_001 }),
  },
  {
    title: 'a TTL with a fraction',
    ...badTtl,
    ask: ({ syncStreams }) => syncStreams('taken').update({ ttl: 1.5 }),
  },
  {
    title: 'a TTL that is not a number',
    ...badTtl,
    ask: ({ syncStreams }) => syncStreams('taken').update({ ttl: Number.NaN }),
  },
  {
    title: 'an update without a parameter',
    status: 400,
    code: 54010,
    message: 'No parameters specified',
    ask: ({ syncStreams }) => syncStreams('taken').update(),
  },
  {
    title: 'a page of more than 1000',
    ...badPageSize,
    ask: ({ syncStreams }) => syncStreams.page({ pageSize: 1001 }),
  },
  {
    title: 'a list with a limit above 1000, which the client asks for in one page',
    ...badPageSize,
    ask: ({ syncStreams }) => syncStreams.list({ limit: 1500 }),
  },
  {
    title: 'a page of 0',
    ...badPageSize,
    ask: ({ syncStreams }) => syncStreams.page({ pageSize: 0 }),
  },
  {
    title: 'a page token of unknown origin',
    status: 400,
    code: 54453,
    message: 'Invalid PageToken',
    ask: ({ syncStreams }) => syncStreams.page({ pageToken: 'PTunknown' }),
  },
  ...['no JSON', '{"open":', '"text"', 5, true, [1]].map((data): Refusal => ({
    title: `the message ${JSON.stringify(data)}`,
    ...badData,
    ask: ({ syncStreams }) => syncStreams('taken').streamMessages.create({ data }),
  })),
  {
    title: 'the message null',
    status: 400,
    code: 54251,
    message: 'Invalid Message Stream Message data',
    ask: ({ syncStreams }) => syncStreams('taken').streamMessages.create({ data: 'null' }),
  },
  {
    title: 'a message of 4097 bytes',
    status: 413,
    code: 54006,
    message: 'Request entity too large',
    ask: ({ syncStreams }) =>
      syncStreams('taken').streamMessages.create({ data: { text: 'é'.repeat(2043) } }),
  },
  {
    title: 'an invalid webhook URL',
    status: 400,
    code: 54051,
    message: 'Invalid webhook URL',
    ask: ({ services }) => services.create({ webhookUrl: 'somewhere' }),
  },
  {
    title: 'a debouncing window out of range',
    status: 400,
    code: 20422,
    message: 'Invalid Parameter',
    ask: ({ services }) => services('default').update({ reachabilityDebouncingWindow: 999 }),
  },
]

function describeRefusals(open: Open): void {
  describe('a RestException', () => {
    it.each(refusals)('answers $title: $status / $code', async ({ ask, ...row }) => {
      const world = open()
      const { sync } = world
      const before = [sync.streams.create({ uniqueName: 'taken', ttl: 60 })]
      const error: unknown = await ask(world).catch((reason: unknown) => reason)
      const { status, code, message } = row
      const moreInfo = `https://www.twilio.com/docs/errors/${code}`
      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({ status, code, message, moreInfo })
      expect(sync.requests).toMatchObject([{ status, code }])
      expect(sync.streams.all()).toEqual(before)
      expect(sync.streams.messages('taken')).toEqual([])
    })

    it('is not the error of a subscriber', async () => {
      const { sync, services } = open()
      sync.documents.create({ uniqueName: 'order-7' })
      sync.documents.subscribe('order-7', () => {
        throw Object.assign(new Error('the subscriber is out'), { code: 'ERR_OUT' })
      })
      const removal = services('default').documents('order-7').remove()
      await expect(removal).rejects.toMatchObject({ code: 'ERR_OUT' })
      await expect(removal).rejects.not.toHaveProperty('moreInfo')
      await expect(removal).rejects.not.toHaveProperty('status')
      expect(sync.documents.size).toBe(0)
    })
  })
}

function createStreams(sync: FakeSync, count: number): string[] {
  return Array.from({ length: count }, () => sync.streams.create().sid)
}

function sidsOf(instances: readonly { readonly sid: string }[]): string[] {
  return instances.map(({ sid }) => sid)
}

function hostOf(url: string | undefined): string {
  return new URL(url ?? '').host
}

/** The pages from `first` on, each found from the one before. */
async function walk(
  first: Page | undefined,
  goOn: (page: Page) => Promise<Page | undefined> | undefined,
): Promise<Page[]> {
  const pages: Page[] = []
  for (let page = first; page !== undefined; page = await goOn(page)) pages.push(page)
  return pages
}
