import { describe, expect, it } from 'vitest'
import { createFakeSync, FakeClock, NotFakedError, type FakeSync } from '../../src/core.ts'
import { failureTable } from '../../src/domain/rules/failure-table.ts'
import {
  type Acceptance,
  acceptances,
  notFaked,
  type NotFakedRequest,
  type Refusal,
  refusals,
  send,
  start,
  toHttpRequest,
} from './cases.ts'

describe('the wire', () => {
  it.each(refusals)('refuses $title', ({ request, status, code, message, ...world }) => {
    const answer = open(world).handle(toHttpRequest(request))
    const detail = { detail: 'Your AccountSid or AuthToken was incorrect.' }
    const more_info = `https://www.twilio.com/docs/errors/${code}`
    const body = { code, message, more_info, status, ...(status === 401 && detail) }
    expect(answer.status).toBe(status)
    expect(answer.body).toBe(JSON.stringify(body))
  })

  it('is tried with every row of the error table', () => {
    const rows = Object.entries(failureTable).map(([kind, { status, code }]) => [
      kind,
      status,
      code,
    ])
    const tried = refusals.map(({ kind, status, code }) => [kind, status, code])
    expect(new Set(tried.map(String))).toEqual(new Set(rows.map(String)))
  })

  it.each(acceptances)('accepts $title', ({ request, status, body, ...world }) => {
    const answer = open(world).handle(toHttpRequest(request))
    expect(answer.status).toBe(status)
    if (body === undefined) expect(answer.body).toBe('')
    else expect(JSON.parse(answer.body)).toMatchObject(body)
  })

  it.each(notFaked)('does not answer $title', ({ request, part, ...world }) => {
    const sync = open(world)
    const { method, path } = request
    const message = `Cannot answer ${method} ${path}: found a request for ${part}, which fake-twilio-sync does not fake, expected one for Services, Streams or Stream Messages: keep it out of the test, or answer it with a nock of your own, as docs/setup.md shows`
    expect(() => sync.handle(toHttpRequest(request))).toThrow(NotFakedError)
    expect(() => sync.handle(toHttpRequest(request))).toThrow(message)
  })
})

/** The world of a case, after the requests that go before. */
function open({
  options,
  given = [],
}: Pick<Refusal | Acceptance | NotFakedRequest, 'options' | 'given'>): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock(start), ...options })
  for (const request of given) expect(send(sync, request).status).toBeLessThan(300)
  return sync
}
