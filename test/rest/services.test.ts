import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock } from '../../src/core.ts'
import {
  account,
  as,
  basic,
  get,
  orders,
  otherAccount,
  post,
  remove,
  send,
  services,
  someService,
  start,
  streams,
  toHttpRequest,
} from './cases.ts'

const aService = `${services}/${someService}`

describe('POST /v1/Services', () => {
  it('answers with a service, field for field', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    const answer = sync.handle(toHttpRequest(post(services, { FriendlyName: 'Orders' })))
    const { sid } = send(sync, get(services)).body.services[0] ?? {}
    const url = `https://sync.twilio.com/v1/Services/${sid ?? ''}`
    expect(sid).toMatch(/^IS[0-9a-f]{32}$/)
    expect(answer.status).toBe(201)
    expect(answer.body).toBe(
      JSON.stringify({
        sid,
        unique_name: null,
        account_sid: account,
        friendly_name: 'Orders',
        date_created: '2026-03-04T05:06:07Z',
        date_updated: '2026-03-04T05:06:07Z',
        url,
        webhook_url: null,
        webhooks_from_rest_enabled: false,
        reachability_webhooks_enabled: false,
        acl_enabled: false,
        reachability_debouncing_enabled: false,
        reachability_debouncing_window: 5000,
        links: {
          documents: `${url}/Documents`,
          lists: `${url}/Lists`,
          maps: `${url}/Maps`,
          streams: `${url}/Streams`,
        },
      }),
    )
  })

  it('takes every setting', () => {
    const sync = createFakeSync()
    const { status, body } = send(sync, post(services, allSettings))
    expect({ status, body }).toMatchObject({ status: 201, body: allSettingsRead })
    expect(send(sync, get(`${services}/${body.sid}`))).toEqual({ status: 200, body })
  })

  it('creates a service that holds streams', () => {
    const sync = createFakeSync({ services: [] })
    const { sid } = send(sync, post(services)).body
    expect(send(sync, post(`${services}/${sid}/Streams`)).status).toBe(201)
    expect(sync.service(sid).streams.size).toBe(1)
  })
})

describe('GET /v1/Services/{serviceSid}', () => {
  it('answers for default with the SID behind it', () => {
    const sync = createFakeSync()
    const { sid } = sync.service()
    const { body } = send(sync, get(`${services}/default`))
    const url = `https://sync.twilio.com/v1/Services/${sid}`
    expect(sid).toMatch(/^IS[0-9a-f]{32}$/)
    const names = { unique_name: 'default', friendly_name: 'Default Service' }
    expect(body).toMatchObject({ sid, ...names, url })
    expect(send(sync, get(`${services}/${sid}`)).body).toEqual(body)
  })

  it('creates a service when it is first requested', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    sync.clock.advance({ seconds: 5 })
    const { body } = send(sync, get(aService))
    expect(body).toMatchObject({ sid: someService, date_created: '2026-03-04T05:06:12Z' })
    sync.clock.advance({ seconds: 5 })
    expect(send(sync, get(aService)).body).toEqual(body)
  })

  it('hides the services of other accounts', () => {
    const sync = createFakeSync()
    const { sid } = send(sync, post(services)).body
    send(sync, post(streams, { UniqueName: 'orders' }))
    const [listed, itsStreams, stream] = [services, `${services}/${sid}/Streams`, orders].map(
      (path) => send(sync, as(basic(otherAccount), get(path))),
    )
    expect(listed?.body.services).toEqual([])
    expect(itsStreams?.body.streams).toEqual([])
    expect(stream?.status).toBe(404)
  })

  it('gives each account its own default service', () => {
    const sync = createFakeSync()
    const mine = send(sync, get(`${services}/default`)).body
    const theirs = send(sync, as(basic(otherAccount), get(`${services}/default`))).body
    expect(theirs).toMatchObject({ unique_name: 'default', account_sid: otherAccount })
    expect(theirs.sid).not.toBe(mine.sid)
  })
})

describe('POST /v1/Services/{serviceSid}', () => {
  it('changes the given settings and moves date_updated', () => {
    const sync = createFakeSync({ clock: new FakeClock(start) })
    const created = send(sync, post(services, { FriendlyName: 'Orders', AclEnabled: 'true' })).body
    sync.clock.advance({ seconds: 30 })
    const path = `${services}/${created.sid}`
    const changed = { ...created, friendly_name: '', date_updated: '2026-03-04T05:06:37Z' }
    expect(send(sync, post(path, { FriendlyName: '' }))).toEqual({ status: 200, body: changed })
    expect(send(sync, get(path)).body).toEqual(changed)
  })

  it('changes every setting there is, and changes it back', () => {
    const sync = createFakeSync()
    const { sid, ...before } = send(sync, get(aService)).body
    const changed = send(sync, post(aService, allSettings)).body
    expect(changed).toMatchObject({ sid, ...allSettingsRead })
    const { body } = send(sync, post(aService, defaultSettings))
    expect(body).toEqual({ sid, ...before, friendly_name: '' })
  })

  it('changes nothing when one of the parameters is bad', () => {
    const sync = createFakeSync()
    const before = send(sync, get(aService)).body
    sync.clock.advance({ seconds: 30 })
    expect(send(sync, post(aService, 'FriendlyName=a&AclEnabled=maybe')).status).toBe(400)
    expect(send(sync, post(aService, 'FriendlyName=a&WebhookUrl=hooks')).status).toBe(400)
    expect(send(sync, get(aService)).body).toEqual(before)
  })
})

describe('DELETE /v1/Services/{serviceSid}', () => {
  it('removes the service and its streams, and nothing else', () => {
    const sync = createFakeSync()
    const kept = sync.streams.create()
    const removed = sync.service(someService).streams
    removed.create({ uniqueName: 'orders' })
    expect(sync.handle(toHttpRequest(remove(aService)))).toMatchObject({ status: 204, body: '' })
    expect(removed.all()).toEqual([])
    expect(send(sync, get(`${aService}/Streams`)).status).toBe(404)
    expect(sync.streams.all()).toEqual([kept])
  })

  it('never creates the SID again', () => {
    const sync = createFakeSync()
    send(sync, remove(aService))
    const requests = [get(aService), post(aService), post(`${aService}/Streams`), remove(aService)]
    for (const request of requests) expect(send(sync, request).status).toBe(404)
    expect(send(sync, get(services)).body.services).toEqual([])
  })

  it('allows default to be created again, empty and with another SID', () => {
    const sync = createFakeSync()
    const { sid } = sync.service()
    sync.streams.create()
    send(sync, remove(`${services}/default`))
    expect(send(sync, get(`${services}/${sid}`)).status).toBe(404)
    expect(send(sync, get(`${services}/default`)).body).toMatchObject({ unique_name: 'default' })
    expect(sync.service().sid).not.toBe(sid)
    expect(sync.streams.size).toBe(0)
  })

  it('notifies the subscribers of its streams', () => {
    const sync = createFakeSync()
    const { streams: store } = sync.service(someService)
    const stream = store.create()
    const heard: unknown[] = []
    store.subscribe(stream.sid, (event) => heard.push(event))
    send(sync, remove(aService))
    expect(heard).toEqual([{ type: 'removed', stream }])
  })
})

const allSettings = {
  FriendlyName: 'Orders',
  WebhookUrl: 'https://example.com/hook?a=b',
  WebhooksFromRestEnabled: 'true',
  ReachabilityWebhooksEnabled: 'true',
  AclEnabled: 'true',
  ReachabilityDebouncingEnabled: 'true',
  ReachabilityDebouncingWindow: '7000',
}

const allSettingsRead = {
  friendly_name: 'Orders',
  webhook_url: 'https://example.com/hook?a=b',
  webhooks_from_rest_enabled: true,
  reachability_webhooks_enabled: true,
  acl_enabled: true,
  reachability_debouncing_enabled: true,
  reachability_debouncing_window: 7000,
}

const defaultSettings = {
  FriendlyName: '',
  WebhookUrl: '',
  WebhooksFromRestEnabled: 'false',
  ReachabilityWebhooksEnabled: 'false',
  AclEnabled: 'false',
  ReachabilityDebouncingEnabled: 'false',
  ReachabilityDebouncingWindow: '5000',
}
