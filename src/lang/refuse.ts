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

/** Refuses options that are not an object, and unknown option names, which are usually misspelt. */
export function checkOptionNames(
  action: string,
  options: unknown,
  known: readonly string[],
): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    refuse(action, { found: options, at: 'the options', expected: 'an object' })
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const expected = known.length === 0 ? 'none' : anyOf(known)
    throw new TypeError(`Cannot ${action}: found the unknown option ${name}, expected ${expected}`)
  }
}

/** Says that one of these names was expected: `any of before, after`. */
export function anyOf(names: readonly string[]): string {
  return `any of ${names.join(', ')}`
}

/** Whether a value is a whole number in range. */
export function isWhole(
  found: unknown,
  { least, most = Number.MAX_SAFE_INTEGER }: { readonly least: number; readonly most?: number },
): found is number {
  return Number.isSafeInteger(found) && Number(found) >= least && Number(found) <= most
}
