import { describe, expect, it } from 'vitest'
import { defaultOrigin, isSyncOrigin } from '../../src/http/hosts.ts'

describe('isSyncOrigin', () => {
  it.each([
    defaultOrigin,
    'https://sync.twilio.com:443',
    'https://sync.us1.twilio.com',
    'https://sync.ashburn.us1.twilio.com',
    'HTTPS://SYNC.TWILIO.COM',
  ])('knows %s', (origin) => {
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
    '',
  ])('leaves %j alone', (origin) => {
    expect(isSyncOrigin(origin)).toBe(false)
  })
})
