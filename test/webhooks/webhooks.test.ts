import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  createFakeSync,
  type FakeSync,
  type FakeSyncOptions,
  type Fault,
  type WebhookView,
} from '../../src/core.ts'
import { account, apiKey, otherAccount } from '../rest/cases.ts'
import { authToken, newApp, openFake, setWebhook, webhookUrl } from './app.ts'

const on = 'webhooks.deliver'

function create(sync: FakeSync, ...names: string[]): void {
  for (const uniqueName of names) sync.documents.create({ uniqueName })
}

function namesOf(params: readonly Readonly<Record<string, string>>[]): (string | undefined)[] {
  return params.map(({ DocumentUniqueName: name }) => name)
}

describe('the option webhooks', () => {
  it('gets a signed form, at the URL of the service', async () => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    create(sync, 'order-7')
    await sync.settled()
    const [{ request, isValid } = expect.fail()] = app.received
    expect(request.method).toBe('POST')
    expect(request.url).toBe(webhookUrl)
    expect(request.headers.get('content-type')).toBe(
      'application/x-www-form-urlencoded; charset=utf-8',
    )
    expect(request.headers.has('x-twilio-webhooks-signature-settings')).toBe(false)
    expect(isValid).toBe(true)
  })

  it.each<{ title: string; url: string; requested: string; authorization: string | null }>([
    {
      title: 'without a fragment',
      url: 'https://app.example.com/a#rc=2',
      requested: 'https://app.example.com/a',
      authorization: null,
    },
    {
      title: 'with its password as a header',
      url: 'https://jo:p%C3%A4ss@app.example.com/a',
      requested: 'https://app.example.com/a',
      authorization: `Basic ${Buffer.from('jo:päss').toString('base64')}`,
    },
  ])('gets the URL $title', async ({ url, requested, authorization }) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    setWebhook(sync, {}, url)
    create(sync, 'order-7')
    await sync.settled()
    const [{ request, isValid } = expect.fail()] = app.received
    expect(request.url).toBe(requested)
    expect(request.headers.get('authorization')).toBe(authorization)
    expect(isValid).toBe(true)
    expect(sync.webhooks[0]?.url).toBe(requested)
  })

  it.each([
    { webhooks: 5, found: '5' },
    { webhooks: '', found: '""' },
    { webhooks: '127.0.0.1:3000', found: '"127.0.0.1:3000"' },
    { webhooks: 'http://127.0.0.1:3000/sync', found: '"http://127.0.0.1:3000/sync"' },
    { webhooks: 'http://127.0.0.1:3000?a=1', found: '"http://127.0.0.1:3000?a=1"' },
    { webhooks: 'ftp://127.0.0.1', found: '"ftp://127.0.0.1"' },
    { webhooks: 'http://jo@127.0.0.1', found: '"http://jo@127.0.0.1"' },
  ])('refuses $found', ({ webhooks, found }) => {
    expect(() => openFake({ webhooks } as unknown as FakeSyncOptions)).toThrow(
      new TypeError(
        `Cannot set up the fake: found ${found} for webhooks, expected a function of a Request or a URL without a path: 'http://127.0.0.1:3000'`,
      ),
    )
  })

  it.each(['streams', ['stream'], [5]])('refuses %j as undocumentedWebhooks', (found) => {
    const options = { undocumentedWebhooks: found } as unknown as FakeSyncOptions
    expect(() => openFake(options)).toThrow(
      'for undocumentedWebhooks, expected a list of any of streams, expiry',
    )
  })

  it('refuses to work without Request', () => {
    vi.stubGlobal('Request', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    // A stub of undefined is there all the same.
    Reflect.deleteProperty(globalThis, 'Request')
    expect(() => openFake({ webhooks: newApp().webhooks })).toThrow(
      'Cannot set up the fake: found an environment without any of Request, Response',
    )
  })

  it('may be left out: what would be sent is recorded', async () => {
    const sync = openFake()
    create(sync, 'order-7')
    await sync.settled()
    expect(sync.webhooks).toEqual([
      {
        service: sync.service().sid,
        url: webhookUrl,
        event: 'document_created',
        params: expect.objectContaining({ DocumentUniqueName: 'order-7' }) as object,
        identity: 'system',
        time: sync.clock.now(),
        state: 'unsent',
        status: undefined,
        error: undefined,
        fault: undefined,
      },
    ])
    expect(Object.isFrozen(sync.webhooks[0])).toBe(true)
    expect(Object.isFrozen(sync.webhooks[0]?.params)).toBe(true)
  })
})

describe('a change over REST, or by the JS API', () => {
  it.each([
    { settings: { WebhooksFromRestEnabled: 'true' }, sent: 1 },
    { settings: { WebhooksFromRestEnabled: 'false' }, sent: 0 },
    { settings: { WebhookUrl: '', WebhooksFromRestEnabled: 'true' }, sent: 0 },
  ])('calls the webhook $sent times with $settings', async ({ settings, sent }) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks }, settings)
    create(sync, 'order-7')
    await sync.settled()
    expect(app.received.length).toBe(sent)
    expect(sync.webhooks.length).toBe(sent)
  })

  it('calls that of its own service', async () => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.service(`IS${'5'.repeat(32)}`).documents.create()
    create(sync, 'order-7')
    await sync.settled()
    expect(namesOf(app.received.map(({ params }) => params))).toEqual(['order-7'])
  })

  it('calls one that a state has', async () => {
    const sync = openFake()
    const app = newApp()
    const again = openFake({
      webhooks: app.webhooks,
      state: sync.snapshot(),
      credentials: { [account]: authToken },
    })
    again.reset()
    create(again, 'order-7')
    await again.settled()
    expect(app.events()).toEqual(['document_created'])
    expect(app.received[0]?.isValid).toBe(true)
  })
})

describe('the signature', () => {
  it('is made with the password from credentials, also if an API key has made the change', async () => {
    const app = newApp()
    const sync = openFake({
      webhooks: app.webhooks,
      accountSid: account,
      credentials: { [account]: authToken, [apiKey]: 'another' },
    })
    const { status } = sync.handle({
      method: 'POST',
      url: 'https://sync.twilio.com/v1/Services/default/Documents',
      headers: { authorization: `Basic ${btoa(`${apiKey}:another`)}` },
    })
    await sync.settled()
    expect(status).toBe(201)
    expect(app.received.map(({ isValid }) => isValid)).toEqual([true])
  })

  it('is that of the account whose service it is', async () => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.handle({
      method: 'GET',
      url: 'https://sync.twilio.com/v1/Services',
      headers: { authorization: `Basic ${btoa(`${otherAccount}:its own`)}` },
    })
    create(sync, 'order-7')
    await sync.settled()
    expect(app.received.map(({ isValid }) => isValid)).toEqual([true])
  })

  it('cannot be made without a password: settled says so, once', async () => {
    const state = openFake().snapshot()
    const app = newApp()
    const sync = createFakeSync({ webhooks: app.webhooks, state })
    create(sync, 'a', 'b')
    const message = `Cannot sign the webhook document_created of ${sync.service().sid}: found no password of the account ${account}, expected one in the option credentials, or in a request that it has sent over REST: installFakeSync({ accountSid, credentials: { [accountSid]: authToken } })`
    await expect(sync.settled()).rejects.toThrow(new Error(message))
    await sync.settled()
    expect(app.received).toEqual([])
    expect(sync.webhooks).toMatchObject([
      { state: 'failed', error: message },
      { state: 'failed', error: message },
    ])
  })
})

describe('deliveries', () => {
  it('come in the order of happening, one after the other', async () => {
    const log: string[] = []
    const app = newApp(async ({ params: { DocumentUniqueName: name = '' } }) => {
      log.push(`begin ${name}`)
      // The first takes longest.
      const turns = name === 'a' ? 20 : 1
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
      log.push(`end ${name}`)
    })
    const sync = openFake({ webhooks: app.webhooks })
    create(sync, 'a', 'b', 'c')
    await sync.settled()
    expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c'])
  })

  it('do not hold up what caused them', async () => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    create(sync, 'order-7')
    await Promise.resolve()
    expect(app.received).toEqual([])
    expect(sync.webhooks[0]?.state).toBe('pending')
    await sync.settled()
    expect(sync.webhooks[0]).toMatchObject({ state: 'answered', status: 204 })
  })

  it('are followed by those that the app causes as it gets them', async () => {
    const app = newApp(({ params: { DocumentUniqueName: name } }) => {
      if (name === 'a') create(sync, 'b')
    })
    const sync = openFake({ webhooks: app.webhooks })
    create(sync, 'a')
    await sync.settled()
    expect(namesOf(app.received.map(({ params }) => params))).toEqual(['a', 'b'])
  })

  it('are not waited for if the app causes one more each time', async () => {
    const app = newApp(() => {
      sync.documents.create()
    })
    const sync = openFake({ webhooks: app.webhooks })
    onTestFinished(() => sync.uninstall())
    sync.documents.create()
    await expect(sync.settled()).rejects.toThrow(
      'found something happening in more than 1000 turns',
    )
  })

  it.each<{ title: string; webhooks: (request: Request) => Response; record: object }>([
    {
      title: 'an answer of any status',
      webhooks: () => new Response('no', { status: 500 }),
      record: { state: 'answered', status: 500, error: undefined },
    },
    {
      title: 'an app that throws',
      webhooks() {
        throw new Error('no such order')
      },
      record: { state: 'failed', status: undefined, error: 'no such order' },
    },
    {
      title: 'an app that returns nothing',
      webhooks: () => undefined as unknown as Response,
      record: {
        state: 'failed',
        status: undefined,
        error: 'found undefined as its answer, expected a Response',
      },
    },
  ])('take $title as it is', async ({ webhooks, record }) => {
    const sync = openFake({ webhooks })
    create(sync, 'a')
    await sync.settled()
    expect(sync.webhooks).toMatchObject([record])
    expect(sync.documents.size).toBe(1)
  })

  it('fail at a URL that is none, and at a server that does not listen', async () => {
    const sync = openFake({ webhooks: 'http://127.0.0.1:1' })
    create(sync, 'a')
    await sync.settled()
    expect(sync.webhooks).toMatchObject([
      { state: 'failed', url: 'http://127.0.0.1:1/sync?tenant=7' },
    ])
    expect(sync.webhooks[0]?.error).toContain('fetch failed: ')
    setWebhook(sync, {}, 'http://[')
    create(sync, 'b')
    await sync.settled()
    expect(sync.webhooks[1]).toMatchObject({ state: 'failed', url: 'http://[' })
  })

  it.each<{ title: string; end: (sync: FakeSync) => void; kept: unknown[] }>([
    { title: 'reset', end: (sync) => sync.reset(), kept: [] },
    {
      title: 'restore',
      end: (sync) => sync.restore(sync.snapshot()),
      kept: [{ state: 'dropped' }, { state: 'dropped' }],
    },
    {
      title: 'uninstall',
      end: (sync) => sync.uninstall(),
      kept: [{ state: 'dropped' }, { state: 'dropped' }],
    },
  ])('end with a $title', async ({ end, kept }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.faults.add({ on, kind: 'delay', milliseconds: 1, skip: 1 })
    create(sync, 'a', 'b')
    end(sync)
    await sync.settled()
    vi.advanceTimersByTime(1)
    await sync.settled()
    expect(app.received).toEqual([])
    expect(sync.webhooks).toMatchObject(kept)
  })

  it('of a former world say nothing of their end in the next', async () => {
    let answer = (): void => undefined
    const app = newApp(() => new Promise<void>((resolve) => (answer = resolve)))
    const sync = openFake({ webhooks: app.webhooks })
    create(sync, 'a')
    while (app.received.length === 0) await new Promise(setImmediate)
    sync.restore(sync.snapshot())
    answer()
    await sync.settled()
    expect(sync.webhooks).toMatchObject([{ state: 'dropped', status: undefined }])
  })

  it('of an uninstalled fake do not begin', async () => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.uninstall()
    create(sync, 'a')
    await sync.settled()
    expect(app.received).toEqual([])
  })

  it('of a separate world stay in it', async () => {
    const app = newApp(() => {
      sizes.push(sync.documents.size)
    })
    const sizes: number[] = []
    const sync = openFake({ webhooks: app.webhooks })
    await sync.run(async () => {
      setWebhook(sync, { WebhooksFromRestEnabled: 'true' })
      create(sync, 'a', 'b')
      await sync.settled()
      expect(sync.webhooks.length).toBe(2)
    })
    expect(sizes).toEqual([2, 2])
    expect(sync.webhooks).toEqual([])
  })
})

describe('sync.webhooks', () => {
  it('keeps as many as the limit says', () => {
    const sync = openFake({ limits: { webhooksKept: 2 } })
    create(sync, 'a', 'b', 'c')
    expect(namesOf(sync.webhooks.map(({ params }) => params))).toEqual(['b', 'c'])
  })

  it('is shown by describe', async () => {
    const sync = openFake({ webhooks: newApp().webhooks })
    expect(sync.describe()).not.toMatch(/^Webhooks$/m)
    sync.faults.add({ on, kind: 'drop', skip: 1 })
    create(sync, 'a')
    sync.clock.advance({ seconds: 2 })
    create(sync, 'b')
    await sync.settled()
    expect(sync.describe()).toContain(
      `\nWebhooks\n  0 s: document_created to ${webhookUrl}: answered 204\n  2 s: document_created to ${webhookUrl}: dropped, fault drop`,
    )
  })
})

describe('a fault on webhooks.deliver', () => {
  it.each<{ fault: Fault; arrived: string[]; struck: unknown[] }>([
    { fault: { on, kind: 'drop' }, arrived: ['b', 'c'], struck: ['drop', undefined, undefined] },
    {
      fault: { on, kind: 'duplicate', skip: 1 },
      arrived: ['a', 'b', 'b', 'c'],
      struck: [undefined, 'duplicate', undefined],
    },
    {
      fault: { on, kind: 'reorder' },
      arrived: ['b', 'a', 'c'],
      struck: ['reorder', undefined, undefined],
    },
    {
      fault: { on, kind: 'reorder', by: 9 },
      arrived: ['b', 'c', 'a'],
      struck: ['reorder', undefined, undefined],
    },
    {
      fault: { on, kind: 'delay', milliseconds: 30 },
      arrived: ['b', 'c', 'a'],
      struck: ['delay', undefined, undefined],
    },
    {
      fault: { on, kind: 'drop', where: ({ params }) => params['DocumentUniqueName'] === 'c' },
      arrived: ['a', 'b'],
      struck: [undefined, undefined, 'drop'],
    },
  ])('strikes: $fault', async ({ fault, arrived, struck }) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.faults.add(fault)
    create(sync, 'a', 'b', 'c')
    await sync.settled()
    expect(namesOf(app.received.map(({ params }) => params))).toEqual(arrived)
    expect(sync.webhooks.map((one) => one.fault)).toEqual(struck)
    expect(sync.faults.pending).toEqual([])
  })

  it('sees what is sent, frozen', async () => {
    const sync = openFake({ webhooks: newApp().webhooks })
    const seen: WebhookView[] = []
    sync.faults.add({ on, kind: 'drop', where: (view) => seen.push(view) > 9 })
    create(sync, 'a')
    await sync.settled()
    expect(seen.map((view) => [view.event, view.service, view.url, Object.isFrozen(view)])).toEqual(
      [['document_created', sync.service().sid, webhookUrl, true]],
    )
  })

  it('is missed by a strict fake if nothing is sent', () => {
    const sync = openFake({ strict: true })
    sync.faults.add({ on, kind: 'drop' })
    create(sync, 'a')
    expect(() => sync.reset()).toThrow('drop on webhooks.deliver, never fired')
  })
})
