import { hasNames } from './is-object.ts'
import { show } from './show.ts'

/** What the caller passed by mistake, and what was expected. */
export interface Mistake {
  readonly found: unknown
  /** The option or argument it was found in; absent if the action has only one. */
  readonly at?: string | undefined
  readonly expected: string
}

/** Throws the TypeError that reports a caller's mistake. */
export function refuse(action: string, { found, at, expected }: Mistake): never {
  const place = at === undefined ? '' : ` for ${at}`
  throw new TypeError(`Cannot ${action}: found ${show(found)}${place}, expected ${expected}`)
}

/** How to check the names of options. */
export interface NamesCheck<Options> {
  /** What the caller was about to do. */
  readonly action: string
  /** The names as the keys of a table, which the compiler holds to those of the options. */
  readonly known: { readonly [Name in keyof Options]-?: unknown }
}

/**
 * Refuses options that are not an object, and unknown option names, which are usually misspelt.
 *
 * @throws TypeError that lists the known names
 */
export function checkOptionNames<Options extends object>(
  options: Options,
  { action, known }: NamesCheck<NoInfer<Options>>,
): void {
  if (!hasNames(options)) {
    refuse(action, { found: options, at: 'the options', expected: 'an object' })
  }
  const names = Object.keys(known)
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue
    const expected = names.length === 0 ? 'none' : anyOf(names)
    throw new TypeError(`Cannot ${action}: found the unknown option ${name}, expected ${expected}`)
  }
}

/** Says that one of these names was expected: `any of before, after`, or `before` alone. */
export function anyOf(names: readonly string[]): string {
  return `${names.length === 1 ? '' : 'any of '}${names.join(', ')}`
}

/** Whether a value is a whole number in range. */
export function isWhole(
  found: unknown,
  { least, most = Number.MAX_SAFE_INTEGER }: { readonly least: number; readonly most?: number },
): found is number {
  return Number.isSafeInteger(found) && Number(found) >= least && Number(found) <= most
}
