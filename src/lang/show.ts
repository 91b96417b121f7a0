import { toJson } from './json.ts'

// How values are shown to people: in error messages, in reports, on a terminal.

/** Characters of a value that are shown. */
const longestValue = 80

/** Formats a value of any kind. Strings are quoted, so that "5" is not mistaken for 5. */
export function show(value: unknown): string {
  return shorten(textOf(value), longestValue)
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (value instanceof Date) return value.toString()
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'object') return toJson(value) ?? 'an object'
  const plain = value as number | bigint | boolean | symbol | null | undefined
  return String(plain)
}

/** Formats a string as printable JSON. */
export function quote(text: string): string {
  return escapeControls(JSON.stringify(text))
}

/** Makes a string printable and cuts it to at most `longest` characters. */
export function shorten(text: string, longest: number): string {
  const printable = escapeControls(text)
  return printable.length > longest ? `${printable.slice(0, longest - 1)}…` : printable
}

/**
 * Characters that a terminal interprets or shows as nothing: control characters, direction marks,
 * line separators, byte order marks.
 */
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]/g

/** Makes a string printable by escaping such characters as JSON may: `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const units = [
  { name: 'd', milliseconds: 86_400_000 },
  { name: 'h', milliseconds: 3_600_000 },
  { name: 'min', milliseconds: 60_000 },
] as const

/** Formats a length of time: `1 d 2 h 3 min 4.5 s`, without parts that are zero. */
export function showDuration(milliseconds: number): string {
  const parts: string[] = []
  let rest = Math.abs(milliseconds)
  for (const { name, milliseconds: unit } of units) {
    const whole = Math.floor(rest / unit)
    if (whole > 0) parts.push(`${whole} ${name}`)
    rest -= whole * unit
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest / 1000} s`)
  return `${milliseconds < 0 ? '-' : ''}${parts.join(' ')}`
}
