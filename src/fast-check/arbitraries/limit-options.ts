import type { LimitOverrides } from '../../domain/limits.ts'

/**
 * The limits an arbitrary follows. A fake has this shape: `uniqueName(sync)` generates names that
 * this fake accepts.
 */
export interface LimitOptions {
  /** Limits that replace Twilio's, by name. Default: none. */
  readonly limits?: LimitOverrides | undefined
}
