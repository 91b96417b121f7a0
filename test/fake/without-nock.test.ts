import nock from 'nock'
import twilio, { type Twilio } from 'twilio'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeSync, installFakeSync, NetworkGuardError } from '../../src/index.ts'
import { account, get, streams, toHttpRequest } from '../rest/cases.ts'
import { overNode } from '../support/transports.ts'

describe('installFakeSync({ twilio, nock: false })', () => {
  beforeEach(() => nock.restore())
  afterEach(() => nock.activate())

  it('answers the clients of the module while nock is off', async () => {
    const sync = installFakeSync({ twilio, nock: false })
    expect(sync.installed).toBe(true)
    await list()
    sync.uninstall()
    expect(sync.installed).toBe(false)
    expect(sync.requests).toHaveLength(1)
  })

  it('leaves nock alone', () => {
    const before = { ...nock }
    using sync = installFakeSync({ twilio, nock: false })
    expect(sync.installed).toBe(true)
    expect({ ...nock }).toEqual(before)
    expect(nock.activeMocks()).toEqual([])
    expect(nock.emitter.listenerCount('no match')).toBe(0)
  })

  it('fails all other requests to Sync', async () => {
    using sync = installFakeSync({ twilio, nock: false })
    const request = toHttpRequest(get(streams))
    await expect(overNode(request)).rejects.toBeInstanceOf(NetworkGuardError)
    await expect(fetch(request.url)).rejects.toMatchObject({ cause: { code: 'ERR_SYNC_NETWORK' } })
    expect(sync.requests).toEqual([])
  })

  it('takes over from an earlier one until it is uninstalled', async () => {
    using first = installFakeSync({ twilio, nock: false })
    const second = installFakeSync({ twilio, nock: false })
    expect(servingOf(first, second)).toEqual([false, true])
    await list()
    second.uninstall()
    expect(servingOf(first, second)).toEqual([true, false])
    await list()
    expect([first.requests.length, second.requests.length]).toEqual([1, 1])
  })

  it('is refused without twilio', () => {
    expect(() => installFakeSync({ nock: false })).toThrow(
      new TypeError(
        "Cannot install the fake: found false for nock, expected it together with the app's twilio module: installFakeSync({ twilio, nock: false })",
      ),
    )
  })
})

function servingOf(...fakes: readonly FakeSync[]): boolean[] {
  return fakes.map(({ installed }) => installed)
}

async function list(): Promise<void> {
  const client: Twilio = twilio(account, 'token')
  await client.sync.v1.services('default').syncStreams.list()
}
