/** The part of fast-check's `RunDetails` that the plugin uses. */
export interface PropertyDetails {
  readonly failed: boolean
  readonly seed: number
  /** `null` when no run failed, such as after an interruption. */
  readonly counterexamplePath: string | null
  readonly errorInstance: unknown
  readonly runConfiguration: RunConfiguration
}

/** The part of the parameters of `fc.assert` that the plugin uses. */
export interface RunConfiguration {
  readonly examples?: readonly unknown[]
  readonly unbiased?: boolean
  readonly timeout?: number | undefined
  /** A function that creates generators, even if the parameters gave a name. */
  readonly randomType?: unknown
  readonly includeErrorInReport?: boolean
  readonly plugins?: readonly unknown[]
  readonly reporter?: unknown
  readonly asyncReporter?: unknown
}
