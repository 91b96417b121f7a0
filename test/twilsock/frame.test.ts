import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '../../src/twilsock/frame.ts'
import { frame, parse } from './raw-client.ts'

describe('encodeFrame', () => {
  it('writes a frame without a payload', () => {
    const text = Buffer.from(encodeFrame({ header: { method: 'reply' } })).toString()
    expect(text).toBe('TWILSOCK V3.0 35\r\n{"method":"reply","payload_size":0}\r\n')
  })

  it('counts bytes, and ends a payload with a line break that does not count', () => {
    const text = Buffer.from(encodeFrame({ header: { a: 'ü' }, payload: '{"b":"€"}' })).toString()
    const header = '{"a":"ü","payload_size":11,"payload_type":"application/json"}'
    expect(text).toBe(`TWILSOCK V3.0 62\r\n${header}\r\n{"b":"€"}\r\n`)
  })

  it('writes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const data = encodeFrame({ header: { text }, payload: text, type: 'text/plain' })
        const expected = Buffer.from(text).toString()
        expect(parse(data)).toMatchObject({ payload: expected })
      }),
    )
  })

  it('writes half a surrogate pair as the character that stands for none', () => {
    const data = encodeFrame({ header: {}, payload: 'a\ud800b😀', type: 'text/plain' })
    expect(parse(data).payload).toBe('a\ufffdb😀')
  })
})

describe('decodeFrame', () => {
  const header = { method: 'message', name: 'zoë 😀' }

  it('reads what the SDK writes, in all forms that a socket brings', () => {
    const bytes = frame(header, '{"a":"é"}')
    const read = { header: { ...header, payload_size: 10 }, payload: '{"a":"é"}' }
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    expect(decodeFrame(bytes)).toEqual(read)
    expect(decodeFrame(new DataView(bytes.buffer, bytes.byteOffset, bytes.length))).toEqual(read)
    expect(decodeFrame(buffer as ArrayBuffer)).toEqual(read)
    expect(decodeFrame(Buffer.from(bytes).toString())).toEqual(read)
  })

  it('reads what it has written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.json(), (members, payload) => {
        const taken = ['payload_size', 'payload_type']
        const own = Object.fromEntries(
          Object.entries(members).filter(([name]) => !taken.includes(name)),
        )
        const read = decodeFrame(encodeFrame({ header: own, payload }))
        expect(read?.payload).toBe(payload)
        expect(read?.header).toMatchObject(JSON.parse(JSON.stringify(own)) as object)
      }),
    )
  })

  it('reads payloads of any size', () => {
    const payload = 'x'.repeat(100_000)
    expect(decodeFrame(frame(header, payload))?.payload).toBe(payload)
  })

  it.each([
    '',
    'TWILSOCK',
    'TWILSOCK V2.0 2\r\n{}\r\n',
    'twilsock V3.0 2\r\n{}\r\n',
    ' TWILSOCK V3.0 2\r\n{}\r\n',
    'TWILSOCK V3.0 2\n{}\n',
    'TWILSOCK V3.0 -2\r\n{}\r\n',
    'TWILSOCK V3.0 9999999999\r\n{}\r\n',
    'TWILSOCK V3.0 1\r\n{}\r\n',
    'TWILSOCK V3.0 3\r\n{}\r\n',
    'TWILSOCK V3.0 2\r\n{}',
    'TWILSOCK V3.0 2\r\n[]\r\n',
    'TWILSOCK V3.0 4\r\nnull\r\n',
    'TWILSOCK V3.0 18\r\n{"payload_size":1}\r\n',
    'TWILSOCK V3.0 19\r\n{"payload_size":-1}\r\nx',
    'TWILSOCK V3.0 20\r\n{"payload_size":"1"}\r\nx',
  ])('does not read %j', (text) => {
    expect(decodeFrame(text)).toBeUndefined()
    expect(decodeFrame(Buffer.from(text))).toBeUndefined()
  })

  it.each([undefined, null, 7, {}, [], new Blob([]), { byteLength: 1e10 }])(
    'does not read %o, which no socket brings',
    (data) => {
      expect(decodeFrame(data as never)).toBeUndefined()
    },
  )

  it('does not read what is no UTF-8', () => {
    expect(
      decodeFrame(Buffer.from('TWILSOCK V3.0 7\r\n{"a":"\xff"}\r\n', 'latin1')),
    ).toBeUndefined()
    const broken = Buffer.from('TWILSOCK V3.0 18\r\n{"payload_size":1}\r\n\xff', 'latin1')
    expect(decodeFrame(broken)).toBeUndefined()
  })
})
