import { describe, expect, it } from 'vitest'
import type { SyncState } from '../../../src/core.ts'
import { unclaimedAccountSid } from '../../../src/domain/world.ts'
import {
  checkInvariants,
  InvariantError,
  type InvariantOptions,
} from '../../../src/fast-check/history/check-invariants.ts'
import type { HistoryData } from '../../../src/fast-check/history/history-data.ts'
import {
  atOnce,
  create,
  fetchAs,
  fetchStream,
  historyOf,
  list,
  lost,
  notFound,
  publish,
  remove,
  removeService,
  sid,
  stateWith,
} from './hand-made.ts'

const one = { sid: sid('TO', 1), name: 'orders' }
const two = { sid: sid('TO', 2), name: 'orders' }
const other = { sid: sid('TO', 3), name: 'bills' }
const hello = { sid: sid('TZ', 1), data: { hello: 'world' } }
const bye = { sid: sid('TZ', 2), data: { bye: 'world' } }
const foreign = sid('IS', 7)

/** Who is accused of what: the rule and the ids of the operations; `undefined` for nobody. */
function verdict(history: HistoryData, options?: InvariantOptions): unknown {
  try {
    checkInvariants(history, options)
    return undefined
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error
    return [error.invariant, ...error.operations.map(({ id }) => id)]
  }
}

/** The account of an API key while no account has called. */
const nobody = unclaimedAccountSid

/** A state that no account has called. */
function unclaimed(state: SyncState): SyncState {
  return { ...state, accounts: state.accounts.map((account) => ({ ...account, sid: null })) }
}

interface Case {
  readonly what: string
  readonly history: HistoryData
  readonly accused?: readonly unknown[]
  readonly options?: InvariantOptions
}

const names: readonly Case[] = [
  {
    what: 'two streams of one name that are both seen later',
    history: historyOf([create(one), create(two), fetchStream(one.sid, one)]),
    accused: ['one-stream-per-name', 1, 2],
  },
  {
    what: 'two streams of one name in one list',
    history: historyOf([list({ streams: [one, two] })]),
    accused: ['one-stream-per-name', 0],
  },
  {
    what: 'two streams of one name that the fake holds at the end',
    history: historyOf([create(one), create(two)], { end: stateWith([one]) }),
    accused: ['one-stream-per-name', 1],
  },
  {
    what: 'a stream that gets a message after another has its name',
    history: historyOf([create(one), create(two), publish(one.sid, hello)]),
    accused: ['one-stream-per-name', 1, 2],
  },
  {
    what: 'a name that another stream takes after an unseen removal',
    history: historyOf([create(one), create(two), fetchStream('orders', two)]),
  },
  {
    what: 'one name in two services',
    history: historyOf([
      create(one),
      create({ ...two, service: foreign }, { service: foreign }),
      fetchStream(one.sid, one),
    ]),
  },
  {
    what: 'one name in two accounts',
    history: historyOf([
      create(one),
      create(two, { account: `AC${'2'.repeat(32)}` }),
      fetchStream(one.sid, one),
    ]),
  },
  {
    what: 'two streams without a name',
    history: historyOf([list({ streams: [{ sid: one.sid }, { sid: two.sid }] })]),
  },
  {
    what: 'answers that return in another order',
    history: historyOf([
      { ...fetchStream(one.sid, one), invoked: 0, returned: 9, applied: 1 },
      { ...create(one), invoked: 1, returned: 8, applied: 0 },
      { ...create(two), invoked: 2, returned: 7, applied: 2 },
    ]),
  },
]

const removals: readonly Case[] = [
  {
    what: 'a stream that is fetched after it was removed by SID',
    history: historyOf([create(one), remove(one.sid), fetchStream(one.sid, one)]),
    accused: ['no-removed-stream', 1, 2],
  },
  {
    what: 'a stream that is listed after it was removed by name',
    history: historyOf([create(one), remove('orders'), list({ streams: [one] })]),
    accused: ['no-removed-stream', 1, 2],
  },
  {
    what: 'a stream that is removed twice',
    history: historyOf([create(one), remove(one.sid), remove(one.sid)]),
    accused: ['no-removed-stream', 1, 2],
  },
  {
    what: 'a message on a stream that was removed',
    history: historyOf([create(one), remove(one.sid), publish(one.sid, hello)]),
    accused: ['no-removed-stream', 1, 2],
  },
  {
    what: 'a stream that is restored, before anybody has called, after it was removed by name',
    history: historyOf([remove('orders')], {
      start: unclaimed(stateWith([one])),
      end: unclaimed(stateWith([one])),
    }),
    accused: ['no-removed-stream', 0],
  },
  {
    what: 'a stream that is still there after an API key removed it by name, before any account called',
    history: historyOf([remove('orders', { account: nobody }), fetchStream(other.sid, other)], {
      start: unclaimed(stateWith([one])),
      end: stateWith([one]),
    }),
    accused: ['no-removed-stream', 0],
  },
  {
    what: 'a stream that exists after its service was removed',
    history: historyOf([create(one), removeService('default'), fetchStream(one.sid, one)]),
    accused: ['no-removed-stream', 1, 2],
  },
  {
    what: 'a removed stream that the fake still holds',
    history: historyOf([create(one), remove(one.sid)], { end: stateWith([one]) }),
    accused: ['no-removed-stream', 1],
  },
  {
    what: 'a stream from before the history that was removed by name',
    history: historyOf([remove('orders'), fetchStream(one.sid, one)], { start: stateWith([one]) }),
    accused: ['no-removed-stream', 0, 1],
  },
  {
    what: 'a stream that is created again under the name',
    history: historyOf([create(one), remove('orders'), create(two), fetchStream('orders', two)]),
  },
  {
    what: 'a stream that was fetched before the removal but answered after it',
    history: historyOf([
      create(one),
      { ...fetchStream(one.sid, one), invoked: 2, applied: 1, returned: 9 },
      { ...remove(one.sid), invoked: 3, applied: 2, returned: 4 },
    ]),
  },
  {
    what: 'a removal that was refused',
    history: historyOf([create(one), remove(one.sid, { status: 503 }), fetchStream(one.sid, one)]),
  },
  {
    what: 'a removal whose answer was lost',
    history: historyOf([create(one), remove(one.sid, lost), fetchStream(one.sid, one)]),
  },
  {
    what: 'a stream with another name',
    history: historyOf([create(one), create(other), remove('bills'), fetchStream(one.sid, one)]),
  },
  {
    what: 'a stream with that name in another service',
    history: historyOf([
      create({ ...one, service: foreign }, { service: foreign }),
      remove('orders'),
      fetchStream(one.sid, { ...one, service: foreign }, { service: foreign }),
    ]),
  },
]

const expires = '2026-01-01T00:01:00Z'
const second = 1000
const minute = Date.UTC(2026, 0, 1, 0, 1)

const expiries: readonly Case[] = [
  {
    what: 'a stream that is fetched a second after its expiry',
    history: historyOf([
      create({ ...one, expires }),
      fetchStream('orders', { ...one, expires }, { time: minute + second }),
    ]),
    accused: ['no-expired-stream', 0, 1],
  },
  {
    what: 'a stream that is listed a second after its expiry',
    history: historyOf([list({ streams: [{ ...one, expires }] }, { time: minute + second })]),
    accused: ['no-expired-stream', 0],
  },
  {
    what: 'a stream that is fetched a second after its expiry lag',
    history: historyOf(
      [fetchStream('orders', { ...one, expires }, { time: minute + 11 * second })],
      { expiryLag: 10 },
    ),
    accused: ['no-expired-stream', 0],
  },
  {
    what: 'a stream in the second of its expiry, which answers round',
    history: historyOf([fetchStream('orders', { ...one, expires }, { time: minute + 999 })]),
  },
  {
    what: 'an expired stream within its expiry lag',
    history: historyOf(
      [fetchStream('orders', { ...one, expires }, { time: minute + 11 * second - 1 })],
      { expiryLag: 10 },
    ),
  },
  {
    what: 'a stream whose life another request extended',
    history: historyOf([
      create({ ...one, expires }),
      fetchStream('orders', { ...one, expires: null }, { time: minute + second }),
    ]),
  },
]

const held = (...messages: readonly { sid: string; data: object }[]): Partial<HistoryData> => ({
  end: stateWith([{ ...one, messages }]),
})
const onlyRequests = { onlyRequests: true }
const tooLarge = { status: 413, code: 54006, body: { code: 54006 } }

const messages: readonly Case[] = [
  {
    what: 'a message that the stream does not keep',
    history: historyOf([create(one), publish(one.sid, hello)], held()),
    accused: ['every-message-once', 1],
  },
  {
    what: 'a message published by name that the stream does not keep',
    history: historyOf([create(one), publish('orders', hello)], held()),
    accused: ['every-message-once', 1],
  },
  {
    what: 'a message that is kept twice',
    history: historyOf([create(one), publish(one.sid, hello)], held(hello, hello)),
    accused: ['every-message-once', 1],
  },
  {
    what: 'two messages with one SID',
    history: historyOf([publish(one.sid, hello), publish(one.sid, hello)], held(hello)),
    accused: ['every-message-once', 0, 1],
  },
  {
    what: 'a message that is kept with other data',
    history: historyOf([publish(one.sid, hello)], held({ ...hello, data: {} })),
    accused: ['every-message-once', 0],
  },
  {
    what: 'a message that is missing while an older one is kept',
    history: historyOf([publish(one.sid, hello), publish(one.sid, bye)], {
      ...held(hello),
      limits: { messagesKept: 1 },
    }),
    accused: ['every-message-once', 0, 1],
  },
  {
    what: 'a message that was replaced by a newer one',
    history: historyOf([publish(one.sid, hello), publish(one.sid, bye)], {
      ...held(bye),
      limits: { messagesKept: 1 },
    }),
  },
  {
    what: 'messages when none are kept',
    history: historyOf([publish(one.sid, hello)], { ...held(), limits: { messagesKept: 0 } }),
  },
  {
    what: 'a message of a removed stream',
    history: historyOf([create(one), publish(one.sid, hello), remove(one.sid)]),
  },
  {
    what: 'a message published by name on a stream that had the name before',
    history: historyOf([publish('orders', hello), create(one)], held()),
  },
  {
    what: 'a message that the test published itself',
    history: historyOf([create(one), publish(one.sid, hello)], held(bye, hello)),
  },
  {
    what: 'a message that was refused for its data and kept',
    history: historyOf([publish(one.sid, hello, tooLarge)], held(hello)),
    accused: ['no-refused-message', 0],
  },
  {
    what: 'a message like one that a fault refused',
    history: historyOf([publish(one.sid, hello, { ...tooLarge, fault: 'status' })], held(hello)),
  },
  {
    what: 'a message that was refused for its data, but existed before',
    history: historyOf([publish(one.sid, hello, tooLarge)], {
      start: stateWith([{ ...one, messages: [hello] }]),
      ...held(hello),
    }),
  },
  {
    what: 'a message like one refused for another reason, which the test may have published',
    history: historyOf([publish(one.sid, hello, notFound)], held(hello)),
  },
  {
    what: 'a message like a refused one, in a test that publishes none',
    history: historyOf([publish(one.sid, hello, notFound)], held(hello)),
    options: onlyRequests,
    accused: ['no-refused-message', 0],
  },
  {
    what: 'a message without a request, in a test that publishes none',
    history: historyOf([], held(hello)),
    options: onlyRequests,
    accused: ['no-refused-message'],
  },
  {
    what: 'a message whose answer was lost',
    history: historyOf([publish(one.sid, hello, lost)], held(hello)),
    options: onlyRequests,
  },
  {
    what: 'two messages for one lost answer',
    history: historyOf([publish(one.sid, hello, lost)], held(hello, { ...hello, sid: bye.sid })),
    options: onlyRequests,
    accused: ['no-refused-message', 0],
  },
  {
    what: 'an accepted message, in a test that publishes none',
    history: historyOf([publish(one.sid, hello)], held(hello)),
    options: onlyRequests,
  },
]

const next = 'PTF00000003'
const bills = { sid: other.sid, name: 'bills' }
const third = { sid: sid('TO', 4), name: 'third' }
const page = list({ streams: [bills], next })

const walks: readonly Case[] = [
  {
    what: 'a stream that is on two pages',
    history: historyOf([page, list({ streams: [third, bills], from: next })]),
    accused: ['whole-walk', 0, 1],
  },
  {
    what: 'a stream that is skipped, but seen before and after',
    history: historyOf([
      create(one),
      page,
      list({ streams: [third], from: next }),
      fetchStream(one.sid, one),
    ]),
    accused: ['whole-walk', 0, 1, 2, 3],
  },
  {
    what: 'a stream that is skipped, but held by the fake before and after',
    history: historyOf([list({ streams: [bills] })], {
      start: stateWith([one]),
      end: stateWith([one]),
    }),
    accused: ['whole-walk', 0],
  },
  {
    what: 'streams on one page each',
    history: historyOf([create(one), page, list({ streams: [one], from: next })], {
      end: stateWith([one]),
    }),
  },
  {
    what: 'a stream that is created during the walk',
    history: historyOf([page, create(one), list({ streams: [], from: next })], {
      end: stateWith([one]),
    }),
  },
  {
    what: 'a stream that is removed during the walk',
    history: historyOf([create(one), page, remove(one.sid), list({ streams: [], from: next })]),
  },
  {
    what: 'a walk that ends before the last page',
    history: historyOf([create(one), page], { end: stateWith([one]) }),
  },
  {
    what: 'a walk whose last page was lost',
    history: historyOf([create(one), page, list({ streams: [], from: next }, lost)], {
      end: stateWith([one]),
    }),
  },
  {
    what: 'a walk in another service',
    history: historyOf([create(one), list({ streams: [], service: foreign })], {
      end: stateWith([one]),
    }),
  },
  {
    what: 'a page that was read before the page with its token',
    history: historyOf([list({ streams: [third, bills], from: next }), page]),
  },
  {
    what: 'two walks of the same streams',
    history: historyOf([
      page,
      list({ streams: [third], from: next }),
      page,
      list({ streams: [third], from: next }),
    ]),
  },
  {
    what: 'two concurrent walks',
    history: historyOf(
      atOnce([
        page,
        page,
        list({ streams: [third], from: next }),
        list({ streams: [], from: next }),
      ]),
    ),
  },
]

const numbers = Array.from({ length: 10_000 }, (_, number) => number)

describe('checkInvariants', () => {
  const cases = Object.entries({ names, removals, expiries, messages, walks })
    .flatMap(([, list]) => list)
    .map((one) => ({ verb: one.accused === undefined ? 'allows' : 'rejects', ...one }))

  it.each(cases)('$verb $what', ({ history, accused, options }) => {
    expect(verdict(history, options)).toEqual(accused)
  })

  it('names the rule and draws the history', () => {
    const history = historyOf([
      { ...create(one), invoked: 0, returned: 2 },
      { ...create(two), invoked: 1, returned: 3 },
      { ...fetchStream(one.sid, one), invoked: 4, returned: 5 },
      { ...fetchAs('bills', notFound), invoked: 6, returned: 7 },
    ])
    expect(() => checkInvariants(history)).toThrowErrorMatchingInlineSnapshot(`
      [InvariantError: Cannot uphold one-stream-per-name: found "orders" to be the name of TO…0001 and TO…0002 at once, expected one live stream of a name

        A |---|           create "orders" → 201 TO…0001
      > B   |---|         create "orders" → 201 TO…0002
      > C         |-|     fetch TO…0001   → 200 TO…0001
        D             |-| fetch "bills"   → 404 / 20404]
    `)
  })

  it.each<[what: string, history: unknown]>([
    ['{}', {}],
    ['undefined', undefined],
    ['[]', []],
    ['without an end', { ...historyOf([]), end: undefined }],
    ['without limits', { ...historyOf([]), limits: {} }],
    ['without a lag', { ...historyOf([]), expiryLag: undefined }],
  ])('refuses anything that is not a history: %s', (_, history) => {
    expect(() => checkInvariants(history as never)).toThrow(TypeError)
    expect(() => checkInvariants(history as never)).toThrow(
      /^Cannot check a history: found .+, expected what recordHistory\(sync\) returned, or data like it$/,
    )
  })

  it.each([
    [null, 'found null for the options, expected an object'],
    [{ only: 1 }, 'found the unknown option only, expected any of onlyRequests'],
  ])('refuses the options %j', (options, message) => {
    expect(() => checkInvariants(historyOf([]), options as never)).toThrow(
      new TypeError(`Cannot check a history: ${message}`),
    )
  })

  it('leaves out operations far from the conflict', () => {
    const far = Array.from({ length: 30 }, () => fetchAs('bills', notFound))
    const history = historyOf([...far, create(one), remove(one.sid), fetchStream(one.sid, one)])
    expect(() => checkInvariants(history)).toThrowErrorMatchingInlineSnapshot(`
      [InvariantError: Cannot uphold no-removed-stream: found TO…0001 in the answer to AG after AF removed it, expected a removed stream never to be seen again

        … and 29 more
        AD |-|             fetch "bills"   → 404 / 20404
        AE     |-|         create "orders" → 201 TO…0001
      > AF         |-|     delete TO…0001  → 204
      > AG             |-| fetch TO…0001   → 200 TO…0001]
    `)
  })

  it.each<[what: string, history: HistoryData]>([
    [
      'pages of one walk',
      historyOf(
        numbers.map((number) =>
          list({
            streams: [{ sid: sid('TO', number) }],
            ...(number > 0 && { from: `PTF${number}` }),
            ...(number < numbers.length - 1 && { next: `PTF${number + 1}` }),
          }),
        ),
      ),
    ],
    [
      'messages, most of them replaced by newer ones',
      historyOf(
        numbers.map((number) => publish(one.sid, numberedMessage(number))),
        held(...numbers.slice(-1000).map(numberedMessage)),
      ),
    ],
    [
      'walks of two pages',
      historyOf(
        numbers.map((number) =>
          number % 2 === 0
            ? list({ streams: [bills], next })
            : list({ streams: [third], from: next }),
        ),
      ),
    ],
  ])('checks ten thousand operations quickly: %s', (_, history) => {
    const begin = performance.now()
    checkInvariants(history, onlyRequests)
    expect(performance.now() - begin).toBeLessThan(1500)
  })

  it('finds an error on the last of ten thousand pages', () => {
    const pages = numbers.map((number) =>
      list({
        streams: [{ sid: sid('TO', number % (numbers.length - 1)) }],
        ...(number > 0 && { from: `PTF${number}` }),
        ...(number < numbers.length - 1 && { next: `PTF${number + 1}` }),
      }),
    )
    expect(verdict(historyOf(pages))).toEqual(['whole-walk', 0, numbers.length - 1])
  })
})

function numberedMessage(number: number): { readonly sid: string; readonly data: object } {
  return { sid: sid('TZ', number), data: { number } }
}
