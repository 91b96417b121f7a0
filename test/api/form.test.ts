import { describe, expect, it } from 'vitest'
import { parseForm } from '../../src/api/form.ts'

describe('parseForm', () => {
  it.each([undefined, 'application/x-www-form-urlencoded', 'text/plain', 'multipart/mixed'])(
    'reads a form, whatever its content type: %s',
    (type) => {
      expect(parseForm('UniqueName=a+b&Ttl=60', type)).toEqual({ UniqueName: 'a b', Ttl: '60' })
    },
  )

  it('reads multipart/form-data, as it is written by the platform', async () => {
    const form = new FormData()
    form.append('UniqueName', 'a+b & c')
    form.append('Data', '{"text":"two\r\nlines"}')
    form.append('Empty', '')
    form.append('Data', 'a second one')
    const request = new Request('https://sync.twilio.com', { method: 'POST', body: form })
    const type = request.headers.get('content-type') ?? undefined
    expect(parseForm(await request.text(), type)).toEqual({
      UniqueName: 'a+b & c',
      Data: '{"text":"two\r\nlines"}',
      Empty: '',
    })
  })

  it('reads lines that end as on any system, and no part that is cut off', () => {
    const head = 'Content-Disposition: form-data; name='
    const part = (name: string, end: string): string =>
      ['--x', `${head}"${name}"`, '', name, ''].join(end)
    const type = 'multipart/form-data; charset=utf-8; boundary=x'
    const body = `${part('a', '\n')}${part('b', '\r\n')}--x ${head}"c"\r\n\r\n--x\r\n${head}"d"\r\n--x z\r\n${head}"e"\r\n\r\ne\r\n`
    expect(parseForm(body, type)).toEqual({ a: 'a', b: 'b' })
    expect(parseForm('a=1', `text/plain; is=multipart/form-data; boundary=x`)).toEqual({ a: '1' })
  })

  it('reads a quoted boundary, and nothing where there are no parts', () => {
    const body = '--a b\r\nContent-Disposition: form-data; name="Ttl"\r\n\r\n60\r\n--a b--\r\n'
    expect(parseForm(body, 'multipart/form-data; boundary="a b"')).toEqual({ Ttl: '60' })
    expect(parseForm('Ttl=60', 'multipart/form-data; boundary=x')).toEqual({})
  })
})
