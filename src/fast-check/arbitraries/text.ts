import { fc } from '../fc.ts'
import { withEdges } from './with-edges.ts'

// What names of objects and keys of items are made of.

export const letters: fc.Arbitrary<string> = fc.constantFrom(
  ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789-_'),
)

/** Parts of names and keys that a careless URL would split. */
export const pieces: readonly string[] = [...Array.from('abAB/.?#%&=+: \\'), '%2F', '..', 'é', '😀']

/** Generates texts of up to twenty units, within a limit. */
export function shortText(
  unit: 'grapheme' | fc.Arbitrary<string>,
  longest: number,
): fc.Arbitrary<string> {
  const maxLength = Math.min(longest, 20)
  return fc.string({ unit, minLength: 1, maxLength }).map((text) => cut(text, longest))
}

/** As many whole characters as the limit allows, which counts UTF-16 code units. */
function cut(text: string, longest: number): string {
  let fitting = ''
  for (const character of text) {
    if (fitting.length + character.length > longest) break
    fitting += character
  }
  return fitting === '' ? 'a' : fitting
}

interface Lengths {
  readonly min: number
  readonly max: number
}

/** Generates texts of one character, half of them of the least or the greatest length. */
export function filledText(
  fillers: readonly string[],
  { min, max }: Lengths,
): fc.Arbitrary<string> {
  const length = withEdges(fc.integer({ min, max }), [min, max])
  return fc.tuple(fc.constantFrom(...fillers), length).map(([filler, units]) => fill(filler, units))
}

/** A string of exactly this length, in UTF-16 code units. */
function fill(filler: string, length: number): string {
  return filler.repeat(Math.floor(length / filler.length)) + 'a'.repeat(length % filler.length)
}
