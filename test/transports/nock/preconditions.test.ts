import nock from 'nock'
import * as namespace from 'nock'
import twilio from 'twilio'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { installFakeSync } from '../../../src/index.ts'
import { checkNock, type ProcessLike } from '../../../src/transports/nock/preconditions.ts'
import { get, services, toHttpRequest } from '../../rest/cases.ts'
import { overNode } from '../../support/transports.ts'

const soundProcess: ProcessLike = {
  versions: { node: '20.19.0' },
  env: {},
  nextTick: () => undefined,
}

/** Has the members that distinguish nock 15 from earlier versions. */
const nock15 = Object.assign(() => nock('https://example.com'), nock, {
  getGetRequestBody: () => undefined,
})

function functionsAlone(): object {
  const { isActive, activeMocks, cleanAll, removeInterceptor } = nock
  return Object.assign(() => nock, { isActive, activeMocks, cleanAll, removeInterceptor })
}

describe('checkNock', () => {
  it.each([
    { form: 'the function', found: nock },
    { form: 'the namespace of its module', found: namespace },
    { form: 'what require() gives of nock 15', found: { __esModule: true, default: nock } },
  ])('accepts nock as $form', ({ found }) => {
    expect(checkNock(found, soundProcess)).toBe(nock)
  })

  it.each([
    { found: undefined, type: 'undefined' },
    { found: null, type: 'object' },
    { found: {}, type: 'object' },
    { found: 'nock', type: 'string' },
    { found: () => nock, type: 'function' },
    { found: { ...nock }, type: 'object' },
    { found: { default: {} }, type: 'object' },
    { found: Object.assign(() => nock, { emitter: nock.emitter }), type: 'function' },
    { found: Object.assign(() => nock, { ...nock, isActive: true }), type: 'function' },
    { found: Object.assign(() => nock, { ...nock, cleanAll: undefined }), type: 'function' },
    { found: functionsAlone(), type: 'function' },
  ])('refuses $found, which is not nock', ({ found, type }) => {
    expect(() => checkNock(found, soundProcess)).toThrow(
      new Error(
        `Cannot install the fake: found ${type} that is not nock, expected nock 13.5.6 or later: pass { nock } or npm i -D nock@14`,
      ),
    )
  })

  it.each(['20.20.2', '21.7.0'])('refuses nock 15 on Node %s', (node) => {
    expect(() => checkNock(nock15, { ...soundProcess, versions: { node } })).toThrow(
      new Error(
        `Cannot install the fake: found nock 15 on Node ${node}, where its every request fails, expected Node 22.20 or later, or nock 14: npm i -D nock@14`,
      ),
    )
  })

  it.each(['22.20.0', '100.0.0'])('accepts nock 15 on Node %s', (node) => {
    expect(checkNock(nock15, { ...soundProcess, versions: { node } })).toBe(nock15)
  })
})

describe('installFakeSync', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    if (!nock.isActive()) nock.activate()
    nock.cleanAll()
  })

  it('refuses anything that is not nock', () => {
    expect(refusal({ nock: {} as never })).toBe(
      'Cannot install the fake: found object that is not nock, expected nock 13.5.6 or later: pass { nock } or npm i -D nock@14',
    )
  })

  it('refuses while NOCK_OFF is set', () => {
    vi.stubEnv('NOCK_OFF', 'true')
    expect(refusal()).toBe(
      'Cannot install the fake: found NOCK_OFF=true in the environment, expected nock to be on: unset NOCK_OFF',
    )
  })

  it('refuses a nock that was restored', () => {
    nock.restore()
    expect(refusal()).toBe(
      'Cannot install the fake: found nock restored, so that it intercepts nothing, expected nock to be active: call nock.activate() first',
    )
  })

  it('refuses while process.nextTick is faked', () => {
    fakeNextTick()
    const message = refusal()
    vi.useRealTimers()
    expect(message).toBe(
      "Cannot install the fake: found process.nextTick faked by fake timers, so that no request would ever end, expected it real: jest.useFakeTimers({ doNotFake: ['nextTick'] }), or the app's twilio module: installFakeSync({ twilio })",
    )
  })

  it('accepts a faked process.nextTick with a twilio module, whose clients do not wait for it', () => {
    fakeNextTick()
    onTestFinished(() => void vi.useRealTimers())
    using sync = installFakeSync({ twilio })
    expect(sync.installed).toBe(true)
  })

  it('accepts other fake timers', () => {
    vi.useFakeTimers()
    using sync = installFakeSync()
    expect(sync.installed).toBe(true)
  })

  it('refuses an interceptor that hides the fake', () => {
    nock(/twilio\.com/)
      .get('/mine')
      .reply(200)
    expect(refusal()).toBe(
      "Cannot install the fake: found an interceptor of yours (GET /twilio\\.com//mine) that hides the fake at its host, expected none: what you answer yourself is for nock('https://sync.twilio.com'), before installFakeSync()",
    )
  })

  it.each([
    /.*/,
    /TWILIO/i,
    /(sync|api)\.twilio/,
    /^https:\/\/[^/]+\.com/,
    /:443$/,
    /\/\/sync[.]/,
    /(?<product>sync)/u,
    /^https:\/\/sync\.(au1|ie1)\./,
    /sync\.us1/,
    /sync\.ie1/,
    /sync\.au1/,
    /sync\.dublin/,
    'https://sync.ie1.twilio.com',
    'https://sync.dublin.ie1.twilio.com',
  ])('refuses an interceptor with the host %s', (host) => {
    nock(host)
      .post(/mine| yours/)
      .reply(200)
    expect(refusal()).toContain(String(host))
  })

  it.each([/^https:\/\/api\.twilio/, /example/, 'https://sync.twilio.com', 'http://twilio.test'])(
    'accepts an interceptor with the host %s',
    (host) => {
      nock(host)
        .get(/twilio\.com/)
        .reply(200)
      using sync = installFakeSync()
      expect(sync.installed).toBe(true)
    },
  )

  it.each(['/a https://sync.ie1.twilio.com/b', '/a /twilio/'])(
    'accepts an interceptor of another host with the path %s',
    (path) => {
      nock('http://example.com').get(path).reply(200)
      using sync = installFakeSync()
      expect(sync.installed).toBe(true)
    },
  )

  it('is not hidden by a RegExp as the host of a later interceptor', async () => {
    using sync = installFakeSync()
    nock(/twilio\.com/)
      .get(/./)
      .reply(200)
    expect(await overNode(toHttpRequest(get(services)))).toMatchObject({ status: 200 })
    expect(sync.requests).toHaveLength(1)
  })

  it('keeps the earlier fake when it refuses', () => {
    using sync = installFakeSync()
    nock(/twilio\.com/)
      .get('/mine')
      .reply(200)
    expect(() => installFakeSync()).toThrow('found an interceptor of yours')
    expect(sync.installed).toBe(true)
  })
})

/** The text with which an install is refused; nothing of it is left in nock. */
function refusal(options?: Parameters<typeof installFakeSync>[0]): string {
  const { cleanAll } = nock
  const mocks = nock.activeMocks()
  const listeners = nock.emitter.listenerCount('no match')
  try {
    installFakeSync(options)
  } catch (error) {
    expect(nock.cleanAll).toBe(cleanAll)
    expect(nock.activeMocks()).toEqual(mocks)
    expect(nock.emitter.listenerCount('no match')).toBe(listeners)
    return error instanceof Error ? error.message : String(error)
  }
  return 'not refused'
}

/** Vitest does not fake it in a child process, where its own messages need it before the test is over. */
function fakeNextTick(): void {
  const send = Object.getOwnPropertyDescriptor(process, 'send')
  delete process.send
  vi.useFakeTimers({ toFake: ['nextTick'] })
  if (send !== undefined) Object.defineProperty(process, 'send', send)
}
