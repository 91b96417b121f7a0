import type { LimitOverrides } from '../../domain/limits.ts'

/** What an arbitrary lives by. A fake will do: `uniqueName(sync)` gives names that this fake accepts. */
export interface LimitOptions {
  /** Limits to replace; Twilio's when left out. */
  readonly limits?: LimitOverrides | undefined
}
