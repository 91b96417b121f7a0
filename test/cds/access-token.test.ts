import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import { ownIssuer, readAccessToken, writeAccessToken } from '../../src/cds/access-token.ts'

const account = `AC${'1'.repeat(32)}`
const apiKey = `SK${'3'.repeat(32)}`
const service = `IS${'4'.repeat(32)}`
const { AccessToken } = twilio.jwt

const nothing = {
  account: undefined,
  identity: undefined,
  service: 'default',
  issuer: undefined,
  life: undefined,
}

describe('readAccessToken', () => {
  it('reads what the twilio library has signed', () => {
    const token = new AccessToken(account, apiKey, 'secret', { identity: 'zoë', ttl: 600 })
    token.addGrant(new AccessToken.SyncGrant({ serviceSid: service }))
    const read = readAccessToken(token.toJwt())
    expect(read).toEqual({
      account,
      identity: 'zoë',
      service,
      issuer: apiKey,
      life: { from: expect.any(Number) as number, until: expect.any(Number) as number },
    })
    expect((read.life?.until ?? 0) - (read.life?.from ?? 0)).toBe(600)
  })

  it('is for the default service where the grant names none', () => {
    const token = new AccessToken(account, apiKey, 'secret', { identity: 'alice' })
    token.addGrant(new AccessToken.SyncGrant({}))
    expect(readAccessToken(token.toJwt())).toMatchObject({ service: 'default' })
  })

  it.each([
    'any text',
    '',
    'a.b.c',
    '.',
    '...',
    'a.!!!.c',
    `a.${btoa('[1]')}.c`,
    `a.${btoa('null')}.c`,
  ])('reads nothing in %j', (text) => {
    expect(readAccessToken(text)).toEqual(nothing)
  })

  it.each([
    { claims: { sub: 'not an account' } },
    { claims: { sub: 7, iss: 7, grants: 7 } },
    { claims: { grants: { identity: '', data_sync: 'IS' } } },
    { claims: { grants: { identity: {}, data_sync: { service_sid: null } } } },
    { claims: { iat: 1 } },
    { claims: { iat: 2, exp: 1 } },
    { claims: { iat: '1', exp: '2' } },
  ])('reads nothing in $claims', ({ claims }) => {
    expect(readAccessToken(`a.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.c`)).toEqual(
      nothing,
    )
  })

  it('reads a number as an identity', () => {
    const claims = { grants: { identity: 7 } }
    const token = `a.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.c`
    expect(readAccessToken(token).identity).toBe('7')
  })
})

describe('writeAccessToken', () => {
  it('writes what it reads', () => {
    const token = writeAccessToken({
      account,
      identity: 'bob',
      service,
      now: 5_999,
      ttl: 60,
      number: 1,
    })
    expect(readAccessToken(token)).toEqual({
      account,
      identity: 'bob',
      service,
      issuer: ownIssuer,
      life: { from: 5, until: 65 },
    })
    expect(token.split('.')).toHaveLength(3)
  })

  it('may name neither an account nor an identity', () => {
    const token = writeAccessToken({ service: 'default', now: 0, ttl: 60, number: 1 })
    expect(readAccessToken(token)).toMatchObject({ account: undefined, identity: undefined })
  })
})
