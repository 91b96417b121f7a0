import type { MatcherContext } from './matcher.ts'

/** What was found, and what it should be like. */
export interface Comparison {
  readonly found: unknown
  readonly expected: unknown
}

/** A member that is not as expected: `['params', 'Ttl']`. */
export interface Difference {
  readonly path: readonly string[]
  /** `undefined` too where there is no such member. */
  readonly found: unknown
}

/** An item, and in what it differs from what was expected. */
export interface Candidate<Item> {
  readonly item: Item
  readonly differences: readonly Difference[]
}

/** Whether all that is expected is there, as `toMatchObject` has it. */
export function isLike(context: MatcherContext, { found, expected }: Comparison): boolean {
  return context.equals(found, expected, [context.utils.subsetEquality as never])
}

/** The items with the fewest differences first; among equals, the newest. */
export function nearest<Item>(
  context: MatcherContext,
  { items, expected }: { readonly items: readonly Item[]; readonly expected: unknown },
): Candidate<Item>[] {
  return items
    .map((item) => ({ item, differences: differencesOf(context, { found: item, expected }) }))
    .reverse()
    .sort((one, other) => one.differences.length - other.differences.length)
}

/** The innermost members that are not as expected; none when `isLike`. */
export function differencesOf(
  context: MatcherContext,
  { found, expected }: Comparison,
): Difference[] {
  if (isLike(context, { found, expected })) return []
  const differences =
    isRecord(found) && isRecord(expected)
      ? Object.entries(expected).flatMap(([name, value]) =>
          differencesOf(context, { found: found[name], expected: value }).map(
            (difference): Difference => ({ ...difference, path: [name, ...difference.path] }),
          ),
        )
      : []
  return differences.length > 0 ? differences : [{ path: [], found }]
}

/** An object that is compared member by member, whatever realm it is from. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]' && !isAsymmetric(value)
}

/** `expect.any(Number)` and the like, of vitest and jest. */
export interface Asymmetric {
  readonly sample?: unknown
  asymmetricMatch(found: unknown): boolean
  toAsymmetricMatcher?(): string
  toString(): string
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  return typeof (Object(value) as Partial<Asymmetric>).asymmetricMatch === 'function'
}
