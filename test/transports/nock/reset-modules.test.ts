import nock from 'nock'
import nock13 from 'nock13'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { installFakeSync } from '../../../src/index.ts'
import { account, get, streams, toHttpRequest } from '../../rest/cases.ts'
import { overNode } from '../../support/transports.ts'

const require = createRequire(import.meta.url)

/** Has nock load parts of itself again, as it does after `jest.resetModules()`. */
function resetModules(name: string): void {
  const loaded = { ...require.cache }
  const folder = dirname(require.resolve(name))
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder)) Reflect.deleteProperty(require.cache, file)
  }
  onTestFinished(() => void Object.assign(require.cache, loaded))
}

// Two nocks take each other's requests, so only one is active at a time.
for (const each of [nock13, nock]) each.restore()

describe.each([
  { name: 'nock', own: nock },
  { name: 'nock13', own: nock13 },
])('a fake on $name whose modules were reset before it was uninstalled', ({ name, own }) => {
  beforeEach(() => {
    own.activate()
    own.disableNetConnect()
  })
  afterEach(() => {
    own.cleanAll()
    own.restore()
  })

  it('is gone afterwards', async () => {
    const sync = installFakeSync({ nock: own, twilio })
    resetModules(name)
    sync.uninstall()

    expect(own.activeMocks()).toEqual([])
    await expect(overNode(toHttpRequest(get(streams)))).rejects.toThrow(/^Nock: /)
    await expect(
      twilio(account, 'token').sync.v1.services('default').syncStreams.list(),
    ).rejects.toThrow(/^Nock: /)
    expect(sync.requests).toEqual([])
  })

  it('does not answer for the one before it', async () => {
    using first = installFakeSync({ nock: own })
    const second = installFakeSync({ nock: own })
    resetModules(name)
    second.uninstall()

    expect(await overNode(toHttpRequest(get(streams)))).toMatchObject({ status: 200 })
    expect([first, second].map(({ requests }) => requests.length)).toEqual([1, 0])
  })

  it('does not answer although nock fails to remove it', async () => {
    const sync = installFakeSync({ nock: own })
    const { removeInterceptor } = own
    own.removeInterceptor = () => false
    sync.uninstall()
    own.removeInterceptor = removeInterceptor

    await expect(overNode(toHttpRequest(get(streams)))).rejects.toThrow(/^Nock: /)
    expect(sync.requests).toEqual([])
  })
})
