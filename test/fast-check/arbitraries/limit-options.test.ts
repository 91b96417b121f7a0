import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import {
  invalidMessageData,
  messageData,
} from '../../../src/fast-check/arbitraries/message-data.ts'
import { invalidPageSize, pageSize } from '../../../src/fast-check/arbitraries/page-size.ts'
import { invalidTtl, ttl } from '../../../src/fast-check/arbitraries/ttl.ts'
import {
  invalidUniqueName,
  uniqueName,
  uniqueNamePair,
} from '../../../src/fast-check/arbitraries/unique-name.ts'
import { worldState } from '../../../src/fast-check/arbitraries/world-state.ts'

interface Case {
  readonly make: (options?: never) => object
  readonly action: string
  readonly known: string
}

const cases: readonly Case[] = [
  { make: uniqueName, action: 'make unique names', known: 'limits' },
  { make: invalidUniqueName, action: 'make unique names', known: 'limits' },
  { make: uniqueNamePair, action: 'make unique names', known: 'limits' },
  { make: ttl, action: 'make times to live', known: 'limits' },
  { make: invalidTtl, action: 'make times to live', known: 'limits' },
  { make: pageSize, action: 'make page sizes', known: 'limits' },
  { make: invalidPageSize, action: 'make page sizes', known: 'limits' },
  { make: messageData, action: 'make message data', known: 'limits, bytes' },
  { make: invalidMessageData, action: 'make message data', known: 'limits' },
  {
    make: worldState,
    action: 'make world states',
    known: 'limits, seed, accountSid, names',
  },
]

describe.each(cases)('$make.name', ({ make, action, known }) => {
  it('refuses unknown options', () => {
    const expected = known.includes(',') ? `any of ${known}` : known
    expect(() => make({ maxLength: 5 } as never)).toThrow(
      new TypeError(`Cannot ${action}: found the unknown option maxLength, expected ${expected}`),
    )
  })

  it.each([5, 'a', null, [], () => undefined])('refuses %j for the options', (options) => {
    expect(() => make(options as never)).toThrow(TypeError)
    expect(() => make(options as never)).toThrow(
      /^Cannot make [a-z ]+: found .+ for the options, expected an object$/,
    )
  })

  it('takes a fake, its own options and none', () => {
    expect(make(createFakeSync() as never)).toBeDefined()
    const options = known.split(', ').map((name) => [name, undefined])
    expect(make(Object.fromEntries(options) as never)).toBeDefined()
    expect(make()).toBeDefined()
  })
})
