import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  ConnectionError,
  createFakeSync,
  type FakeSync,
  type OperationName,
  type Outcome,
} from '../../src/core.ts'
import type { Fault, RequestAim } from '../../src/faults/fault.ts'
import { show } from '../../src/lang/show.ts'
import {
  as,
  get,
  orders,
  post,
  remove,
  send,
  services,
  streams,
  toHttpRequest,
} from '../rest/cases.ts'

const listUrl = `https://sync.twilio.com${streams}`

describe('faults.add', () => {
  it.each([
    { on: undefined, hit: ['create', 'list', 'fetch', 'publish', 'unknown', 'nobody'] },
    { on: 'streams.create', hit: ['create'] },
    { on: ['streams.list', 'messages.create'], hit: ['list', 'publish'] },
  ] as const)('on $on hits $hit', ({ on, hit }) => {
    expect(hitBy({ ...unavailable, on })).toEqual(hit)
  })

  it('on a predicate hits the requests it is true for, by everything known about them', () => {
    const heard: unknown[] = []
    const on: Fault['on'] = (request) => {
      const { operation, method, path, params, account, via, identity } = request
      heard.push({ operation, method, path, params, account, via, identity })
      return params['UniqueName'] === 'orders'
    }
    expect(hitBy({ ...unavailable, on })).toEqual(['create'])
    expect(heard.at(0)).toEqual({
      operation: 'streams.create',
      method: 'POST',
      path: streams,
      params: { UniqueName: 'orders' },
      account: `AC${'1'.repeat(32)}`,
      via: 'rest',
      identity: undefined,
    })
  })

  it('narrows operations, and everything, by where', () => {
    const where: RequestAim['where'] = ({ params }) => 'UniqueName' in params
    expect(hitBy({ ...unavailable, where })).toEqual(['create'])
    expect(hitBy({ ...unavailable, on: ['streams.list'], where })).toEqual([])
    expect(hitBy({ ...unavailable, on: () => false, where: () => true })).toEqual([])
  })

  it.each([
    { aim: {}, pattern: '×....' },
    { aim: { times: 2 }, pattern: '××...' },
    { aim: { skip: 1 }, pattern: '.×...' },
    { aim: { skip: 2, times: 2 }, pattern: '..××.' },
    { aim: { times: Infinity }, pattern: '×××××' },
    { aim: { skip: 3, times: Infinity }, pattern: '...××' },
  ])('with $aim hits in the pattern $pattern', ({ aim, pattern }) => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, ...aim, on: 'streams.list' })
    expect(patternOf(sync, 5)).toBe(pattern)
  })

  it('neither skips nor hits what does not match', () => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, on: 'streams.list', skip: 1 })
    send(sync, get(orders))
    send(sync, get(services))
    expect(patternOf(sync, 3)).toBe('.×.')
  })

  it('applies the first of several, and keeps the others for later', () => {
    const sync = createFakeSync()
    for (const status of [500, 503, 429]) sync.faults.add({ kind: 'status', status })
    expect(statusesOf(sync, 4)).toEqual([500, 503, 429, 200])
  })

  it('applies delays along with another fault, and adds them up', async () => {
    const sync = createFakeSync()
    const outcomes: Outcome[] = []
    sync.gate({ delivery: (_, outcome) => void outcomes.push(outcome) })
    sync.faults.add({ kind: 'delay', milliseconds: 20 })
    sync.faults.add(unavailable)
    sync.faults.add({ kind: 'delay', milliseconds: 30 })
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const answers = [sync.fetch(listUrl), sync.fetch(listUrl)]
    await vi.advanceTimersByTimeAsync(50)
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 401])
    expect(outcomes).toMatchObject([
      { delay: 50, fault: 'status', response: { status: 503 } },
      { delay: 0, response: { status: 401 } },
    ])
    expect(sync.faults.pending).toEqual([])
  })

  it('returns a function that removes the fault', () => {
    const sync = createFakeSync()
    const undo = sync.faults.add({ ...unavailable, times: Infinity })
    expect(patternOf(sync, 1)).toBe('×')
    undo()
    undo()
    expect(patternOf(sync, 1)).toBe('.')
  })

  it("lets a predicate's error through, and records the request", () => {
    const sync = createFakeSync()
    sync.faults.add({
      ...unavailable,
      on: () => {
        throw new Error('the predicate is out')
      },
    })
    expect(() => send(sync, get(streams))).toThrow('the predicate is out')
    expect(sync.requests).toMatchObject([{ operation: 'streams.list', status: undefined }])
  })

  it.each<{ what: string; found: unknown; shown: string }>([
    { what: 'a promise', found: Promise.resolve(false), shown: 'a promise' },
    { what: 'nothing', found: undefined, shown: 'undefined' },
    { what: 'a string', found: 'orders', shown: '"orders"' },
  ])('fails the request when a predicate returns $what', ({ found, shown }) => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, on: () => found as boolean })
    expect(() => send(sync, get(streams))).toThrow(
      new TypeError(
        `Cannot match with a fault: found ${shown} from its predicate on, expected true or false`,
      ),
    )
    const other = createFakeSync()
    other.faults.add({ ...unavailable, where: () => found as boolean })
    expect(() => send(other, get(streams))).toThrow(`found ${shown} from its predicate where`)
    expect(sync.faults.pending).toMatchObject([{ fired: 0 }])
  })

  it('shows a predicate nothing unknown yet, and nothing it could change', () => {
    const sync = createFakeSync()
    const seen: unknown[] = []
    const on: Fault['on'] = (request) => {
      seen.push(request)
      expect(() => Object.assign(request, { path: '/elsewhere' })).toThrow(TypeError)
      expect(() => Object.assign(request.params, { UniqueName: 'mine' })).toThrow(TypeError)
      return false
    }
    sync.faults.add({ ...unavailable, on })
    send(sync, post(streams, { UniqueName: 'orders' }))
    const [{ status, code, failure, fault, ...known } = {}] = sync.requests
    expect({ status, code, failure, fault }).toEqual({ status: 201 })
    expect(seen).toStrictEqual([known])
  })

  it('keeps a copy of the fault', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'reset' })()
    sync.faults.add({ kind: 'timeout' })
    expect(sync.faults.pending.map(({ fault }) => fault)).toStrictEqual([{ kind: 'timeout' }])
    sync.faults.clear()
    const on: OperationName[] = ['streams.list']
    const fault = { kind: 'status', status: 503, times: 2, on }
    sync.faults.add(fault as Fault)
    Object.assign(fault, { kind: 'reset', times: 1 })
    on[0] = 'streams.create'
    expect(patternOf(sync, 3)).toBe('××.')
    const headers = { Vary: 'first' }
    sync.faults.add({ ...unavailable, headers })
    headers.Vary = 'second'
    expect(sync.handle(toHttpRequest(get(streams))).headers).toMatchObject({ vary: 'first' })
  })

  it.each([
    { fault: null, found: 'null, expected an object' },
    { fault: {}, found: 'undefined for kind, expected any of status, reset, ' },
    { fault: { kind: 'explode' }, found: '"explode" for kind' },
    {
      fault: { ...unavailable, colour: 1 },
      found:
        'the unknown option colour, expected any of on, where, times, skip, kind, status, code, message',
    },
    {
      fault: { kind: 'reset', status: 500 },
      found: 'the unknown option status, expected any of on, where, times, skip, kind, when',
    },
    { fault: { ...unavailable, when: null }, found: 'null for when' },
    { fault: { kind: 'delay', milliseconds: 1, when: 'after' }, found: 'the unknown option when' },
    {
      fault: { ...unavailable, on: 'streams.remove' },
      found: '"streams.remove" for on, expected a function or any of services.create, ',
    },
    { fault: { ...unavailable, on: ['streams.list', 5] }, found: '5 for on' },
    { fault: { ...unavailable, on: [] }, found: '[] for on' },
    { fault: { ...unavailable, on: null }, found: 'null for on' },
    {
      fault: { ...unavailable, times: 0 },
      found: '0 for times, expected a whole number of 1 or more, or Infinity',
    },
    { fault: { ...unavailable, times: 1.5 }, found: '1.5 for times' },
    { fault: { ...unavailable, times: Number.NaN }, found: 'NaN for times' },
    {
      fault: { ...unavailable, skip: -1 },
      found: '-1 for skip, expected a whole number of 0 or more',
    },
    { fault: { ...unavailable, skip: Infinity }, found: 'Infinity for skip' },
    { fault: { kind: 'status' }, found: 'undefined for status' },
    {
      fault: { kind: 'status', status: 200 },
      found: '200 for status, expected a whole number of 400…599',
    },
    { fault: { kind: 'status', status: 600 }, found: '600 for status' },
    {
      fault: { ...unavailable, code: '54009' },
      found: '"54009" for code, expected a whole number of 1 or more',
    },
    { fault: { ...unavailable, message: 5 }, found: '5 for message, expected a string' },
    { fault: { ...unavailable, code: null }, found: 'null for code' },
    { fault: { ...unavailable, body: {} }, found: '{} for body, expected a string' },
    {
      fault: { ...unavailable, body: '', code: 54009 },
      found: '"" for body, expected none beside code and message',
    },
    { fault: { ...unavailable, body: '', message: '' }, found: '"" for body, expected none' },
    { fault: { kind: 'reset', body: '' }, found: 'the unknown option body' },
    ...[null, 'Retry-After: 5', ['Retry-After', '5'], new Headers({ 'Retry-After': '5' })].map(
      (headers) => ({
        fault: { ...unavailable, headers },
        found: `${show(headers)} for headers, expected a plain object of values by name`,
      }),
    ),
    {
      fault: { ...unavailable, headers: { 'Retry-After': 5 } },
      found: '5 for headers.Retry-After, expected a string of one line',
    },
    {
      fault: { ...unavailable, headers: { Vary: undefined } },
      found: 'undefined for headers.Vary',
    },
    {
      fault: { ...unavailable, headers: { Vary: 'a\r\nb: c' } },
      found: '"a\\r\\nb: c" for headers.',
    },
    {
      fault: { ...unavailable, headers: { 'Retry After': '5' } },
      found: '"Retry After" for headers',
    },
    {
      fault: { ...unavailable, headers: { 'Content-Length': '5' } },
      found:
        '"Content-Length" for headers, expected names of headers other than content-length and transfer-encoding',
    },
    {
      fault: { kind: 'reset', when: 'later' },
      found: '"later" for when, expected any of before, after',
    },
    { fault: { kind: 'delay' }, found: 'undefined for milliseconds' },
    { fault: { kind: 'delay', milliseconds: 0 }, found: '0 for milliseconds' },
    {
      fault: { ...unavailable, on: ['messages.create', 'messages.deliver'] },
      found:
        '["messages.create","messages.deliver"] for on, expected operations alone, or one other point',
    },
    { fault: { ...unavailable, where: {} }, found: '{} for where, expected a function' },
    {
      fault: { kind: 'drop' },
      found:
        '"drop" for kind, expected any of status, reset, timeout, malformed, delay, or on any of messages.deliver, documents.deliver, listItems.deliver, mapItems.deliver, webhooks.deliver, clients.connected',
    },
    {
      fault: { kind: 'refuse' },
      found:
        '"refuse" for kind, expected any of status, reset, timeout, malformed, delay, or on clients.connect',
    },
    {
      fault: { kind: 'explode' },
      found: '"explode" for kind, expected any of status, reset, timeout, malformed, delay',
    },
    {
      fault: { on: 'messages.deliver', kind: 'reset' },
      found: '"reset" for kind, expected any of',
    },
    { fault: { on: 'clients.connect', kind: 'drop' }, found: '"drop" for kind, expected any of' },
    { fault: { on: 'clients.connected', kind: 'refuse' }, found: '"refuse" for kind' },
    { fault: { on: 'messages.deliver', kind: 'reorder', by: 0 }, found: '0 for by, expected a' },
    { fault: { on: 'messages.deliver', kind: 'delay' }, found: 'undefined for milliseconds' },
    { fault: { on: 'messages.deliver', kind: 'drop', by: 1 }, found: 'the unknown option by' },
    { fault: { on: 'clients.connect', kind: 'status', status: 200 }, found: '200 for status' },
    {
      fault: { on: 'clients.connect', kind: 'status', status: 500, body: '' },
      found: 'the unknown option body, expected any of on, where, times, skip, kind, status',
    },
    {
      fault: { on: 'clients.connected', kind: 'close', code: 500 },
      found: '500 for code, expected any of 308, 401, 410',
    },
    // A timer of so long would end at once.
    {
      fault: { kind: 'delay', milliseconds: 2 ** 31 },
      found: '2147483648 for milliseconds, expected a whole number of 1…2147483647',
    },
  ])('refuses $fault', ({ fault, found }) => {
    const sync = createFakeSync()
    const add = (): unknown => sync.faults.add(fault as Fault)
    expect(add).toThrow(TypeError)
    expect(add).toThrow(`Cannot add the fault: found ${found}`)
    expect(sync.faults.pending).toEqual([])
  })

  it.each([
    { fault: { on: 'messages.deliver', kind: 'reset' }, kinds: 'drop, duplicate, reorder, delay' },
    { fault: { on: 'webhooks.deliver', kind: 'reset' }, kinds: 'drop, duplicate, reorder, delay' },
    { fault: { on: 'clients.connect', kind: 'explode' }, kinds: 'refuse, status' },
  ])('names no other place for the kind of $fault, if there is none', ({ fault, kinds }) => {
    expect(() => createFakeSync().faults.add(fault as Fault)).toThrow(
      new TypeError(
        `Cannot add the fault: found "${fault.kind}" for kind, expected any of ${kinds}`,
      ),
    )
  })
})

describe('faults.pending', () => {
  it('lists the faults still to fire, and how often each has', () => {
    const { faults, ...sync } = withFaults({ times: 2 }, { skip: 9 })
    const [first, second] = faults.pending.map(({ fault }) => fault)
    expect(first).toMatchObject({ times: 2 })
    expect(faults.pending).toMatchObject([{ fired: 0 }, { fired: 0 }])
    sync.list()
    expect(faults.pending).toEqual([
      { fault: first, fired: 1 },
      { fault: second, fired: 0 },
    ])
    sync.list()
    expect(faults.pending).toEqual([{ fault: second, fired: 0 }])
  })

  it('lists a fault without an end until it has fired once', () => {
    const { faults, list } = withFaults({ times: Infinity })
    expect(faults.pending).toHaveLength(1)
    list()
    expect(faults.pending).toEqual([])
  })

  it('returns faults that cannot be changed', () => {
    const { faults } = withFaults({ times: 2 })
    faults.add({ ...unavailable, on: ['streams.create'] })
    for (const { fault } of faults.pending) {
      expect(() => Object.assign(fault, { times: 1 })).toThrow(TypeError)
      if (Array.isArray(fault.on)) expect(Object.isFrozen(fault.on)).toBe(true)
    }
    expect(faults.pending).toMatchObject([{ fault: { times: 2 } }, {}])
  })

  it('returns a list that does not change', () => {
    const { faults, list } = withFaults({})
    const before = faults.pending
    list()
    expect(before).toMatchObject([{ fired: 0 }])
  })
})

describe('all faults', () => {
  it.each([
    { name: 'faults.clear', clear: (sync: FakeSync) => sync.faults.clear() },
    { name: 'reset', clear: (sync: FakeSync) => sync.reset() },
    { name: 'uninstall', clear: (sync: FakeSync) => sync.uninstall() },
  ])('are removed by $name', ({ clear }) => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, times: Infinity })
    clear(sync)
    expect(sync.faults.pending).toEqual([])
    expect(patternOf(sync, 2)).toBe('..')
  })
})

describe('uninstall({ strict: true })', () => {
  it('throws for faults that did not fire as often as they should', () => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, times: 2 })
    sync.faults.add({ kind: 'reset', on: 'streams.create' })
    send(sync, get(streams))
    expect(() => sync.uninstall({ strict: true })).toThrow(
      'Cannot uninstall in strict mode: found faults that never fired as often as planned (status 503, fired 1 of 2 times, added at ',
    )
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })

  it('passes when all have', () => {
    const sync = createFakeSync()
    sync.faults.add({ ...unavailable, times: Infinity })
    send(sync, get(streams))
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })
})

describe('uninstall({ strict: true }) after', () => {
  const neverFired = 'planned (status 503, never fired, added at '

  it('a reset throws for the faults that it removed', () => {
    const sync = createFakeSync()
    sync.faults.add(unavailable)
    sync.reset()
    expect(sync.faults.pending).toEqual([])
    expect(() => sync.uninstall({ strict: true })).toThrow(neverFired)
  })

  it('runs throws for the faults of their worlds, over or not', async () => {
    for (const work of [
      () => undefined,
      () => Promise.resolve(),
      () => Promise.reject(new Error('the test failed')),
      () => new Promise(() => undefined),
    ]) {
      const sync = createFakeSync()
      const addAndWork = (): unknown => {
        sync.faults.add(unavailable)
        return work()
      }
      await Promise.race([sync.run(addAndWork), Promise.resolve()]).catch(() => 'as it should')
      expect(() => sync.uninstall({ strict: true })).toThrow(neverFired)
    }
  })

  it('a reset and a run passes when all have fired, or were removed', () => {
    const sync = createFakeSync()
    const useUp = (): void => {
      sync.faults.add({ ...unavailable, times: Infinity })
      sync.faults.add({ kind: 'reset' })()
      expect(patternOf(sync, 2)).toBe('××')
      sync.faults.clear()
      sync.faults.add(unavailable)
      sync.faults.clear()
    }
    sync.run(useUp)
    useUp()
    const undo = sync.faults.add(unavailable)
    sync.reset()
    undo()
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })

  it('any number of resets remembers the last thousand, and names ten', () => {
    const sync = createFakeSync()
    for (let run = 0; run < 1200; run += 1) {
      sync.faults.add(run < 200 ? { kind: 'reset' } : unavailable)
      sync.reset()
    }
    const ten = 'status 503, never fired, added at [^;]*; '.repeat(10)
    expect(() => sync.uninstall({ strict: true })).toThrow(new RegExp(`\\(${ten}990 more\\)`))
  })

  it('an uninstall does not report the same faults again', () => {
    const sync = createFakeSync()
    sync.faults.add(unavailable)
    sync.reset()
    sync.uninstall()
    expect(() => sync.uninstall({ strict: true })).not.toThrow()
  })
})

describe('a fault', () => {
  it('of a status does not change the service', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    sync.faults.add(unavailable)
    expect(send(sync, remove(orders)).status).toBe(503)
    expect(sync.streams.size).toBe(1)
  })

  it('of a status after the write is what the app and the journal see', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'status', status: 504, when: 'after', times: 2 })
    expect(send(sync, get(orders)).status).toBe(504)
    expect(send(sync, post(streams, { UniqueName: 'orders' })).status).toBe(504)
    expect(sync.requests.map(({ status, code }) => [status, code])).toEqual([
      [504, undefined],
      [504, undefined],
    ])
    expect(sync.streams.size).toBe(1)
  })

  it.each([
    { fault: {}, body: '', type: undefined },
    { fault: { message: 'Bad' }, body: '{"message":"Bad","status":502}', type: json },
    {
      fault: { code: 5 },
      body: '{"code":5,"message":"HTTP 502","more_info":"https://www.twilio.com/docs/errors/5","status":502}',
      type: json,
    },
    { fault: { body: '' }, body: '', type: undefined },
    { fault: { body: '<p>☃' }, body: '<p>☃', type: 'text/html' },
    {
      fault: { body: 'x', headers: { 'Content-Type': 'text/plain' } },
      body: 'x',
      type: 'text/plain',
    },
    {
      fault: { message: 'Bad', headers: { 'content-type': 'a/b' } },
      body: '{"message":"Bad","status":502}',
      type: 'a/b',
    },
  ])('of the status 502 and $fault sends $body', ({ fault, body, type }) => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'status', status: 502, ...fault })
    const response = sync.handle(toHttpRequest(get(streams)))
    expect(response).toMatchObject({ status: 502, body })
    expect(response.headers['content-type']).toBe(type)
    expect(response.headers['content-length']).toBe(String(Buffer.byteLength(response.body)))
  })

  it('of a status has no body for a HEAD, but the headers', () => {
    const sync = createFakeSync()
    const headers = { 'Retry-After': '5' }
    sync.faults.add({ ...unavailable, headers, body: 'x' })
    const response = sync.handle(toHttpRequest({ ...get(streams), method: 'HEAD' }))
    expect(response).toMatchObject({ status: 503, body: '', headers: { 'retry-after': '5' } })
  })

  it.each([
    { when: 'before', request: get('/v1/Nothing'), status: 200 },
    { when: 'after', request: get('/v1/Nothing'), status: 404 },
    { when: 'before', request: as(null, remove(orders)), status: 200 },
    { when: 'after', request: as(null, remove(orders)), status: 401 },
  ] as const)('malformed when: $when cuts off a refusal: $request', (row) => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'malformed', when: row.when })
    const { status, body } = sync.handle(toHttpRequest(row.request))
    expect(status).toBe(row.status)
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
  })

  it('after the write also loses the response to a refused request', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'reset', when: 'after' })
    expect(() => send(sync, get(orders))).toThrow('socket hang up')
    expect(sync.requests).toMatchObject([{ status: 404, code: 20404, fault: 'reset' }])
  })

  it('notifies the subscribers of a message whose response is lost', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'orders' })
    const heard: string[] = []
    sync.streams.subscribe('orders', ({ type }) => heard.push(type))
    sync.faults.add({ kind: 'timeout', when: 'after' })
    const publish = (): unknown => send(sync, post(`${orders}/Messages`, { Data: '{}' }))
    expect(publish).toThrow('connect ETIMEDOUT')
    expect(heard).toEqual(['message'])
  })

  it('malformed counts its own bytes, and ends half-way in the JSON', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: 'x☃🎉' })
    sync.faults.add({ kind: 'malformed', when: 'after', skip: 1 })
    const { body: whole } = sync.handle(toHttpRequest(get(streams)))
    const { body, headers } = sync.handle(toHttpRequest(get(streams)))
    expect(body).toBe(whole.slice(0, whole.length / 2))
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
  })

  it.each(['before', 'after'] as const)('malformed when: %s breaks off a HEAD', (when) => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'malformed', when })
    const head = (): unknown => send(sync, { ...get(streams), method: 'HEAD' })
    expect(head).toThrow(ConnectionError)
    expect(head).not.toThrow()
    const status = when === 'before' ? undefined : 200
    expect(sync.requests).toMatchObject([{ fault: 'malformed', status }, { fault: undefined }])
  })

  it('malformed before the write cuts off a response that was never made', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'malformed' })
    expect(sync.handle(toHttpRequest(get(streams)))).toMatchObject({ status: 200, body: '{"sid"' })
  })

  it('malformed cuts off the error body for removing a missing stream', () => {
    const sync = createFakeSync()
    sync.faults.add({ kind: 'malformed', when: 'after' })
    const { status, body } = sync.handle(toHttpRequest(remove(orders)))
    expect(status).toBe(404)
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError)
  })
})

const json = 'application/json;charset=utf-8'

const unavailable = { kind: 'status', status: 503 } as const

/** Which of some requests a fault hits, when it does so without an end. */
function hitBy(fault: Fault): string[] {
  const sync = createFakeSync()
  sync.faults.add({ ...fault, times: Infinity })
  const requests = {
    create: post(streams, { UniqueName: 'orders' }),
    list: get(streams),
    fetch: get(orders),
    publish: post(`${orders}/Messages`, { Data: '{}' }),
    unknown: get('/v1/Nothing'),
    nobody: as(null, get(streams)),
  }
  for (const request of Object.values(requests)) send(sync, request)
  return Object.keys(requests).filter((_, index) => sync.requests[index]?.fault !== undefined)
}

function patternOf(sync: FakeSync, count: number): string {
  return statusesOf(sync, count)
    .map((status) => (status === 200 ? '.' : '×'))
    .join('')
}

function statusesOf(sync: FakeSync, count: number): number[] {
  return Array.from({ length: count }, () => send(sync, get(streams)).status)
}

function withFaults(
  ...aims: readonly Pick<Fault, 'times' | 'skip'>[]
): Pick<FakeSync, 'faults'> & { list: () => void } {
  const sync = createFakeSync()
  for (const aim of aims) sync.faults.add({ ...unavailable, ...aim })
  return { faults: sync.faults, list: () => void send(sync, get(streams)) }
}
