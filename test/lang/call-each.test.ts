import { describe, expect, it } from 'vitest'
import { callEach } from '../../src/lang/call-each.ts'

describe('callEach', () => {
  it('calls every function in order', () => {
    const called: number[] = []

    callEach([1, 2, 3].map((number) => () => called.push(number)))

    expect(called).toEqual([1, 2, 3])
  })

  it('calls the rest when one throws, then rethrows the error', () => {
    const called: number[] = []
    const thrown = new Error('second')
    const calls = [() => called.push(1), throwing(thrown), () => called.push(3)]

    expect(caughtFrom(() => callEach(calls))).toBe(thrown)
    expect(called).toEqual([1, 3])
  })

  it('throws several errors as one AggregateError, in order', () => {
    const errors = [new Error('first'), new Error('second')]

    const caught = caughtFrom(() => callEach(errors.map(throwing)))

    expect(caught).toEqual(new AggregateError(errors, '2 listeners threw'))
  })

  it('throws undefined when that is what was thrown', () => {
    let hasThrown = false
    try {
      callEach([throwing(undefined)])
    } catch (error) {
      hasThrown = error === undefined
    }

    expect(hasThrown).toBe(true)
  })

  it('calls a function that an earlier one added', () => {
    const called: string[] = []
    const calls = [
      () => {
        called.push('first')
        calls.push(() => called.push('added'))
      },
    ]

    callEach(calls)

    expect(called).toEqual(['first', 'added'])
  })
})

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown
  }
}

function caughtFrom(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
