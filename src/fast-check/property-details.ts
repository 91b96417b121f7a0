/** What fast-check tells about a property that was checked, as far as it matters here. */
export interface PropertyDetails {
  readonly failed: boolean
  readonly seed: number
  /** `null` when it is not a run that failed. */
  readonly counterexamplePath: string | null
  readonly errorInstance: unknown
  readonly runConfiguration: RunConfiguration
}

/** The options of `fc.assert`, as far as they matter here. */
export interface RunConfiguration {
  readonly examples?: readonly unknown[]
  readonly unbiased?: boolean
  readonly timeout?: number | undefined
  /** What makes generators, whatever it was called in the options. */
  readonly randomType?: unknown
  readonly includeErrorInReport?: boolean
  readonly plugins?: readonly unknown[]
  readonly reporter?: unknown
  readonly asyncReporter?: unknown
}
