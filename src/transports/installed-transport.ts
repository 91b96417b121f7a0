/** A transport that is in effect, until it is stopped. */
export interface InstalledTransport {
  /** Whether what is sent would reach the fake right now. */
  readonly isServing: boolean
  /** Takes away what was put in place, and nothing else. May be called again. */
  readonly stop: () => void
}
