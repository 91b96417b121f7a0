import twilio from 'twilio'
import { SyncClient } from 'twilio-sync'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type FakeSync, installFakeSync } from '../../src/index.ts'
import type { FrameData } from '../../src/twilsock/frame.ts'
import type { SocketEvent } from '../../src/twilsock/web-socket.ts'

// Between any two steps stands whatever an app, its runner or its machine may put there: a turn of the
// event loop, or less. With two quiet turns in `settle.ts`, one return in thirty is early, with one
// alone one in three; even with three, some are.

const account = `AC${'1'.repeat(32)}`
const rounds = 1000
const worldsAtOnce = 4

it(`settled never returns early: ${rounds} answers of clients, delayed at every hop`, async () => {
  const sync = installFakeSync({ accountSid: account, webSocket: false })
  const hop = hopper(7)
  vi.stubGlobal('WebSocket', slowSocket(sync, hop))
  onTestFinished(() => {
    vi.unstubAllGlobals()
    sync.uninstall()
  })
  // Each is a load for the others.
  const worlds = Array.from({ length: worldsAtOnce }, () => sync.run(() => play(sync, hop)))
  expect(await Promise.all(worlds)).toEqual(worlds.map(() => []))
}, 60_000)

/** Lets a server publish what a client answers. Returns the rounds in which all was not yet over. */
async function play(sync: FakeSync, hop: () => Promise<void>): Promise<number[]> {
  const servers = [{}, { httpClient: sync.httpClient }].map(
    (options) => twilio(account, 'token', options).sync.v1.services('default').syncStreams,
  )
  const [alice, bob] = [connect(sync, 'alice'), connect(sync, 'bob')]
  const [ofAlice, ofBob] = [await alice.stream('orders'), await bob.stream('orders')]
  const heard: unknown[] = []
  ofAlice.on('messagePublished', ({ isLocal, message: { data } }: Published) => {
    if (!isLocal) void hop().then(() => ofAlice.publishMessage({ answerTo: data }))
  })
  ofBob.on('messagePublished', ({ message: { data } }: Published) => void heard.push(data))
  await sync.settled()
  const early: number[] = []
  for (let round = 0; round < rounds / worldsAtOnce; round += 1) {
    heard.length = 0
    if (round % 10 === 9) sync.faults.add({ kind: 'delay', milliseconds: 3 })
    const streams = servers[round % servers.length]
    void hop().then(() => streams?.('orders').streamMessages.create({ data: { round } }))
    await sync.settled()
    if (heard.length !== 2) early.push(round)
    while (heard.length < 2) await hop()
    expect(heard).toEqual([{ round }, { answerTo: { round } }])
  }
  await Promise.all([alice.shutdown(), bob.shutdown()])
  return early
}

interface Published {
  readonly isLocal: boolean
  readonly message: { readonly data: unknown }
}

function connect(sync: FakeSync, identity: string): SyncClient {
  return new SyncClient(sync.accessToken({ identity }), { logLevel: 'silent' })
}

/** Returns what waits a little, each time in another way. */
function hopper(seed: number): () => Promise<void> {
  const ways = [
    () => Promise.resolve(),
    () => new Promise<void>((resolve) => void setImmediate(resolve)),
    () => new Promise<void>((resolve) => void setTimeout(resolve, 0)),
    // A machine that is busy with something else.
    async () => {
      for (let step = 0; step < 2_000; step += 1) await Promise.resolve()
    },
  ]
  let state = seed
  return async () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    await ways[state >>> 30]?.()
  }
}

/** The class of a fake's sockets, with frames that take their time both ways, in order. */
function slowSocket(sync: FakeSync, hop: () => Promise<void>): new (url: string) => object {
  return class SlowSocket {
    onopen: Listener = null
    onclose: Listener = null
    onmessage: Listener = null
    readonly #inner: InstanceType<FakeSync['WebSocket']>
    #toFake = Promise.resolve()
    #toClient = Promise.resolve()

    constructor(url: string) {
      this.#inner = new sync.WebSocket(url)
      for (const type of ['open', 'message', 'close'] as const) {
        this.#inner.addEventListener(type, (event) => {
          this.#toClient = this.#toClient.then(hop).then(() => this[`on${type}`]?.(event))
        })
      }
    }

    get readyState(): number {
      return this.#inner.readyState
    }

    send(data: FrameData): void {
      this.#toFake = this.#toFake.then(hop).then(() => this.#inner.send(data))
    }

    close(): void {
      this.#inner.close()
    }
  }
}

type Listener = ((event: SocketEvent) => void) | null
