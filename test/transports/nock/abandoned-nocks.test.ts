import nock from 'nock'
import nock13 from 'nock13'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { installFakeSync, type NockLike } from '../../../src/index.ts'
import { get, streams, toHttpRequest } from '../../rest/cases.ts'
import { loadElsewhere } from '../../support/load-elsewhere.ts'
import { overNode } from '../../support/transports.ts'

// In the reverse order of the imports, which have each put functions of their own in place.
for (const each of [nock13, nock]) each.restore()
const { request, get: httpGet, ClientRequest } = http
const { request: httpsRequest, get: httpsGet } = https
const list = toHttpRequest(get(streams))

describe.each([
  { name: 'nock', own: nock },
  { name: 'nock13', own: nock13 },
])('a fake on $name, after a test file whose nock was not restored', ({ name, own }) => {
  afterEach(() => {
    if (own.isActive()) own.restore()
    Object.assign(http, { request, get: httpGet, ClientRequest })
    Object.assign(https, { request: httpsRequest, get: httpsGet })
  })

  it.each([
    { what: 'was only loaded', use: () => undefined },
    {
      what: 'served a fake',
      use: (left: NockLike) => installFakeSync({ nock: left }).uninstall(),
    },
  ])('is the only one that sees requests, if that nock $what', async ({ use }) => {
    const left = loadElsewhere(name) as NockLike
    use(left)
    own.activate()
    expect(classesInPlace()).toBe(3)

    using sync = installFakeSync({ nock: own })

    expect(classesInPlace()).toBe(2)
    sync.faults.add({ kind: 'reset' })
    await expect(overNode(list)).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await overNode(list)).toMatchObject({ status: 200 })
  })

  it('leaves another nock of the same file in place', () => {
    own.activate()
    const other = own === nock ? nock13 : nock
    other.activate()

    using sync = installFakeSync({ nock: own })

    expect(sync.installed).toBe(true)
    expect(classesInPlace()).toBe(3)
    other.restore()
  })

  it.each<{ title: string; send: () => http.ClientRequest }>([
    { title: 'https.get of a string', send: () => https.get(list.url) },
    { title: 'https.get of a URL', send: () => https.get(new URL(list.url)) },
    {
      title: 'https.request of a URL and options',
      send: () => https.request(new URL(list.url), { headers: list.headers }).end(),
    },
    {
      title: 'https.request of options',
      send: () => https.request({ host: 'sync.twilio.com', path: streams }).end(),
    },
  ])('answers $title as before', async ({ send }) => {
    loadElsewhere(name)
    own.activate()
    using sync = installFakeSync({ nock: own })

    const status = await new Promise((resolve, reject) => {
      const sent = send().on('error', reject)
      sent.on('response', (response) => resolve(response.resume().statusCode))
    })

    expect(sync.requests).toMatchObject([{ path: streams, status }])
  })

  it('leaves the way to other hosts open', async () => {
    const server = http.createServer((_, response) => response.writeHead(204).end())
    onTestFinished(() => void server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    loadElsewhere(name)
    own.activate()
    own.enableNetConnect()
    using sync = installFakeSync({ nock: own })

    const responses = await once(http.get({ host: '127.0.0.1', port }), 'response')

    expect(responses).toMatchObject([{ statusCode: 204 }])
    expect(sync.requests).toEqual([])
  })

  it.each<{ title: string; send: (port: number) => http.ClientRequest }>([
    { title: 'a string', send: (port) => https.get(`https://127.0.0.1:${port}/`) },
    { title: 'a URL', send: (port) => https.get(new URL(`https://127.0.0.1:${port}/`)) },
    { title: 'options', send: (port) => https.get({ host: '127.0.0.1', port }) },
    {
      title: 'a URL and options',
      send: (port) => https.get('https://localhost/', { host: '127.0.0.1', port }),
    },
    {
      title: 'a URL and a callback',
      send: (port) => {
        const callback = (): void => undefined
        const sent = https.get(`https://127.0.0.1:${port}/`, callback)
        expect(sent.listenerCount('response')).toBe(1)
        return sent
      },
    },
  ])('sends a request for $title by TLS once nock is restored', async ({ send }) => {
    const server = net.createServer()
    onTestFinished(() => void server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    loadElsewhere(name)
    own.activate()
    installFakeSync({ nock: own }).uninstall()
    own.restore()

    const sent = send((server.address() as AddressInfo).port).on('error', () => undefined)
    const [socket] = (await once(server, 'connection')) as [net.Socket]
    const [hello] = (await once(socket, 'data')) as [Buffer]
    sent.destroy()
    socket.destroy()

    // The first byte of a handshake.
    expect(hello[0]).toBe(0x16)
  })
})

/** How many classes of client requests stand in each other's place; Node's own is one. */
function classesInPlace(): number {
  const prototypes: object[] = []
  let prototype: object | null = http.ClientRequest.prototype
  while (prototype !== null && prototype !== http.OutgoingMessage.prototype) {
    prototypes.push(prototype)
    prototype = Reflect.getPrototypeOf(prototype)
  }
  return prototypes.length
}
