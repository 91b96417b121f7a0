import nock from 'nock'
import { SyncClient } from 'twilio-sync'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  createFakeSync,
  type FakeSync,
  installFakeSync,
  type SocketEvent,
} from '../../src/index.ts'
import { serveWebSocket } from '../../src/transports/web-socket.ts'
import { listenTo } from '../twilsock/sdk-world.ts'

const tsock = 'wss://tsock.us1.twilio.com/v3/wsconnect'
const elsewhere = 'wss://example.com/socket'
const names = ['WebSocket', 'MozWebSocket'] as const

/** Stands for the class of Node 22 and of browsers. */
class NativeSocket {
  static readonly OPEN = 1
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  native(): boolean {
    return this instanceof NativeSocket
  }
}

interface Globals {
  WebSocket?: typeof NativeSocket
  MozWebSocket?: typeof NativeSocket
}

const globals = globalThis as unknown as Globals
const descriptors = (): unknown[] =>
  names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name))

/** Puts a class, or none, where the SDK looks for it. */
function setNative(descriptor: PropertyDescriptor | undefined): void {
  Reflect.deleteProperty(globalThis, 'WebSocket')
  if (descriptor !== undefined) {
    Object.defineProperty(globalThis, 'WebSocket', { configurable: true, ...descriptor })
  }
}

const environments = [
  { what: 'no WebSocket', descriptor: undefined },
  { what: 'a WebSocket', descriptor: { value: NativeSocket, writable: true } },
  { what: 'a WebSocket behind a getter', descriptor: { get: () => NativeSocket } },
]

let original: PropertyDescriptor | undefined

beforeEach(() => {
  original = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
})

afterEach(() => setNative(original))

function serve(sync: FakeSync = createFakeSync()): () => void {
  return serveWebSocket(sync.WebSocket)
}

describe.each(environments)('with $what', ({ descriptor }) => {
  it('the real SDK reaches an installed fake', async () => {
    setNative(descriptor)
    const sync = installFakeSync({ nock })
    const client = new SyncClient(sync.accessToken({ identity: 'alice' }))
    onTestFinished(() => client.shutdown())
    const heard = listenTo(await client.stream('orders'))
    sync.streams.publish('orders', { n: 1 })
    await sync.settled()
    expect(heard).toEqual([{ n: 1 }])
    sync.uninstall()
  })

  it('no loop over the globals sees what serves the SDK', () => {
    setNative(descriptor)
    const undo = serve()
    onTestFinished(undo)
    expect(Object.keys(globalThis).filter((name) => name.endsWith('WebSocket'))).toEqual([])
  })

  it('nothing is left after uninstall', () => {
    setNative(descriptor)
    const before = descriptors()
    const keys = Reflect.ownKeys(NativeSocket)
    const sync = installFakeSync({ nock })
    expect(descriptors()).not.toEqual(before)
    sync.uninstall()
    expect(descriptors()).toEqual(before)
    expect(Reflect.ownKeys(NativeSocket)).toEqual(keys)
  })

  it.each(['first', 'last'])('nothing is left if the $0 of two is undone first', (which) => {
    setNative(descriptor)
    const before = descriptors()
    const undos = [serve(), serve()]
    for (const undo of which === 'first' ? undos : undos.reverse()) undo()
    expect(descriptors()).toEqual(before)
  })

  it('sockets are left alone if the option says so', () => {
    setNative(descriptor)
    const before = descriptors()
    const sync = installFakeSync({ nock, webSocket: false })
    expect(descriptors()).toEqual(before)
    sync.uninstall()
  })

  it('a second fake takes over from the first until it is uninstalled', () => {
    setNative(descriptor)
    const first = installFakeSync({ nock })
    const second = installFakeSync({ nock })
    const open = (): unknown => new (globals.WebSocket ?? globals.MozWebSocket ?? Object)(tsock)
    expect(open()).toBeInstanceOf(second.WebSocket)
    second.uninstall()
    expect(open()).toBeInstanceOf(first.WebSocket)
    first.uninstall()
  })
})

describe('serveWebSocket', () => {
  const native = (): typeof NativeSocket => {
    if (globals.WebSocket === undefined) throw new Error('found no WebSocket')
    return globals.WebSocket
  }

  it('leaves all other sockets, and what is asked of their class', () => {
    setNative({ value: NativeSocket, writable: true })
    const undo = serve()
    const socket = new (native())(elsewhere)
    expect(socket.url).toBe(elsewhere)
    expect(socket.native()).toBe(true)
    expect(socket).toBeInstanceOf(native())
    expect(native().OPEN).toBe(1)
    expect(native().name).toBe('NativeSocket')
    class Derived extends native() {}
    expect(new Derived(elsewhere)).toBeInstanceOf(Derived)
    expect(new Derived(elsewhere).native()).toBe(true)
    undo()
  })

  it('adds no WebSocket where there is none: other libraries look for one', () => {
    setNative(undefined)
    const undo = serve()
    expect('WebSocket' in globalThis).toBe(false)
    undo()
    expect('MozWebSocket' in globalThis).toBe(false)
  })

  it('keeps a class that a client holds away from the network, also when it is over', () => {
    setNative({ value: NativeSocket, writable: true })
    const sync = createFakeSync()
    const undo = serve(sync)
    const held = native()
    undo()
    expect(new held(tsock)).toBeInstanceOf(sync.WebSocket)
    expect(new held(elsewhere)).toBeInstanceOf(NativeSocket)
  })

  it("leaves somebody else's class that was put on top", () => {
    setNative({ value: NativeSocket, writable: true })
    const undo = serve()
    class Other extends native() {}
    globals.WebSocket = Other
    undo()
    expect(globals.WebSocket).toBe(Other)
    expect(new Other(elsewhere).native()).toBe(true)
  })
})

describe('sync.WebSocket', () => {
  it('opens no other URL', () => {
    expect(() => new (createFakeSync().WebSocket)(elsewhere)).toThrow(
      new TypeError(
        'Cannot open a WebSocket: found wss://example.com/socket, which the fake does not serve, expected wss://tsock[.edge][.region].twilio.com/v3/wsconnect',
      ),
    )
  })

  it.each([
    tsock,
    'wss://tsock.twilio.com/v3/wsconnect',
    'wss://tsock.sydney.au1.twilio.com:443/v3/wsconnect?a=b',
    new URL(tsock),
  ])('opens %s', (url) => {
    const { WebSocket } = createFakeSync()
    expect(new WebSocket(url).url).toBe(String(url))
  })

  it.each([
    'ws://tsock.us1.twilio.com/v3/wsconnect',
    'wss://tsock.us1.twilio.com.example.com/v3/wsconnect',
    'wss://tsock.us1.twilio.com/v3/wsconnect2',
    'wss://a.b.tsock.twilio.com/v3/wsconnect',
  ])('does not open %s', (url) => {
    expect(() => new (createFakeSync().WebSocket)(url)).toThrow(TypeError)
  })

  it('opens a turn later, hands on frames, and closes once', async () => {
    const sync = createFakeSync()
    const socket = new sync.WebSocket(tsock)
    const events: unknown[] = []
    const note = ({ type, code, wasClean }: SocketEvent): void =>
      void events.push([type, code, wasClean])
    socket.onopen = note
    socket.onclose = note
    for (const type of ['open', 'message', 'close'] as const) socket.addEventListener(type, note)
    expect(socket.readyState).toBe(sync.WebSocket.CONNECTING)
    expect(() => socket.send('early')).toThrow('a socket that is connecting')
    await sync.settled()
    expect(socket.readyState).toBe(socket.OPEN)
    const header = JSON.stringify({ method: 'init', id: 'TM1', token: 'any' })
    socket.send(`TWILSOCK V3.0 ${header.length}\r\n${header}\r\n`)
    await sync.settled()
    socket.removeEventListener('close', note)
    socket.close(1000)
    socket.close()
    expect(socket.readyState).toBe(socket.CLOSING)
    await sync.settled()
    socket.send('late')
    expect(socket.readyState).toBe(socket.CLOSED)
    expect(events).toEqual([
      ['open', undefined, undefined],
      ['open', undefined, undefined],
      ['message', undefined, undefined],
      ['close', 1000, true],
    ])
  })

  it('that is closed at once never opens', async () => {
    const sync = createFakeSync()
    const socket = new sync.WebSocket(tsock)
    const events: string[] = []
    socket.onopen = ({ type }) => void events.push(type)
    socket.onclose = ({ type }) => void events.push(type)
    socket.close()
    await sync.settled()
    expect(events).toEqual(['close'])
  })
})
