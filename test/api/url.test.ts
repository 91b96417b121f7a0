import { describe, expect, it } from 'vitest'
import { parseUrl } from '../../src/api/url.ts'

describe('parseUrl', () => {
  it.each([
    { url: 'https://sync.twilio.com/v1', path: '/v1', query: '' },
    { url: 'https://sync.twilio.com', path: '', query: '' },
    { url: 'https://sync.twilio.com?a=1', path: '', query: 'a=1' },
    { url: 'https://sync.twilio.com#a', path: '', query: '' },
    { url: 'https://sync.twilio.com/a%2Fb/../c', path: '/a%2Fb/../c', query: '' },
    { url: 'https://sync.twilio.com/v1?a=1&b=/x?y', path: '/v1', query: 'a=1&b=/x?y' },
    { url: 'https://sync.twilio.com/v1?a=1#b?c', path: '/v1', query: 'a=1' },
    { url: 'https://sync.twilio.com/v1#b?c', path: '/v1', query: '' },
  ])('splits $url as it is', ({ url, path, query }) => {
    expect(parseUrl(url)).toEqual({ origin: 'https://sync.twilio.com', path, query })
  })

  it('splits a query from nothing', () => {
    expect(parseUrl('?a=1')).toEqual({ origin: '', path: '', query: 'a=1' })
  })

  it.each(['/v1/Services', '/v1/https://sync.twilio.com', 'no URL', ''])(
    'finds no origin in %j',
    (url) => {
      expect(parseUrl(url)).toEqual({ origin: '', path: url, query: '' })
    },
  )
})
