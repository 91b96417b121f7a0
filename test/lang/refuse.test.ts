import { describe, expect, it } from 'vitest'
import { checkOptionNames, isWhole, refuse } from '../../src/lang/refuse.ts'
import { show } from '../../src/lang/show.ts'

describe('refuse', () => {
  it('names the action, what was found and what was expected', () => {
    expect(() => refuse('set the clock', { found: 5, expected: 'a Date' })).toThrow(
      new TypeError('Cannot set the clock: found 5, expected a Date'),
    )
  })

  it('names the option', () => {
    const mistake = { found: '5', at: 'seed', expected: 'a safe integer' }
    expect(() => refuse('set up the fake', mistake)).toThrow(
      new TypeError('Cannot set up the fake: found "5" for seed, expected a safe integer'),
    )
  })
})

interface Plan {
  readonly max?: number
  readonly kinds?: string
}

const known = { max: true, kinds: true }

describe('checkOptionNames', () => {
  it('accepts an object with any of the known names', () => {
    expect(() => checkOptionNames<Plan>({ max: 1 }, { action: 'plan', known })).not.toThrow()
    expect(() => checkOptionNames<Plan>({}, { action: 'plan', known })).not.toThrow()
  })

  it.each(['mx', 'toString', '__proto__'])('refuses the unknown name %s', (name) => {
    expect(() =>
      checkOptionNames(Object.fromEntries([[name, 1]]), { action: 'plan', known }),
    ).toThrow(
      new TypeError(`Cannot plan: found the unknown option ${name}, expected any of max, kinds`),
    )
  })

  it('refuses any name where there are no options', () => {
    expect(() => checkOptionNames<object>({ max: 1 }, { action: 'plan', known: {} })).toThrow(
      new TypeError('Cannot plan: found the unknown option max, expected none'),
    )
  })

  it.each([null, 'max', 5, [], undefined, () => 1])('refuses %s in place of an object', (found) => {
    expect(() => checkOptionNames(found as object, { action: 'plan', known })).toThrow(
      new TypeError(`Cannot plan: found ${show(found)} for the options, expected an object`),
    )
  })
})

describe('isWhole', () => {
  it.each([0, 1, 2])('accepts %s in 0…2', (found) => {
    expect(isWhole(found, { least: 0, most: 2 })).toBe(true)
  })

  it.each([-1, 3, 0.5, Number.NaN, Infinity, '1', null, 1n])('refuses %s in 0…2', (found) => {
    expect(isWhole(found, { least: 0, most: 2 })).toBe(false)
  })

  it('accepts safe integers only', () => {
    expect(isWhole(2 ** 53 - 1, { least: 0 })).toBe(true)
    expect(isWhole(2 ** 53, { least: 0 })).toBe(false)
  })
})
