import { once } from 'node:events'
import net, { Socket } from 'node:net'
import tls from 'node:tls'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { guardNetwork, NetworkGuardError } from '../../src/transports/network-guard.ts'

const host = 'sync.twilio.com'
const connected = (): void => undefined

/** Stands for the network: a socket that asks for an address has left, and finds nothing. */
const lookup: net.LookupFunction = (name, _, callback) => {
  setImmediate(() => callback(new Error(`the network was asked for ${name}`), ''))
}

describe('guardNetwork', () => {
  let end: () => void

  beforeEach(() => {
    end = guardNetwork({ webSocket: true })
    return () => end()
  })

  it.each<{ title: string; connect: () => Socket; origin: string }>([
    { title: 'port and host', connect: () => net.connect(80, host), origin: `http://${host}` },
    {
      title: 'port and host, by a socket',
      connect: () => new Socket().connect(80, host),
      origin: `http://${host}`,
    },
    { title: 'options', connect: () => net.connect({ host, port: 80 }), origin: `http://${host}` },
    {
      title: 'the port of https',
      connect: () => net.connect(443, host),
      origin: `http://${host}:443`,
    },
    { title: 'TLS', connect: () => tls.connect(443, host), origin: `https://${host}` },
    {
      title: 'TLS at another port',
      connect: () => tls.connect({ host, port: 8443 }),
      origin: `https://${host}:8443`,
    },
  ])('names where a socket by $title was going', async ({ connect, origin }) => {
    const error = await errorOf(connect())
    expect(error).toBeInstanceOf(NetworkGuardError)
    expect(error).toMatchObject({ name: 'NetworkGuardError', code: 'ERR_SYNC_NETWORK' })
    expect(error.message).toContain(`Cannot let a request leave for ${origin}: found `)
  })

  it.each<{ title: string; connect: () => Socket; event: string }>([
    { title: 'net.connect', connect: () => net.connect(80, host, connected), event: 'connect' },
    {
      title: 'connect of a socket',
      connect: () => new Socket().connect({ host, port: 80 }, connected),
      event: 'connect',
    },
    {
      title: 'tls.connect',
      connect: () => tls.connect({ host, port: 443 }, connected),
      event: 'secureConnect',
    },
  ])('keeps the callback that is passed to $title', async ({ connect, event }) => {
    const socket = connect()
    const listeners = socket.rawListeners(event).map((listener) => {
      return (listener as { listener?: unknown }).listener ?? listener
    })
    await errorOf(socket)
    expect(listeners).toContain(connected)
  })

  it('keeps clients of the SDK from the network, and says how to reach the fake', async () => {
    const error = await errorOf(tls.connect(443, 'tsock.us1.twilio.com'))
    expect(error).toBeInstanceOf(NetworkGuardError)
    expect(error.message).toBe(
      'Cannot let a request leave for https://tsock.us1.twilio.com: found a client of the twilio-sync SDK that had found its class of sockets before the install, expected one that is made afterwards',
    )
  })

  it('leaves clients of the SDK alone if their sockets are', async () => {
    end()
    end = guardNetwork({ webSocket: false })
    const there = { host: 'tsock.us1.twilio.com', port: 443, lookup }
    const error = await errorOf(tls.connect(there))
    expect(error.message).toBe('the network was asked for tsock.us1.twilio.com')
  })

  it('leaves other hosts alone', async () => {
    const error = await errorOf(net.connect({ host: 'example.com', port: 80, lookup }))
    expect(error.message).toBe('the network was asked for example.com')
  })

  it('passes everything on once it has ended, also by a wrapper around it', async () => {
    const prototype = Socket.prototype as { connect: (...args: never) => Socket }
    const guarded = prototype.connect
    end()
    const original = prototype.connect
    onTestFinished(() => void (prototype.connect = original))
    prototype.connect = function (this: Socket, ...args) {
      return guarded.apply(this, args)
    }

    const error = await errorOf(new Socket().connect({ host, port: 80, lookup }))

    expect(error.message).toBe(`the network was asked for ${host}`)
  })
})

describe('a guard above a connect that connects once more, as the one of nock 15 does', () => {
  it('guards the outer of the two, and every later one', async () => {
    const prototype = Socket.prototype as { connect: (...args: unknown[]) => Socket }
    const { connect } = prototype
    onTestFinished(() => void (prototype.connect = connect))
    const seen: unknown[][] = []
    const inner = [{ host, port: 80, lookup }]
    prototype.connect = function (this: Socket, ...args) {
      seen.push(args)
      return args[0] === inner[0] ? connect.apply(this, args) : this.connect(inner[0] as never)
    }
    const end = guardNetwork({ webSocket: true })
    onTestFinished(end)

    for (const count of [1, 2]) {
      const error = await errorOf(new Socket().connect(80, host))
      expect(error.message).toBe(`the network was asked for ${host}`)
      expect(seen).toHaveLength(2 * count)
      expect(seen.at(-1)).toEqual(inner)
    }
  })
})

async function errorOf(socket: Socket): Promise<Error> {
  const [error] = (await once(socket, 'error')) as [Error]
  return error
}
