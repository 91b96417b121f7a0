import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { isSid } from '../../../src/domain/rules/sid.ts'
import { invalidSid, sid, unknownSid } from '../../../src/fast-check/arbitraries/sid.ts'
import { expectEdges, expectRefusal, simplestOf, streamsOf } from './expectations.ts'

const zeros = '0'.repeat(32)

describe('sid', () => {
  it.each(['TO', 'IS', 'TZ', 'AC'])('is well-formed: %s', (prefix) => {
    fc.assert(fc.property(sid(prefix), (text) => isSid(text, prefix)))
  })

  it('creates a service on first use', () => {
    const sync = createFakeSync()
    fc.assert(fc.property(sid('IS'), (service) => sync.service(service).sid === service))
  })

  it('refuses an invalid prefix', () => {
    expect(() => sid('To')).toThrow(
      new TypeError('Cannot make SIDs: found To for the prefix, expected two capitals'),
    )
  })

  it('shrinks to zeros', () => {
    expect(simplestOf(sid('TO'))).toEqual([`TO${zeros}`])
  })
})

describe.each([
  { symbol: 'unknownSid', arbitraryOf: unknownSid, services: [`IS${'f'.repeat(32)}`] },
  { symbol: 'invalidSid', arbitraryOf: invalidSid, services: 'any' as const },
])('$symbol', ({ arbitraryOf, services }) => {
  it('is refused with the given status and code as a stream', async () => {
    const sync = createFakeSync({ services })
    const streams = streamsOf(sync)
    sync.streams.create({ uniqueName: 'a' })
    await fc.assert(
      fc.asyncProperty(arbitraryOf('TO'), async (invalid) => {
        const { value } = invalid
        await expectRefusal(() => streams(value).fetch(), invalid)
        await expectRefusal(() => streams(value).update({ ttl: 1 }), invalid)
        await expectRefusal(() => streams(value).remove(), invalid)
        await expectRefusal(() => streams(value).streamMessages.create({ data: {} }), invalid)
        await expectRefusal(() => sync.streams.fetch(value), invalid)
        expect(invalid).toMatchObject({ status: 404, code: 20404 })
      }),
    )
  })

  it('is refused with the given status and code as a service', async () => {
    const sync = createFakeSync({ services })
    await fc.assert(
      fc.asyncProperty(arbitraryOf('IS'), async (invalid) => {
        const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }
        const url = `https://sync.twilio.com/v1/Services/${invalid.value}/Streams`
        const response = await sync.fetch(url, { headers })
        const { status, code } = invalid
        expect(await response.json()).toMatchObject({ status, code })
        await expectRefusal(() => sync.service(invalid.value), invalid)
        expect(invalid).toMatchObject({ status: 404, code: 20404 })
      }),
    )
  })
})

describe('unknownSid', () => {
  it('shrinks to zeros', () => {
    expect(simplestOf(unknownSid('TO'))).toMatchObject([{ value: `TO${zeros}` }])
  })
})

describe('the prefix', () => {
  it.each([unknownSid, invalidSid])('has to be TO or IS: %o', (arbitrary) => {
    expect(() => arbitrary('AC' as never)).toThrow(
      new TypeError("Cannot make SIDs: found AC, expected 'TO' or 'IS'"),
    )
  })
})

describe('invalidSid', () => {
  it('is never well-formed', () => {
    fc.assert(fc.property(invalidSid('TO'), ({ value }) => !isSid(value, 'TO')))
    fc.assert(fc.property(invalidSid('IS'), ({ value }) => !isSid(value, 'IS')))
  })

  it('generates the edges', () => {
    expectEdges(invalidSid('TO'), {
      'too short': ({ value }) => /^TO[0-9a-f]{31}$/.test(value),
      'too long': ({ value }) => /^TO[0-9a-f]{33}$/.test(value),
      'capital digits': ({ value }) => /^TO[0-9A-F]{32}$/.test(value),
      'a small prefix': ({ value }) => /^to[0-9a-f]{32}$/.test(value),
      'a letter that is no digit': ({ value }) => /^TO[0-9a-f]{31}g$/.test(value),
      'the SID of a service': ({ value }) => isSid(value, 'IS'),
      'only the prefix': ({ value }) => value === 'TO',
      'only the digits': ({ value }) => /^[0-9a-f]{32}$/.test(value),
    })
  })

  it('stays malformed when it shrinks', () => {
    const failure = fc.property(
      invalidSid('TO'),
      ({ value }) => value !== value.toUpperCase() || value.length < 34,
    )
    const { counterexample } = fc.check(failure, { seed: 1, numRuns: 1000 })
    expect(counterexample).toMatchObject([{ value: `TOA${zeros.slice(1)}` }])
  })

  it('shrinks to a digit too few', () => {
    expect(simplestOf(invalidSid('TO'))).toMatchObject([{ value: `TO${zeros.slice(1)}` }])
  })
})
