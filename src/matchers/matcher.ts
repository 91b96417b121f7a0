/** The part of a matcher's `this` that is used. vitest, jest and Bun have more, each its own. */
export interface MatcherContext {
  /** Whether the matcher is negated by `.not`. */
  readonly isNot?: boolean | undefined
  /** Compares two values deeply. Asks asymmetric matchers, also those inside. */
  equals(found: unknown, expected: unknown): boolean
}

/** The result of a matcher, as vitest and jest expect it. */
export interface MatcherResult {
  /** Whether the matcher passes, before `.not` is applied. */
  readonly pass: boolean
  /** Returns the text of the failure. */
  message(): string
}
