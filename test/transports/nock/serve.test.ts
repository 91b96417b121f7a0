import nock from 'nock'
import nock13 from 'nock13'
import { METHODS } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { InstalledTransport } from '../../../src/transports/installed-transport.ts'
import { serveThroughNock } from '../../../src/transports/nock/serve.ts'

describe.each([
  { name: 'nock 14', own: nock },
  { name: 'nock 13', own: nock13 },
])('serveThroughNock with $name', ({ own }) => {
  it('intercepts every method but the one that asks for a tunnel', () => {
    serve()
    const methods = own.activeMocks().map((mock) => mock.split(' ', 1)[0])
    expect(methods.sort()).toEqual(METHODS.filter((method) => method !== 'CONNECT').sort())
  })

  it('is listed under a name that the fakes of other copies of this package do not have', () => {
    const services = [1, 2, 3].map(serve)
    const names = ['fake-twilio-sync', 'fake-twilio-sync-2', 'fake-twilio-sync-3']
    const expected = names.map((name) => `GET https://sync.twilio.com:443/${name}`)
    const listed = own.activeMocks().filter((mock) => mock.startsWith('GET '))
    expect(listed.sort()).toEqual(expected)
    for (const service of services) service.stop()
    expect(own.activeMocks()).toEqual([])
  })

  function serve(): InstalledTransport {
    const service = serveThroughNock(() => expect.unreachable(), own)
    onTestFinished(() => service.stop())
    return service
  }
})
