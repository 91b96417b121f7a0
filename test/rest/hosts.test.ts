import { describe, expect, it } from 'vitest'
import { defaultOrigin, isSyncOrigin, looksLikeSync, unservedPartOf } from '../../src/rest/hosts.ts'

describe('isSyncOrigin', () => {
  it.each([
    defaultOrigin,
    'https://sync.twilio.com:443',
    'https://sync.us1.twilio.com',
    'https://sync.ashburn.us1.twilio.com',
    'HTTPS://SYNC.TWILIO.COM',
  ])('recognises %s', (origin) => {
    expect(isSyncOrigin(origin)).toBe(true)
  })

  it.each([
    'http://sync.twilio.com',
    'https://sync.twilio.com:8443',
    'https://api.twilio.com',
    'https://twilio.com',
    'https://async.twilio.com',
    'https://my.sync.twilio.com',
    'https://sync.twilio.com.example.com',
    'https://sync.twilio.org',
    'https://syncxtwilio.com',
    'https://sync.one.two.three.twilio.com',
    'https://sync..twilio.com',
    'xhttps://sync.twilio.com',
    '',
  ])('rejects %j', (origin) => {
    expect(isSyncOrigin(origin)).toBe(false)
  })
})

describe('looksLikeSync', () => {
  it.each([
    defaultOrigin,
    'http://sync.twilio.com',
    'http://sync.twilio.com:80',
    'https://sync.twilio.com:8443',
    'https://sync.twilio.com.',
    'https://sync.one.two.three.twilio.com',
    'https://sync.twilio.com*',
    'HTTPS://SYNC.TWILIO.COM',
  ])('recognises %s', (origin) => {
    expect(looksLikeSync(origin)).toBe(true)
  })

  it.each([
    'https://api.twilio.com',
    'https://async.twilio.com',
    'https://sync.twilio.com.example.com',
    'https://sync.twilio.community',
    'ftp://sync.twilio.com',
    'xhttps://sync.twilio.com',
    '',
  ])('rejects %j', (origin) => {
    expect(looksLikeSync(origin)).toBe(false)
  })
})

describe('unservedPartOf', () => {
  it.each([
    { origin: 'http://sync.twilio.com', part: 'the scheme http' },
    { origin: 'http://sync.ie1.twilio.com:8080', part: 'the scheme http' },
    { origin: 'https://sync.twilio.com:8443', part: 'the port 8443' },
    { origin: 'https://sync.twilio.com.', part: 'a dot at the end of sync.twilio.com.' },
    {
      origin: 'https://sync.a.b.c.twilio.com',
      part: 'more than an edge and a region in sync.a.b.c.twilio.com',
    },
    { origin: 'https://sync.twilio.com*', part: 'the host sync.twilio.com*' },
    { origin: 'https://api.twilio.com', part: 'the host api.twilio.com' },
    { origin: 'http://localhost:3000', part: 'the host localhost' },
    {
      origin: 'https://sync.my_region.twilio.com',
      part: 'an underscore in sync.my_region.twilio.com',
    },
    { origin: '1https://sync.twilio.com', part: 'no host' },
    { origin: '', part: 'no host' },
    { origin: 'https://', part: 'no host' },
  ])('of $origin is $part', ({ origin, part }) => {
    expect(unservedPartOf(origin)).toBe(part)
  })
})
