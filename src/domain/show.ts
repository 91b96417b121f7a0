import { toJson } from './json.ts'

// How values are shown to a person: in the message of an error, in a report, on a terminal.

/** How much of a value is shown. */
const longestValue = 80

/** A value of any kind. Strings are in quotes, so that "5" is not taken for 5. */
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

/** A string in quotes, as JSON, that can be printed. */
export function quote(text: string): string {
  return escapeControls(JSON.stringify(text))
}

/** A string that can be printed, of so many characters at most. */
export function shorten(text: string, longest: number): string {
  const printable = escapeControls(text)
  return printable.length > longest ? `${printable.slice(0, longest - 1)}…` : printable
}

/**
 * What a terminal does not show but obeys, or shows as nothing: control characters, those that change the direction
 * of what follows, separators of lines, marks of the byte order.
 */
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]/g

/** A text that can be printed, with such characters as JSON may escape them: `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
