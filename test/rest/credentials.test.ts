import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { authenticator } from '../../src/rest/credentials.ts'
import {
  account,
  apiKey,
  as,
  basic,
  get,
  otherAccount,
  post,
  send,
  services,
  streams,
} from './cases.ts'

describe('authenticator', () => {
  it.each([
    { title: 'a token', password: 'token' },
    { title: 'an empty token', password: '' },
    { title: 'a token with colons', password: 'a:b:' },
    { title: 'a token in UTF-8', password: 'пароль ☃ 🎉' },
  ])('accepts $title', ({ password }) => {
    const authenticate = authenticator({ [account]: password })
    expect(authenticate(basic(account, password))).toBe(account)
  })

  it.each([
    { title: 'in lower case', header: 'basic QUMxOmE=' },
    { title: 'in capitals', header: 'BASIC QUMxOmE=' },
    { title: 'with more space', header: 'Basic   QUMxOmE=  ' },
    { title: 'without padding', header: 'Basic QUMxOmE' },
  ])('reads the scheme $title', ({ header }) => {
    expect(authenticator({ AC1: 'a' })(header)).toBe('AC1')
  })

  it.each([
    { title: 'after other text', header: 'xBasic QUMxOmE=' },
    { title: 'before other text', header: 'Basic QUMxOmE= x' },
    { title: 'without a space', header: 'BasicQUMxOmE=' },
    { title: 'with half of its padding', header: 'Basic QToxMg=' },
    { title: 'with too much padding', header: 'Basic QUMxOmE==' },
    { title: 'with padding in the middle', header: 'Basic QToxMg==QToxMg==' },
    { title: 'of a length that base64 cannot have', header: 'Basic QUMxO' },
    { title: 'with an empty username', header: basic('', 'a') },
  ])('does not read credentials $title', ({ header }) => {
    expect(() => authenticator()(header)).toThrow('No credentials provided')
  })

  it.each(['Basic QToxMg', 'Basic QToxMg==', basic('A', '')])(
    'reads the shortest username, padded or not, from "%s"',
    (header) => {
      expect(authenticator()(header)).toBe('A')
    },
  )

  it('reads headers of up to 8192 characters of base64', () => {
    const ofLength = (length: number): string => basic('AC1', 'x'.repeat((length / 4) * 3 - 4))
    expect(ofLength(8192)).toHaveLength('Basic '.length + 8192)
    expect(authenticator()(ofLength(8192))).toBe('AC1')
    expect(() => authenticator()(ofLength(8196))).toThrow('No credentials provided')
  })

  it('reads bytes that are not UTF-8 as Latin-1', () => {
    expect(authenticator({ AC1: 'pä' })(`Basic ${btoa('AC1:pä')}`)).toBe('AC1')
  })

  it.each(['__proto__', 'constructor', 'toString'])(
    'accepts the username %s once it is listed',
    (name) => {
      const authenticate = authenticator(
        JSON.parse(`{"${name}":"token"}`) as Record<string, string>,
      )
      expect(authenticate(basic(name))).toBe(name)
      expect(() => authenticator({})(basic(name))).toThrow('invalid username')
    },
  )

  it.each(['Bearer abc', 'bearer a.b.c', 'BEARER   abc  '])(
    'accepts "%s", in nobody\'s name, when no passwords are listed',
    (header) => {
      expect(authenticator()(header)).toBeUndefined()
      expect(() => authenticator({})(header)).toThrow('found a Bearer token')
    },
  )

  it.each(['Bearer', 'Bearer ', 'Bearerabc', 'xBearer abc', 'Bearer a b'])(
    'finds no token in "%s"',
    (header) => {
      expect(() => authenticator()(header)).toThrow('No credentials provided')
    },
  )

  it('checks every header independently', () => {
    const authenticate = authenticator({ [account]: 'token', [otherAccount]: 'token' })
    const [good, other, bad] = [basic(account), basic(otherAccount), basic(account, 'a')]
    for (let round = 0; round < 2; round += 1) {
      expect(authenticate(good)).toBe(account)
      expect(authenticate(good)).toBe(account)
      expect(authenticate(other)).toBe(otherAccount)
      expect(() => authenticate(bad)).toThrow('Authenticate')
      expect(() => authenticate(bad)).toThrow('Authenticate')
      expect(() => authenticate(undefined)).toThrow('No credentials provided')
    }
  })

  it('accepts any username when none are listed', () => {
    expect(authenticator()(basic('anybody', ''))).toBe('anybody')
    expect(() => authenticator()(undefined)).toThrow('No credentials provided')
  })

  it('reports which of the three was wrong', () => {
    const authenticate = authenticator({ [account]: 'token' })
    const failureOf = (header?: string): unknown => {
      try {
        return authenticate(header)
      } catch (error) {
        return (error as { failure: unknown }).failure
      }
    }
    expect(failureOf()).toEqual({ kind: 'credentials-missing' })
    expect(failureOf(basic('SK1'))).toEqual({ kind: 'username-unknown', username: 'SK1' })
    expect(failureOf(basic(account, 'a'))).toEqual({ kind: 'password-wrong', username: account })
  })
})

describe('an account', () => {
  it('is named in the body of what it creates', () => {
    const sync = createFakeSync()
    for (const sid of [account, otherAccount]) {
      const asked = [post(services), get(`${services}/default`), post(streams)]
      const bodies = asked.map((request) => send(sync, as(basic(sid), request)).body)
      expect(bodies.map((body) => body.account_sid)).toEqual([sid, sid, sid])
    }
  })

  it('is that of the JS API when it sends the first request', () => {
    const sync = createFakeSync()
    const { sid } = sync.streams.create()
    send(sync, as(basic(account), get(streams)))
    send(sync, as(basic(otherAccount), post(streams)))
    expect(send(sync, as(basic(account), get(streams))).body.streams).toMatchObject([
      { sid, account_sid: account },
    ])
    expect(sync.streams.size).toBe(1)
  })

  it('is that of the JS API when the option says so, whoever sends the first request', () => {
    const sync = createFakeSync({ accountSid: account })
    sync.streams.create()
    expect(send(sync, as(basic(otherAccount), get(streams))).body.streams).toEqual([])
    expect(send(sync, as(basic(account), get(streams))).body.streams).toHaveLength(1)
  })
})

describe('an API key', () => {
  it('acts for the account of the option', () => {
    const sync = createFakeSync({ accountSid: account })
    const made = send(sync, as(basic(apiKey), post(streams))).body
    expect(made.account_sid).toBe(account)
    expect(send(sync, as(basic(account), get(streams))).body.streams).toEqual([made])
  })

  it('acts for the first account that sent a request', () => {
    const sync = createFakeSync()
    send(sync, as(basic(account), get(streams)))
    send(sync, as(basic(otherAccount), get(streams)))
    expect(send(sync, as(basic(apiKey), post(streams))).body.account_sid).toBe(account)
  })

  it('acts for an account that nobody uses until one sends a request, which then owns its data', () => {
    const sync = createFakeSync()
    const made = send(sync, as(basic(apiKey), post(streams))).body
    expect(made.account_sid).toBe(`AC${'f'.repeat(32)}`)
    expect(send(sync, as(basic(account), get(streams))).body.streams).toEqual([
      { ...made, account_sid: account },
    ])
  })

  it('needs its own secret', () => {
    const sync = createFakeSync({ credentials: { [account]: 'token', [apiKey]: 'secret' } })
    expect(send(sync, as(basic(apiKey, 'secret'), get(streams))).status).toBe(200)
    expect(send(sync, as(basic(apiKey, 'token'), get(streams))).status).toBe(401)
  })
})

describe('a Bearer token', () => {
  const bearer = 'Bearer abc'

  it('acts for the account of the option', () => {
    const sync = createFakeSync({ accountSid: account })
    const made = send(sync, as(bearer, post(streams))).body
    expect(made.account_sid).toBe(account)
    expect(send(sync, as(basic(account), get(streams))).body.streams).toEqual([made])
    expect(sync.requests).toMatchObject([{ account }, { account }])
  })

  it('acts for the first account that sent a request', () => {
    const sync = createFakeSync()
    for (const sid of [account, otherAccount]) send(sync, as(basic(sid), get(streams)))
    expect(send(sync, as(bearer, post(streams))).body.account_sid).toBe(account)
  })
})
