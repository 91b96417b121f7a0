import { describe, expect, it } from 'vitest'
import { KnownChanges } from '../../src/twilsock/known-changes.ts'

describe('KnownChanges', () => {
  it('keeps what each client knows, until it is cleared', () => {
    const known = new KnownChanges()
    known.add('alice', 'MP1/0')
    expect(known.has('alice', 'MP1/0')).toBe(true)
    expect(known.has('alice', 'MP1/1')).toBe(false)
    expect(known.has('bob', 'MP1/0')).toBe(false)
    known.clear()
    expect(known.has('alice', 'MP1/0')).toBe(false)
  })

  it('forgets the oldest of very many', () => {
    const known = new KnownChanges()
    for (let n = 0; n <= 10_000; n += 1) known.add('alice', `MP1/${n}`)
    expect([0, 1, 10_000].map((n) => known.has('alice', `MP1/${n}`))).toEqual([false, true, true])
  })
})
