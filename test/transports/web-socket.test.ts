import nock from 'nock'
import { SyncClient } from 'twilio-sync'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { installFakeSyncClient } from '../../src/client.ts'
import {
  createFakeSync,
  type FakeSync,
  type FakeSyncOptions,
  installFakeSync,
  type SocketEvent,
} from '../../src/index.ts'
import type { InstalledTransport } from '../../src/transports/installed-transport.ts'
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

/** What fakes share while any is installed. */
const symbols = (): unknown[] => Object.getOwnPropertySymbols(globalThis)

/** Opens a socket as the SDK does. */
const open = (): unknown => new (globals.WebSocket ?? globals.MozWebSocket ?? Object)(tsock)

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

const installs = [
  {
    by: 'installFakeSync',
    install: (options?: FakeSyncOptions) => installFakeSync({ nock, ...options }),
  },
  { by: 'installFakeSyncClient', install: installFakeSyncClient },
]

let original: PropertyDescriptor | undefined

beforeEach(() => {
  original = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
})

afterEach(() => setNative(original))

function serve(sync: FakeSync = createFakeSync()): () => void {
  return serveWebSocket(sync.WebSocket).stop
}

describe.each(environments)('with $what', ({ descriptor }) => {
  describe.each(installs)('$by', ({ install }) => {
    it('leads the real SDK to the fake', async () => {
      setNative(descriptor)
      const sync = install()
      const client = new SyncClient(sync.accessToken({ identity: 'alice' }))
      onTestFinished(() => client.shutdown())
      const heard = listenTo(await client.stream('orders'))
      sync.streams.publish('orders', { n: 1 })
      await sync.settled()
      expect(heard).toEqual([{ n: 1 }])
      sync.uninstall()
    })

    it('leaves nothing after uninstall', () => {
      setNative(descriptor)
      const before = [descriptors(), symbols()]
      const keys = Reflect.ownKeys(NativeSocket)
      const sync = install()
      expect([descriptors(), symbols()]).not.toEqual(before)
      sync.uninstall()
      expect([descriptors(), symbols()]).toEqual(before)
      expect(Reflect.ownKeys(NativeSocket)).toEqual(keys)
    })

    it.each(installs)('is taken over from by $by until that is uninstalled', (other) => {
      setNative(descriptor)
      const first = install()
      const second = other.install()
      expect(open()).toBeInstanceOf(second.WebSocket)
      second.uninstall()
      expect(open()).toBeInstanceOf(first.WebSocket)
      first.uninstall()
    })

    it.each(installs)('may be uninstalled before a later one by $by', (other) => {
      setNative(descriptor)
      const before = [descriptors(), symbols()]
      const first = install()
      const second = other.install()
      first.uninstall()
      expect(open()).toBeInstanceOf(second.WebSocket)
      second.uninstall()
      expect([descriptors(), symbols()]).toEqual(before)
    })
  })

  it('no loop over the globals sees what serves the SDK', () => {
    setNative(descriptor)
    const undo = serve()
    onTestFinished(undo)
    expect(Object.keys(globalThis).filter((name) => name.endsWith('WebSocket'))).toEqual([])
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

describe('an InstalledTransport of sockets', () => {
  const serving = (): InstalledTransport => {
    const transport = serveWebSocket(createFakeSync().WebSocket)
    onTestFinished(transport.stop)
    return transport
  }

  it.each(environments)('is serving until it is stopped, with $what', ({ descriptor }) => {
    setNative(descriptor)
    const transport = serving()
    expect(transport.isServing).toBe(true)
    transport.stop()
    expect(transport.isServing).toBe(false)
  })

  it('is not serving while another one is on top', () => {
    const [below, above] = [serving(), serving()]
    expect([below.isServing, above.isServing]).toEqual([false, true])
    above.stop()
    expect([below.isServing, above.isServing]).toEqual([true, false])
  })

  it("is not serving while somebody else's class stands in its place", () => {
    setNative({ value: NativeSocket, writable: true })
    const transport = serving()
    const { WebSocket: own } = globals
    globals.WebSocket = NativeSocket
    expect(transport.isServing).toBe(false)
    Reflect.set(globals, 'WebSocket', undefined)
    expect(transport.isServing).toBe(false)
    Reflect.set(globals, 'WebSocket', own)
    expect(transport.isServing).toBe(true)
  })

  it('is not serving where a class has come that the SDK finds first', () => {
    setNative(undefined)
    const transport = serving()
    setNative({ value: NativeSocket })
    expect(transport.isServing).toBe(false)
  })

  it('is serving through a class that was made of its own', () => {
    setNative({ value: NativeSocket, writable: true })
    const transport = serving()
    class Derived extends (globals.WebSocket ?? NativeSocket) {}
    globals.WebSocket = Derived
    expect(open()).not.toBeInstanceOf(NativeSocket)
    expect(transport.isServing).toBe(true)
    transport.stop()
    expect(transport.isServing).toBe(false)
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
