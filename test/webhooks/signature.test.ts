import fc from 'fast-check'
import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import { signatureOf } from '../../src/webhooks/signature.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const url = fc.webUrl({ withQueryParameters: true })

describe('a signature', () => {
  it('is accepted by the twilio package, whatever is signed', () => {
    fc.assert(
      fc.property(text, url, fc.dictionary(text, text), (authToken, address, params) => {
        const signature = signatureOf({ url: address, params }, authToken)
        expect(twilio.validateRequest(authToken, signature, address, params)).toBe(true)
      }),
    )
  })

  it('is that of a form as it arrives, also for half a character', () => {
    const params = { ItemKey: 'half \ud83d' }
    const arrived = Object.fromEntries(new URLSearchParams(new URLSearchParams(params).toString()))
    const address = 'https://app.example.com/'
    const signature = signatureOf({ url: address, params }, 'secret')
    expect(twilio.validateRequest('secret', signature, address, arrived)).toBe(true)
  })

  it('is another one for another token, URL or parameter', () => {
    const signed = { url: 'https://app.example.com/', params: { a: '1' } }
    const others = [
      signatureOf(signed, 'secret'),
      signatureOf(signed, 'other'),
      signatureOf({ ...signed, url: 'https://app.example.com/b' }, 'secret'),
      signatureOf({ ...signed, params: { a: '2' } }, 'secret'),
    ]
    expect(new Set(others).size).toBe(4)
  })
})
