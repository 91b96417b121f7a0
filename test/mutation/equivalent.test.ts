import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { equivalent } from './equivalent.js'

// The run that would notice takes hours.
describe('a change that is listed as one that no test can see', () => {
  it.each(equivalent)('can still be made to $file: $code', ({ file, code, on = '' }) => {
    const path = `src/${file}`
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    expect(text.replace(/\s+/g, ' ')).toContain(code)
    expect(text).toContain(on)
  })

  it('is listed once', () => {
    const keys = equivalent.map(({ file, code, to, on = '' }) => [file, code, to, on].join(' '))
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})
