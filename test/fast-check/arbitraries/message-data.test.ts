import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync, type LimitOverrides } from '../../../src/core.ts'
import {
  invalidMessageData,
  messageData,
} from '../../../src/fast-check/arbitraries/message-data.ts'
import { expectEdges, expectRefusal, simplestOf, streamsOf } from './expectations.ts'

const everyLimit = [2, 3, 5, 6, 7, 8, 9, 30, 4096].map(
  (messageBytes): { limits: LimitOverrides } => ({ limits: { messageBytes } }),
)
const limit = 4096

describe('messageData', () => {
  it.each(everyLimit)('survives publishing unchanged: $limits', async (options) => {
    const sync = createFakeSync(options)
    const streams = streamsOf(sync)
    const { sid } = sync.streams.create()
    await fc.assert(
      fc.asyncProperty(messageData(sync), async (data) => {
        const message = await streams(sid).streamMessages.create({ data })
        expect(message.data).toStrictEqual(data)
        expect(sync.streams.messages(sid).at(-1)?.data).toStrictEqual(data)
      }),
      { numRuns: 200 },
    )
  })

  it('holds only JSON', () => {
    for (const data of fc.sample(messageData(), { numRuns: 1000, seed: 5 })) {
      expect(JSON.parse(JSON.stringify(data))).toStrictEqual(data)
    }
  })

  it('generates the edges', () => {
    expectEdges(messageData(), {
      empty: (data) => JSON.stringify(data) === '{}',
      'the limit': (data) => bytesOf(data) === limit,
      'the limit in ASCII': (data) =>
        bytesOf(data) === limit && /^\{"a":"a+"\}$/.test(JSON.stringify(data)),
      'the limit in longer characters': (data) =>
        bytesOf(data) === limit && JSON.stringify(data).length < limit / 1.5,
      'the limit in escapes': (data) =>
        bytesOf(data) === limit && /(?:\\u0000){20}/.test(JSON.stringify(data)),
      'the limit with deep lists': (data) =>
        bytesOf(data) === limit && JSON.stringify(data).includes('[[[[[[[['),
      'one less': (data) => bytesOf(data) === limit - 1,
      'a few bytes': (data) => bytesOf(data) > 2 && bytesOf(data) < 100,
      nesting: (data) => /\{"[^"]*":[{[]/.test(JSON.stringify(data)),
      '__proto__ as a key': (data) => Object.hasOwn(data, '__proto__'),
    })
  })

  it('has exactly the requested size', () => {
    const sizes = fc.oneof(
      fc.constant(2),
      fc.integer({ min: 6, max: 60 }),
      fc.integer({ min: 6, max: limit }),
    )
    fc.assert(
      fc.property(
        sizes.chain((bytes) => messageData({ bytes }).map((data) => ({ bytes, data }))),
        ({ bytes, data }) => bytesOf(data) === bytes,
      ),
      { numRuns: 1000 },
    )
  })

  it.each([0, 1, 3, 5, -1, 6.5, Number.NaN, 4097])('refuses a size of %d bytes', (bytes) => {
    expect(() => messageData({ bytes })).toThrow(
      new TypeError(
        `Cannot make message data: found ${bytes} bytes, expected 2 or a whole number from 6, and no more than the limit of 4096`,
      ),
    )
  })

  it('refuses a limit that allows no data', () => {
    expect(() => messageData({ limits: { messageBytes: 1 } })).toThrow(TypeError)
  })

  it.each(everyLimit)('shrinks to an empty object: $limits', (options) => {
    expect(simplestOf(messageData(options))).toEqual([{}])
  })

  it('shrinks to a string of one letter when it has a size', () => {
    expect(simplestOf(messageData({ bytes: 12 }))).toEqual([{ a: 'aaaa' }])
  })
})

describe('invalidMessageData', () => {
  it.each([{ limits: { messageBytes: 0 } }, ...everyLimit])(
    'is refused with the given status and code: $limits',
    async (options) => {
      const sync = createFakeSync(options)
      const streams = streamsOf(sync)
      const { sid } = sync.streams.create()
      await fc.assert(
        fc.asyncProperty(invalidMessageData(sync), async (invalid) => {
          const data = invalid.value
          await expectRefusal(() => sync.streams.publish(sid, data as object), invalid)
          // The client itself refuses what is missing.
          if (data === null || data === undefined) return
          await expectRefusal(() => streams(sid).streamMessages.create({ data }), invalid)
        }),
        { numRuns: 300 },
      )
      expect(sync.streams.messages(sid)).toEqual([])
    },
  )

  it('is refused over the wire when it is missing', async () => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create()
    const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }
    const url = `https://sync.twilio.com/v1/Services/default/Streams/${sid}/Messages`
    const missing = fc.sample(
      invalidMessageData().filter(({ code }) => code === 54251),
      1,
    )
    for (const { status, code } of missing) {
      const response = await sync.fetch(url, { method: 'POST', headers })
      expect(await response.json()).toMatchObject({ status, code })
    }
    expect(missing).toHaveLength(1)
  })

  it('generates the edges', () => {
    const isTooLarge = ({ status, code }: { status: number; code: number }): boolean =>
      status === 413 && code === 54006
    expectEdges(invalidMessageData(), {
      'a byte too large': (invalid) => isTooLarge(invalid) && bytesOf(invalid.value) === limit + 1,
      'much too large': (invalid) => isTooLarge(invalid) && bytesOf(invalid.value) > limit + 100,
      'too large in bytes, not in code units': (invalid) =>
        isTooLarge(invalid) && JSON.stringify(invalid.value).length < limit,
      'too large by escapes': (invalid) =>
        isTooLarge(invalid) && /^\{"a":"(?:\\u0000)+a*"\}$/.test(JSON.stringify(invalid.value)),
      'a level too deep': ({ value, code }) => code === 54008 && levelsOf(value) === 501,
      'as deep as there is room': ({ value, code }) => code === 54008 && levelsOf(value) > 2000,
      'a text': ({ value, code }) => code === 54008 && typeof value === 'string',
      'the text of an object': ({ value, code }) => code === 54008 && value === '"{}"',
      'a number': ({ value, code }) => code === 54008 && typeof value === 'number',
      'a list': ({ value, code }) => code === 54008 && Array.isArray(value),
      'a boolean': ({ value, code }) => code === 54008 && typeof value === 'boolean',
      null: ({ value, status, code }) => status === 400 && code === 54251 && value === null,
      undefined: ({ value, status, code }) =>
        status === 400 && code === 54251 && value === undefined,
    })
  })

  it('shrinks to an empty string', () => {
    expect(simplestOf(invalidMessageData())).toEqual([{ value: '', status: 400, code: 54008 }])
  })
})

function bytesOf(data: unknown): number {
  return new TextEncoder().encode(JSON.stringify(data)).length
}

/** The levels of an object whose first member holds nothing but lists. */
function levelsOf(data: unknown): number {
  return JSON.stringify(data).split(/[{[]/).length - 1
}
