import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, type FakeSync } from '../../src/core.ts'
import { failureTable } from '../../src/domain/rules/failure-table.ts'
import {
  type Acceptance,
  acceptances,
  type Refusal,
  refusals,
  send,
  start,
  toHttpRequest,
} from './cases.ts'
import { objectAcceptances, objectRefusals } from './object-cases.ts'

const allRefusals = [...refusals, ...objectRefusals]

describe('the wire', () => {
  it.each(allRefusals)('refuses $title', ({ request, status, code, message, ...world }) => {
    const answer = open(world).handle(toHttpRequest(request))
    const detail = { detail: 'Your AccountSid or AuthToken was incorrect.' }
    const more_info = `https://www.twilio.com/docs/errors/${code}`
    const body = { code, message, more_info, status, ...(status === 401 && detail) }
    expect(answer.status).toBe(status)
    expect(answer.body).toBe(JSON.stringify(body))
  })

  it('is tried with every row of the error table', () => {
    const rows = Object.entries(failureTable)
      // Documented: permissions do not count over REST.
      .filter(([kind]) => kind !== 'access-denied')
      .map(([kind, { status, code }]) => [kind, status, code])
    const tried = allRefusals.map(({ kind, status, code }) => [kind, status, code])
    expect(new Set(tried.map(String))).toEqual(new Set(rows.map(String)))
  })

  it.each([...acceptances, ...objectAcceptances])(
    'accepts $title',
    ({ request, status, body, ...world }) => {
      const answer = open(world).handle(toHttpRequest(request))
      expect(answer.status).toBe(status)
      if (body === undefined) expect(answer.body).toBe('')
      else expect(JSON.parse(answer.body)).toMatchObject(body)
    },
  )
})

/** The world of a case, after the requests that go before. */
function open({ options, given = [] }: Pick<Refusal | Acceptance, 'options' | 'given'>): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock(start), ...options })
  for (const request of given) expect(send(sync, request).status).toBeLessThan(300)
  return sync
}
