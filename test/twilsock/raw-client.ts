import type { FakeSync, SocketPeer } from '../../src/core.ts'

/** A frame as a test reads it. */
export interface RawFrame {
  readonly method: string
  readonly id: string
  readonly status: { readonly code: number; readonly status: string }
  readonly http_status?: { readonly code: number }
  readonly payload_size: number
  readonly payload: unknown
  readonly [name: string]: unknown
}

/** A client without the SDK, which sends what it likes. */
export interface RawClient {
  readonly peer: SocketPeer
  /** What it has received, but for what the SDK would confirm at once. */
  readonly received: RawFrame[]
  /** How its connection broke. */
  readonly drops: [code: number | undefined, reason: string | undefined][]
  readonly send: (header: object, payload?: string) => void
  /** Sends a frame, and returns the answer to it. */
  readonly ask: (header: object, payload?: string) => Promise<RawFrame | undefined>
}

export function rawClient(sync: FakeSync): RawClient {
  const received: RawFrame[] = []
  const drops: RawClient['drops'] = []
  const peer = sync.accept({
    url: 'wss://tsock.us1.twilio.com/v3/wsconnect',
    send: (data) => void received.push(parse(data)),
    drop: (code, reason) => void drops.push([code, reason]),
  })
  const send: RawClient['send'] = (header, payload) => peer.receive(frame(header, payload))
  let asked = 0
  return {
    peer,
    received,
    drops,
    send,
    async ask(header, payload) {
      const id = `TM${(asked += 1)}`
      send({ id, ...header }, payload)
      await sync.settled()
      return received.find((one) => one.method === 'reply' && one.id === id)
    },
  }
}

/** A client that has introduced itself. */
export async function initialised(sync: FakeSync, identity = 'alice'): Promise<RawClient> {
  const client = rawClient(sync)
  await client.ask({ method: 'init', token: sync.accessToken({ identity }) })
  return client
}

export function request(method: string, path: string): object {
  const line = { host: 'cds.us1.twilio.com', path, method, params: {}, headers: {} }
  return { method: 'message', payload_type: 'application/json', http_request: line }
}

/** Writes a frame, by other means than the fake. */
export function frame(header: object, payload = ''): Uint8Array {
  const text = JSON.stringify({ ...header, payload_size: Buffer.byteLength(payload) })
  return Buffer.from(`TWILSOCK V3.0 ${Buffer.byteLength(text)}\r\n${text}\r\n${payload}`)
}

/** Reads a frame, by other means than the fake. */
export function parse(data: ArrayBuffer): RawFrame {
  const bytes = Buffer.from(data)
  const [line = '', size = ''] = /^TWILSOCK V3\.0 (\d+)\r\n/.exec(bytes.toString('latin1')) ?? []
  const end = line.length + Number(size)
  const header = JSON.parse(bytes.subarray(line.length, end).toString()) as RawFrame
  const from = end + 2
  const payload = bytes.subarray(from, from + header.payload_size).toString()
  // A payload ends with a line break that its size does not count.
  const rest = bytes.subarray(from + header.payload_size).toString()
  if (rest !== (payload === '' ? '' : '\r\n')) throw new Error(`found ${JSON.stringify(rest)}`)
  const isJson = String(header['payload_type']).startsWith('application/json')
  return { ...header, payload: isJson ? (JSON.parse(payload) as unknown) : payload }
}
