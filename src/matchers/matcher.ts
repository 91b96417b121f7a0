/** The part of a matcher's `this` in vitest and jest that is used. */
export interface MatcherContext {
  /** Whether the matcher is negated by `.not`. */
  readonly isNot?: boolean | undefined
  /** Compares two values deeply, by these testers first. */
  equals(found: unknown, expected: unknown, testers?: never[]): boolean
  /** `subsetEquality` is the tester behind `toMatchObject`. */
  readonly utils: { readonly subsetEquality: unknown }
}

/** The result of a matcher, as vitest and jest expect it. */
export interface MatcherResult {
  /** Whether the matcher passes, before `.not` is applied. */
  readonly pass: boolean
  /** Returns the text of the failure. */
  message(): string
}
