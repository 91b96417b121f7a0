import { hasMethod } from '../../lang/has-method.ts'
import { refuse } from '../../lang/refuse.ts'
import { fc } from '../fc.ts'

/** Where the unique names that an app uses come from: an arbitrary, or a list of one or more. */
export type NameSource = fc.Arbitrary<string> | readonly string[]

/** What needs the names, and the option that they come from, for error messages. */
interface NameSourceUse {
  readonly action: string
  readonly at?: string
}

/**
 * An arbitrary of the names. Never generates `.` and `..`, which URLs resolve away.
 *
 * @throws TypeError for anything that is no source of names
 */
export function namesFrom(
  source: NameSource,
  { action, at = 'names' }: NameSourceUse,
): fc.Arbitrary<string> {
  if (isNameList(source)) return fc.constantFrom(...source)
  if (hasMethod(source, 'generate')) return source.filter(isAddressable)
  const expected = 'an arbitrary of strings, or a list of one or more strings other than . and ..'
  refuse(action, { found: source, at, expected })
}

/** Whether a source is a list of one or more names. */
export function isNameList(source: NameSource): source is readonly string[] {
  return Array.isArray(source) && source.length > 0 && source.every(isAddressable)
}

function isAddressable(name: unknown): boolean {
  return typeof name === 'string' && name !== '.' && name !== '..'
}
