import { describe, expect, it } from 'vitest'
import { type Limits, twilioLimits, withLimits } from '../../../src/domain/rules/limits.ts'
import { show } from '../../../src/lang/show.ts'

describe('twilioLimits', () => {
  it("are those Twilio documents, and the fake's own for what it keeps", () => {
    expect(twilioLimits).toEqual({
      uniqueNameLength: 320,
      ttlSeconds: 365 * 24 * 60 * 60,
      expiryLagSeconds: 0,
      messageBytes: 4 * 1024,
      dataBytes: 16 * 1024,
      keyLength: 320,
      identityLength: 256,
      messagesKept: 1000,
      endedKept: 100,
      changesKept: 1000,
      defaultPageSize: 50,
      acceptedPageSize: 1000,
      returnedPageSize: 100,
      webhookUrlLength: 512,
      debouncingWindowLeast: 1000,
      debouncingWindowMost: 30_000,
      requestsKept: 10_000,
      webhooksKept: 1000,
    })
  })
})

describe('withLimits', () => {
  it("returns Twilio's by default", () => {
    expect(withLimits()).toEqual(twilioLimits)
  })

  it('overrides the given limits and leaves the constant alone', () => {
    expect(withLimits({ messageBytes: 10 })).toEqual({ ...twilioLimits, messageBytes: 10 })
    expect(twilioLimits.messageBytes).toBe(4096)
  })

  it('treats undefined as not given', () => {
    expect(withLimits({ messageBytes: undefined })).toEqual(twilioLimits)
  })

  it('rejects a TTL beyond the range of dates', () => {
    const message =
      'Cannot set the limits: found 10000000001 for ttlSeconds, expected a whole number of 0…10000000000'
    expect(() => withLimits({ ttlSeconds: 10_000_000_001 })).toThrow(new TypeError(message))
  })

  it.each(['pageSizes', 'toString', '__proto__'])('rejects the unknown name %s', (name) => {
    const overrides = Object.fromEntries([[name, 1]])

    expect(() => withLimits(overrides)).toThrow(
      new TypeError(
        `Cannot set the limits: found the unknown option ${name}, expected any of ${Object.keys(twilioLimits).join(', ')}`,
      ),
    )
  })

  it.each([null, 'messageBytes', 4096])('rejects %j in place of an object', (overrides) => {
    expect(() => withLimits(overrides as Partial<Limits>)).toThrow(TypeError)
    expect(() => withLimits(overrides as Partial<Limits>)).toThrow(/^Cannot set the limits: /)
  })

  const badValues: { name: keyof Limits; found: unknown; least: number }[] = [
    { name: 'messageBytes', found: -1, least: 0 },
    { name: 'messageBytes', found: 0.5, least: 0 },
    { name: 'ttlSeconds', found: Number.NaN, least: 0 },
    { name: 'ttlSeconds', found: Infinity, least: 0 },
    { name: 'expiryLagSeconds', found: 0.5, least: 0 },
    { name: 'messagesKept', found: '10', least: 0 },
    { name: 'defaultPageSize', found: 0, least: 1 },
    { name: 'acceptedPageSize', found: 0, least: 1 },
    { name: 'returnedPageSize', found: 0, least: 1 },
  ]
  it.each(badValues)('rejects $found for $name', ({ name, found, least }) => {
    expect(() => withLimits({ [name]: found })).toThrow(
      new TypeError(
        `Cannot set the limits: found ${show(found)} for ${name}, expected a whole number of ${least}…10000000000`,
      ),
    )
  })

  const leastValues: Partial<Limits>[] = [
    { messageBytes: 0 },
    { ttlSeconds: 0 },
    { messagesKept: 0 },
    { returnedPageSize: 1 },
  ]
  it.each(leastValues)('accepts the smallest values: %o', (overrides) => {
    expect(withLimits(overrides)).toEqual({ ...twilioLimits, ...overrides })
  })
})
