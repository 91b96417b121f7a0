import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import { frame, initialised, type RawClient, rawClient, request } from './raw-client.ts'

// Whatever a socket brings, nothing breaks, nothing hangs, and only good requests change anything.

const runs = { numRuns: 100 }

/** A frame that is whole in its form, with parts that make sense more or less. */
const anyHeader = fc.record(
  {
    id: fc.oneof(fc.string(), fc.jsonValue()),
    method: fc.oneof(
      fc.constantFrom('init', 'update', 'message', 'reply', 'close', 'telemetry.v1', 'ping'),
      fc.string(),
      fc.jsonValue(),
    ),
    token: fc.oneof(fc.string(), fc.jsonValue(), fc.constantFrom('a.b.c', `a.${btoa('{}')}.c`)),
    continuation_token: fc.jsonValue(),
    metadata: fc.jsonValue(),
    http_request: fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          host: fc.constantFrom('cds.us1.twilio.com', 'aim.us1.twilio.com', '', 7, null),
          method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'get', '', 7, null),
          path: fc.oneof(
            fc.constantFrom(
              '/v3/Streams',
              '/v3/Streams/orders',
              '/v3/Streams/orders/Messages',
              '/v4/Subscriptions',
              '/v3/Maps/orders',
              '/v3/Streams/%',
              '/v3/Services/default/Streams/orders',
              '//',
            ),
            fc.string(),
          ),
          params: fc.jsonValue(),
          headers: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
)

const anyPayload = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      { unique_name: fc.jsonValue(), ttl: fc.jsonValue(), data: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body)),
  fc
    .record(
      {
        action: fc.constantFrom('establish', 'cancel', 'other', 7),
        requests: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record(
              { object_sid: fc.jsonValue(), object_type: fc.constantFrom('stream', 'map', null) },
              { requiredKeys: [] },
            ),
          ),
        ),
        correlation_id: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body)),
)

/** Bytes of any sort, many of which begin as a frame does. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(anyHeader, anyPayload, fc.nat(), fc.nat(255))
    .map(([header, payload, position, byte]) => {
      const bytes = frame(header, payload)
      bytes[position % bytes.length] = byte
      return bytes
    }),
  fc.tuple(anyHeader, anyPayload, fc.nat()).map(([header, payload, length]) => {
    const bytes = frame(header, payload)
    return bytes.subarray(0, length % bytes.length)
  }),
  fc
    .tuple(fc.nat(1000), fc.string(), fc.string())
    .map(([size, head, rest]) => Buffer.from(`TWILSOCK V3.0 ${size}\r\n${head}\r\n${rest}`)),
)

function open(): FakeSync {
  return createFakeSync({ clock: new FakeClock('2026-01-01') })
}

/** Whether the client, or one after it, is still served. */
async function isServed(sync: FakeSync, client: RawClient): Promise<boolean> {
  const one = client.drops.length === 0 ? client : rawClient(sync)
  await one.ask({ method: 'init', token: sync.accessToken() })
  const answer = await one.ask(request('GET', '/v3/Streams/nobody'))
  return answer?.http_status?.code === 404
}

describe('whatever a socket brings', { timeout: 30_000 }, () => {
  it('breaks nothing, and nobody hangs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyBytes, { maxLength: 5 }), async (all) => {
        const sync = open()
        const client = rawClient(sync)
        for (const bytes of all) client.peer.receive(bytes)
        expect(await isServed(sync, client)).toBe(true)
      }),
      runs,
    )
  })

  it('is answered once, if it has an ID and asks for something', async () => {
    await fc.assert(
      fc.asyncProperty(anyHeader, anyPayload, async (parts, payload) => {
        const sync = open()
        const client = await initialised(sync)
        const silent = ['reply', 'close']
        const header = { ...parts, id: 'TM' }
        client.send(header, payload)
        await sync.settled()
        const answers = client.received.filter(({ id }) => id === 'TM')
        expect(answers).toHaveLength(silent.some((method) => method === parts.method) ? 0 : 1)
        expect(await isServed(sync, client)).toBe(true)
      }),
      runs,
    )
  })

  it('changes nothing before the client has introduced itself', async () => {
    await fc.assert(
      fc.asyncProperty(anyHeader, anyPayload, async (header, payload) => {
        fc.pre(header.method !== 'init' && header.method !== 'update')
        const sync = open()
        const before = JSON.stringify(sync.snapshot())
        const client = rawClient(sync)
        client.send(header, payload)
        await sync.settled()
        expect(JSON.stringify(sync.snapshot())).toBe(before)
        expect(sync.requests).toEqual([])
      }),
      runs,
    )
  })

  it('changes nothing unless the service accepts a POST or a DELETE', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyHeader, anyPayload)), async (frames) => {
        const sync = open()
        sync.streams.create({ uniqueName: 'orders' })
        const client = await initialised(sync)
        for (const [header, payload] of frames) {
          const seen = sync.requests.length
          const before = JSON.stringify(sync.snapshot())
          client.send(header, payload)
          await sync.settled()
          const accepted = sync.requests
            .slice(seen)
            .some(({ method, status = 500 }) => method !== 'GET' && status < 300)
          if (!accepted) expect(JSON.stringify(sync.snapshot())).toBe(before)
        }
      }),
      { numRuns: 50 },
    )
  })
})
