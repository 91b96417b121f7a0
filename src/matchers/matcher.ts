/** What `expect.extend` of vitest and jest hands to a matcher as `this`. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined
  equals(found: unknown, expected: unknown, testers?: never[]): boolean
  readonly utils: { readonly subsetEquality: unknown }
}

/** What a matcher returns. */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}
