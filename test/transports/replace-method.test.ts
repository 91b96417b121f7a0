import { describe, expect, it } from 'vitest'
import { replaceMethod } from '../../src/transports/replace-method.ts'

describe('replaceMethod', () => {
  it.each([
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ])('leaves nothing of three that are undone in the order %i, %i, %i', (...order) => {
    const { target, original, undos } = replacedBy('a', 'b', 'c')
    const standing = ['a', 'b', 'c']
    for (const index of order) {
      undos[index]?.()
      standing[index] = ''
      expect(target.say()).toBe(`${[...standing].reverse().join('')}hello`)
    }
    expect(target.say).toBe(original)
  })

  it('leaves an inherited method inherited', () => {
    const parent = { say: () => 'hello' }
    const target = Object.create(parent) as typeof parent
    const undos = ['a', 'b'].map((letter) =>
      replaceMethod(target, { name: 'say', by: (before) => () => `${letter}${before()}` }),
    )
    expect(target.say()).toBe('bahello')
    for (const undo of undos) undo()
    expect(Object.hasOwn(target, 'say')).toBe(false)
    expect(target.say()).toBe('hello')
  })

  it('adds nothing where other code has removed the replacement', () => {
    const parent = { say: () => 'hello' }
    const target = Object.create(parent) as typeof parent
    const undo = replaceMethod(target, { name: 'say', by: () => () => 'a' })
    Reflect.deleteProperty(target, 'say')
    undo()
    expect(Object.hasOwn(target, 'say')).toBe(false)
  })

  it('keeps a replacement by other code', () => {
    const { target, undos } = replacedBy('a')
    const ours = target.say
    const theirs = (): string => `their ${ours()}`
    target.say = theirs
    undos[0]?.()
    undos[0]?.()
    expect(target.say).toBe(theirs)
    expect(target.say()).toBe('their hello')
  })

  it('stops at a replacement by other code in between', () => {
    const { target, undos } = replacedBy('a')
    const ours = target.say
    const theirs = (): string => `their ${ours()}`
    target.say = theirs
    const undo = replaceMethod(target, { name: 'say', by: (before) => () => `b${before()}` })
    undos[0]?.()
    undo()
    expect(target.say).toBe(theirs)
  })
})

/** Something to say, with a letter before it for every replacement that is not over. */
function replacedBy(...letters: readonly string[]): {
  readonly target: { say: () => string }
  readonly original: () => string
  readonly undos: readonly (() => void)[]
} {
  const original = (): string => 'hello'
  const target = { say: original }
  const undos = letters.map((letter) => {
    let own = letter
    const restore = replaceMethod(target, {
      name: 'say',
      by: (before) => () => `${own}${before()}`,
    })
    return () => {
      own = ''
      restore()
    }
  })
  return { target, original, undos }
}
