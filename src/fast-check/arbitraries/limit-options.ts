import { type LimitOverrides, type Limits, withLimits } from '../../domain/rules/limits.ts'
import { checkOptionNames } from '../../lang/refuse.ts'
import { isFake } from '../check-fake.ts'

/**
 * The limits an arbitrary follows. A fake has this shape: `uniqueName(sync)` generates names that
 * this fake accepts.
 */
export interface LimitOptions {
  /** Limits that replace Twilio's, by name. Default: none. */
  readonly limits?: LimitOverrides | undefined
}

interface LimitsUse {
  /** What needs the limits, for error messages. */
  readonly action: string
  /** The options other than `limits`, by name. */
  readonly others?: Readonly<Record<string, true>>
}

/**
 * The limits in options. Refuses anything that is not an object, and unknown options, unless it is
 * a fake, which has other members.
 */
export function limitsOf(options: LimitOptions, { action, others }: LimitsUse): Limits {
  if (!isFake(options)) {
    checkOptionNames(options, { action, known: { limits: true, ...others } })
  }
  return withLimits(options.limits)
}
