import { describe, expect, it } from 'vitest'
import { hasMethod } from '../../src/lang/has-method.ts'

class Thenable {
  then(): void {
    // Never called.
  }
}

describe('hasMethod', () => {
  it.each<object>([
    Promise.resolve(),
    { then: () => undefined },
    new Thenable(),
    new Proxy(Thenable.prototype, {}),
  ])('finds a method: %o', (found) => expect(hasMethod(found, 'then')).toBe(true))

  it.each([undefined, null, 5, 'then', {}, { then: 5 }, { Then: () => 1 }, Object.create(null)])(
    'finds none: %o',
    (found: unknown) => expect(hasMethod(found, 'then')).toBe(false),
  )

  it('looks at primitives too', () => expect(hasMethod('text', 'slice')).toBe(true))
})
