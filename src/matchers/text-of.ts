import { escapeControls } from '../lang/show.ts'
import { type Asymmetric, isAsymmetric, isRecord } from './differences.ts'

/** How many characters of a text are shown. */
const maxCharacters = 300

/**
 * Formats a value on one line, the same in every test runner: `{"id": Any<Number>, "to": ["tea"]}`.
 */
export function textOf(value: unknown): string {
  const text = escapeControls(wholeTextOf(value))
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text
}

function wholeTextOf(value: unknown): string {
  if (isAsymmetric(value)) {
    return value.toAsymmetricMatcher?.() ?? asymmetricTextOf(value)
  }
  if (Array.isArray(value)) return `[${value.map(wholeTextOf).join(', ')}]`
  if (isRecord(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}: ${wholeTextOf(member)}`,
    )
    return `{${members.join(', ')}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

function asymmetricTextOf(matcher: Asymmetric): string {
  const name = matcher.toString().replace(/^\[object (.*)\]$/, '$1')
  return matcher.sample === undefined ? name : `${name} ${wholeTextOf(matcher.sample)}`
}
