import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import { pageBody } from '../../src/rest/paging.ts'
import {
  type Body,
  get,
  orders,
  otherAccount,
  as,
  basic,
  post,
  remove,
  send,
  services,
  someService,
  streams,
  toHttpRequest,
} from './cases.ts'

describe('GET /v1/Services/{serviceSid}/Streams', () => {
  it('answers with an empty list and its meta, field for field', () => {
    const sync = createFakeSync()
    const { body } = sync.handle(toHttpRequest(get(streams)))
    const url = `${urlOf(sync)}?PageSize=50&Page=0`
    expect(body).toBe(
      JSON.stringify({
        streams: [],
        meta: {
          page: 0,
          page_size: 50,
          first_page_url: url,
          previous_page_url: null,
          url,
          next_page_url: null,
          key: 'streams',
        },
      }),
    )
  })

  it('lists streams as they are fetched, in order of creation', () => {
    const sync = createFakeSync()
    const created = ['b', 'a', 'c'].map(
      (UniqueName) => send(sync, post(streams, { UniqueName })).body,
    )
    expect(send(sync, get(streams)).body.streams).toEqual(created)
  })

  it('omits removed and expired streams', () => {
    const sync = createFakeSync()
    const kept = sync.streams.create()
    sync.streams.create({ uniqueName: 'orders' })
    sync.streams.create({ ttl: 60 })
    send(sync, remove(orders))
    sync.clock.advance({ seconds: 60 })
    expect(sidsOf(send(sync, get(streams)).body)).toEqual([kept.sid])
  })

  it('names the pages before and after a page in the middle', () => {
    const sync = withStreams(3)
    const first = send(sync, get(streams, { PageSize: '1' })).body
    const middle = send(sync, at(first.meta.next_page_url)).body
    const token = 'PageToken=PT[0-9A-Za-z_-]+'
    expect(middle.meta).toEqual({
      page: 1,
      page_size: 1,
      first_page_url: `${urlOf(sync)}?PageSize=1&Page=0`,
      previous_page_url: matching(`${urlOf(sync)}?PageSize=1&`, `${token}&Page=0`),
      url: first.meta.next_page_url,
      next_page_url: matching(`${urlOf(sync)}?PageSize=1&`, `${token}&Page=2`),
      key: 'streams',
    })
  })

  it('names the pages on the requested host', () => {
    const sync = withStreams(2)
    const origin = 'https://sync.dublin.ie1.twilio.com'
    const { meta } = send(sync, get(streams, { PageSize: '1' }), origin).body
    for (const url of [meta.first_page_url, meta.url, meta.next_page_url]) {
      expect(url).toContain(`${origin}/v1/Services/${sync.service().sid}/Streams?`)
    }
  })

  it('holds 50 streams on a page by default', () => {
    const [first, second, ...others] = pagesOf(withStreams(51))
    expect([first?.streams.length, second?.streams.length]).toEqual([50, 1])
    expect(others).toEqual([])
  })

  it('holds at most 100 streams on a page', () => {
    const pages = pagesOf(withStreams(101), get(streams, { PageSize: '1000' }))
    expect(pages.map((page) => page.streams.length)).toEqual([100, 1])
  })

  it('names in its URLs the effective page size, not the requested one', () => {
    const { meta } = send(withStreams(101), get(streams, { PageSize: '1000' })).body
    for (const url of [meta.first_page_url, meta.url, meta.next_page_url]) {
      expect(url).toContain('?PageSize=100&')
    }
  })

  it('has no next page after a page that is exactly full', () => {
    const { body } = send(withStreams(2), get(streams, { PageSize: '2' }))
    expect(body.streams).toHaveLength(2)
    expect(body.meta.next_page_url).toBeNull()
  })

  it('returns every stream forwards and backwards', () => {
    const sizes = fc.record({ count: fc.nat({ max: 12 }), size: fc.integer({ min: 1, max: 5 }) })
    const walkBothWays = ({ count, size }: { count: number; size: number }): void => {
      const sync = withStreams(count)
      const sids = sync.streams.all().map(({ sid }) => sid)
      const there = pagesOf(sync, get(streams, { PageSize: String(size) }))
      expect(there.flatMap(sidsOf)).toEqual(sids)
      const last = there.at(-1)?.meta.url ?? null
      const back = walk(sync, at(last), ({ meta }) => meta.previous_page_url)
      expect(back.reverse().flatMap(sidsOf)).toEqual(sids)
    }
    fc.assert(fc.property(sizes, walkBothWays))
  })

  it('answers the same when a page is requested by its own URL', () => {
    const sync = withStreams(3)
    for (const page of pagesOf(sync, get(streams, { PageSize: '2' }))) {
      expect(send(sync, at(page.meta.url)).body).toEqual(page)
    }
  })

  it('continues at the right place when the streams around it are gone', () => {
    const sync = withStreams(4)
    const [one, two, three, four] = sync.streams.all().map(({ sid }) => sid)
    const first = send(sync, get(streams, { PageSize: '2' })).body
    for (const sid of [one, two, three]) send(sync, remove(`${streams}/${sid ?? ''}`))
    const next = send(sync, at(first.meta.next_page_url)).body
    expect(sidsOf(next)).toEqual([four])
    expect(next.meta.previous_page_url).toBeNull()
  })

  it('moves by the token alone, and only echoes the page number', () => {
    const sync = withStreams(3)
    const first = send(sync, get(streams, { PageSize: '2' })).body
    const far = first.meta.next_page_url?.replace('Page=1', 'Page=7') ?? null
    const { streams: found, meta } = send(sync, at(far)).body
    expect(found).toHaveLength(1)
    expect(meta).toMatchObject({
      page: 7,
      previous_page_url: matching(urlOf(sync), '.*&Page=6'),
    })
  })

  it('refuses a token from another fake with more streams', () => {
    const next = send(withStreams(9), get(streams, { PageSize: '8' })).body.meta.next_page_url
    expect(send(withStreams(1), at(next))).toMatchObject({ status: 400, body: { code: 54453 } })
  })
})

describe('GET /v1/Services', () => {
  it('lists services as they are fetched, in order of creation', () => {
    const sync = createFakeSync()
    const some = send(sync, get(`${services}/${someService}`)).body
    const ours = send(sync, post(services, { FriendlyName: 'Orders' })).body
    const main = send(sync, get(`${services}/default`)).body
    const url = 'https://sync.twilio.com/v1/Services?PageSize=50&Page=0'
    expect(send(sync, get(services)).body).toEqual({
      services: [some, ours, main],
      meta: {
        page: 0,
        page_size: 50,
        first_page_url: url,
        previous_page_url: null,
        url,
        next_page_url: null,
        key: 'services',
      },
    })
  })

  it('lists no service that was never used', () => {
    expect(send(createFakeSync(), get(services)).body.services).toEqual([])
  })

  it('lists the services of the option, in its order', () => {
    const sids = ['IS' + 'b'.repeat(32), 'IS' + 'a'.repeat(32)] as `IS${string}`[]
    const sync = createFakeSync({ services: sids })
    const listed = (username: string): string[] =>
      send(sync, as(basic(username), get(services))).body.services.map(({ sid }) => sid)
    expect(listed(`AC${'1'.repeat(32)}`)).toEqual(sids)
    expect(listed(otherAccount)).toEqual(sids)
  })

  it('is walked forwards and backwards', () => {
    const sync = createFakeSync()
    const sids = [1, 2, 3, 4, 5].map(() => send(sync, post(services)).body.sid)
    const there = pagesOf(sync, get(services, { PageSize: '2' }))
    const back = walk(
      sync,
      at(there.at(-1)?.meta.url ?? null),
      ({ meta }) => meta.previous_page_url,
    )
    const sidsOfPage = (page: Body): string[] => page.services.map(({ sid }) => sid)
    expect(there.map(sidsOfPage)).toEqual([sids.slice(0, 2), sids.slice(2, 4), sids.slice(4)])
    expect(back.reverse().flatMap(sidsOfPage)).toEqual(sids)
  })
})

function withStreams(count: number): FakeSync {
  const sync = createFakeSync()
  for (let made = 0; made < count; made += 1) sync.streams.create()
  return sync
}

describe('pageBody', () => {
  const list = {
    key: 'items',
    items: [],
    page: { pageSize: 2, nextPageToken: 'PTn', previousPageToken: 'PTp' },
    url: 'https://sync.twilio.com/Items',
  }

  it('keeps the parameters that say what the list holds, in every URL', () => {
    const query = { From: 'a&b', Order: 'desc', Page: '3', Other: 'x' }
    const body = pageBody({ ...list, query, kept: ['Order', 'From', 'Bounds'] })
    const url = `${list.url}?Order=desc&From=a%26b&PageSize=2`
    expect(body).toEqual({
      items: [],
      meta: {
        page: 3,
        page_size: 2,
        first_page_url: `${url}&Page=0`,
        previous_page_url: `${url}&PageToken=PTp&Page=2`,
        url: `${url}&Page=3`,
        next_page_url: `${url}&PageToken=PTn&Page=4`,
        key: 'items',
      },
    })
  })
})

function urlOf(sync: FakeSync): string {
  return `https://sync.twilio.com/v1/Services/${sync.service().sid}/Streams`
}

/** A request for an URL of `meta`. */
function at(url: string | null): ReturnType<typeof get> {
  const { pathname, search } = new URL(url ?? 'https://sync.twilio.com/no-such-page')
  return get(pathname, search.slice(1))
}

function pagesOf(sync: FakeSync, first = get(streams)): Body[] {
  return walk(sync, first, ({ meta }) => meta.next_page_url)
}

function walk(
  sync: FakeSync,
  first: ReturnType<typeof get>,
  urlAfter: (page: Body) => string | null,
): Body[] {
  const { body } = send(sync, first)
  const url = urlAfter(body)
  return url === null ? [body] : [body, ...walk(sync, at(url), urlAfter)]
}

function sidsOf(page: Body): string[] {
  return page.streams.map(({ sid }) => sid)
}

function matching(prefix: string, rest: string): string {
  const literal = prefix.replace(/[.?]/g, '\\$&')
  return expect.stringMatching(new RegExp(`^${literal}${rest}$`)) as string
}
