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

function candidatesOf(steps: readonly Step[]): readonly Candidate[] {
  return operationsOf(steps).map((operation) => {
    const { request, invoked, returned, status = 0, body } = operation
    const isKnown = !isLost(operation)
    return {
      request,
      account,
      invoked,
      returned: isKnown ? returned : undefined,
      answer: isKnown ? answerOfBody({ status, body }) : undefined,
      times: [startTime],
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
})
