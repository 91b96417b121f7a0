import { type LimitOverrides, type Limits, withLimits } from '../../domain/limits.ts'
import { checkOptionNames } from '../../domain/refuse.ts'
import { isFake } from '../check-fake.ts'

/**
 * The limits an arbitrary follows. A fake has this shape: `uniqueName(sync)` generates names that
 * this fake accepts.
 */
export interface LimitOptions {
  /** Limits that replace Twilio's, by name. Default: none. */
  readonly limits?: LimitOverrides | undefined
}

/**
 * The limits in options. Refuses anything that is not an object, and unknown options, unless it is
 * a fake, which has members of its own.
 *
 * @param others the names of the options other than `limits`
 */
export function limitsOf(
  action: string,
  options: LimitOptions,
  others: readonly string[] = [],
): Limits {
  if (!isFake(options)) checkOptionNames(action, options, ['limits', ...others])
  return withLimits(options.limits)
}
