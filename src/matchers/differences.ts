import { hasMethod } from '../lang/has-method.ts'
import type { MatcherContext } from './matcher.ts'

/** A value, and what it should contain. */
export interface Comparison {
  readonly found: unknown
  readonly expected: unknown
}

/** A member that is not as expected, at a path such as `['params', 'Ttl']`. */
export interface Difference {
  readonly path: readonly string[]
  /** Also `undefined` if there is no such member. */
  readonly found: unknown
}

/** An item, and how it differs from what was expected. */
export interface Candidate<Item> {
  readonly item: Item
  readonly differences: readonly Difference[]
}

/** Whether a value contains what is expected, as in `toMatchObject`. */
export function isLike(context: MatcherContext, { found, expected }: Comparison): boolean {
  return context.equals(found, expected, [context.utils.subsetEquality as never])
}

/** Sorts items by how many differences they have, fewest first; ties newest first. */
export function nearest<Item>(
  context: MatcherContext,
  { items, expected }: { readonly items: readonly Item[]; readonly expected: unknown },
): Candidate<Item>[] {
  return items
    .map((item) => ({ item, differences: differencesOf(context, { found: item, expected }) }))
    .reverse()
    .sort((one, other) => one.differences.length - other.differences.length)
}

/** Returns the innermost members that are not as expected; none if `isLike`. */
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

/** Whether a value is an object to be compared member by member, from any realm. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]' && !isAsymmetric(value)
}

/** An asymmetric matcher of vitest or jest, such as `expect.any(Number)`. */
export interface Asymmetric {
  readonly sample?: unknown
  asymmetricMatch(found: unknown): boolean
  toAsymmetricMatcher?(): string
  toString(): string
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  return hasMethod(value, 'asymmetricMatch')
}
