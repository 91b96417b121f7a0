import { describe, expect, it } from 'vitest'
import { answerOfBody } from '../../../src/fast-check/history/answer.ts'
import { isLost } from '../../../src/fast-check/history/history-data.ts'
import { Replay } from '../../../src/fast-check/history/replay.ts'
import { type Candidate, searchOrder } from '../../../src/fast-check/history/search-order.ts'
import {
  account,
  atOnce,
  create,
  fetchAs,
  fetchStream,
  list,
  lost,
  nameTaken,
  notFound,
  operationsOf,
  remove,
  sid,
  startTime,
  stateWith,
  type Step,
} from './hand-made.ts'

function candidatesOf(
  steps: readonly Step[],
  times: readonly number[] = [startTime],
): readonly Candidate[] {
  return operationsOf(steps).map((operation) => {
    const { request, invoked, returned, status = 0, body } = operation
    const isKnown = !isLost(operation)
    return {
      request,
      account,
      invoked,
      returned: isKnown ? returned : undefined,
      answer: isKnown ? answerOfBody({ status, body }) : undefined,
      times,
    }
  })
}

const one = { sid: sid('TO', 1), name: 'orders' }

function unnamed(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => create({ sid: sid('TO', index + 1) }))
}

const missing = fetchAs('orders', notFound)
const never = fetchStream('orders', one)

describe('searchOrder', () => {
  it('does not carry messages along', () => {
    const messages = [{ sid: sid('TZ', 1), data: { id: 1 } }]
    const state = stateWith([{ ...one, messages }])
    const request = { method: 'POST', path: '/v1/Services/default/Streams/orders/Messages' }
    const replay = new Replay({ state })
    const asked = { request: { ...request, params: { Data: '{"id":2}' } }, account }
    const { answer, state: after } = replay.answer(replay.start, { ...asked, time: startTime })
    expect(answer).toMatchObject({ status: 201, items: [{ facts: { data: { id: 2 } } }] })
    const kept = [replay.start, after].map(({ accounts }) => accounts[0]?.services[0]?.streams)
    expect(kept).toMatchObject([[{ messages: [] }], [{ messages: [] }]])
  })

  it('tries one order when the operations were sequential', () => {
    expect(searchOrder(candidatesOf(unnamed(8)), {})).toMatchObject({
      isExplained: true,
      explored: 8,
    })
  })

  it.each<[what: string, most: number, steps: readonly Step[]]>([
    // Without memory 8 operations at the same time have 109 600 beginnings.
    ['equivalent creates and an inexplicable answer', 1500, [...unnamed(7), never]],
    ['equivalent reads and an inexplicable answer', 1500, [...Array<Step>(7).fill(missing), never]],
    [
      'lost creates and an inexplicable answer',
      5000,
      [...Array<Step>(7).fill(create({ sid: one.sid }, lost)), never],
    ],
    [
      'creates of one name, two of them accepted',
      1500,
      [
        create(one),
        create({ ...one, sid: sid('TO', 2) }),
        ...Array<Step>(6).fill(create(one, nameTaken)),
      ],
    ],
    [
      'equivalent creates and removals and an inexplicable answer',
      1500,
      [...unnamed(4), ...[1, 2, 3].map((number) => remove(sid('TO', number))), never],
    ],
    // An order of creation that a list may tell is not forgotten: 13 700 beginnings of 7, each with one more try.
    [
      'creates and an inexplicable list',
      30_000,
      [...unnamed(7), list({ streams: [{ sid: one.sid, name: 'no' }] })],
    ],
    // Which page a token stands for depends on how many streams came before, but not on who they were.
    [
      'equivalent reads and an inexplicable page',
      1500,
      [
        ...Array<Step>(6).fill(missing),
        list({ streams: [one], next: 'PTF00000002' }),
        list({ streams: [{ sid: sid('TO', 2), name: 'no' }], from: 'PTF00000002' }),
      ],
    ],
  ])('explores few orders of %s', (_, most, steps) => {
    const { isExplained, explored } = searchOrder(candidatesOf(atOnce(steps)), {})
    expect(isExplained).toBe(false)
    expect(explored).toBeLessThan(most)
    expect(explored).toBeGreaterThan(8)
  })

  it.each([
    ['no dates', undefined],
    ['the date of one moment', '2026-01-01T00:00:03Z'],
  ])('forgets the dates of lost writes when the other answers show %s', (_, date) => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const creates = names.map((name) => create({ sid: one.sid, name }, lost))
    const body = { sid: one.sid, unique_name: 'never', date_created: date, date_updated: date }
    const inexplicable = fetchAs('never', { status: 200, body: JSON.parse(JSON.stringify(body)) })
    const times = [0, 1, 2, 3, 4, 5].map((second) => startTime + second * 1000)
    const candidates = candidatesOf(atOnce([...creates, inexplicable]), times)
    const { isExplained, explored } = searchOrder(candidates, {})
    expect(isExplained).toBe(false)
    // With the date of every create there are 7⁶ states, and up to 42 answers to try in each.
    expect(explored).toBeLessThan(50_000)
  })

  const path = '/v1/Services/default'
  const request = { method: 'POST', path: `${path}/Streams/orders`, params: { Ttl: '0' } }
  const update: Step = { ...create(one, lost), operation: 'streams.update', request }
  const fetchService: Step = {
    ...fetchAs('', { status: 200 }),
    operation: 'services.fetch',
    request: { method: 'GET', path, params: {} },
  }

  it.each<[date: string, of: string, write: Step, read: Step]>([
    ['date_created', 'a stream', create(one, lost), fetchAs('orders', { status: 200 })],
    ['date_updated', 'a stream', update, fetchAs('orders', { status: 200 })],
    ['date_created', 'a service', create({ sid: one.sid }, lost), fetchService],
    ['date_updated', 'a service', create({ sid: one.sid }, lost), fetchService],
  ])('finds when a lost write took effect by the %s of %s', (date, _, write, read) => {
    const late = startTime + 1000
    const body = { [date]: '2026-01-01T00:00:01Z' }
    const between = fetchAs('missing', { ...notFound, invoked: 0, returned: 1 })
    const [first, ...others] = candidatesOf(
      [{ ...write, invoked: 0 }, between, { ...read, body }],
      [late],
    )
    const state = write === update ? stateWith([one]) : undefined
    const candidates = [...(first ? [{ ...first, times: [startTime, late] }] : []), ...others]
    const order = [0, 1, 2]
    expect(searchOrder(candidates, { state })).toMatchObject({ isExplained: true, order })
  })
})
