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
  if (Array.isArray(expected)) {
    const items: readonly unknown[] = expected
    return (
      Array.isArray(found) &&
      found.length === items.length &&
      items.every((item, index) => isLike(context, { found: found[index], expected: item }))
    )
  }
  if (!isRecord(expected)) return context.equals(found, expected)
  return Object.entries(expected).every(([name, member]) => {
    const isThere = isRecord(found) && Object.hasOwn(found, name)
    return isThere && isLike(context, { found: found[name], expected: member })
  })
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
  return tagOf(value) === '[object Object]' && !isAsymmetric(value)
}

/** An asymmetric matcher of vitest, jest or Bun, such as `expect.any(Number)`. */
export interface Asymmetric {
  readonly sample?: unknown
  toAsymmetricMatcher?(): string
  toString(): string
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  // Those of Bun have no members; only their tag tells what they are.
  return hasMethod(value, 'asymmetricMatch') || /^\[object Expect[A-Z]/.test(tagOf(value))
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value)
}
