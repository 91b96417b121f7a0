import { refuse } from '../../lang/refuse.ts'

/**
 * A length of time in parts, which are added up. Fractions are allowed as long as the sum is a
 * whole number of milliseconds.
 */
export interface Duration {
  /** Days of 24 hours. Default: 0. */
  readonly days?: number | undefined
  /** Default: 0. */
  readonly hours?: number | undefined
  /** Default: 0. */
  readonly minutes?: number | undefined
  /** Default: 0. */
  readonly seconds?: number | undefined
  /** Default: 0. */
  readonly milliseconds?: number | undefined
}

const millisecondsPer = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const satisfies Record<keyof Duration, number>

/** Who needs a duration, for error messages. */
interface DurationUse {
  readonly action: string
  /** The option it was passed as; absent for an argument. */
  readonly at?: string
}

/**
 * Returns the whole milliseconds of a duration, which may be negative.
 *
 * @throws TypeError if it is no duration or does not add up to whole milliseconds
 */
export function toMilliseconds(duration: number | Duration, { action, at }: DurationUse): number {
  const total = typeof duration === 'number' ? duration : sumOfParts(duration)
  if (total === undefined) {
    const expected = `milliseconds, or an object of any of ${Object.keys(millisecondsPer).join(', ')}`
    refuse(action, { found: duration, at, expected })
  }
  if (!Number.isSafeInteger(total)) {
    refuse(action, { found: duration, at, expected: 'whole milliseconds' })
  }
  return total
}

/** The milliseconds in all parts together, or `undefined` for what has no parts or unknown ones. */
function sumOfParts(duration: Duration): number | undefined {
  const parts = Object.entries(Object(duration) as Duration)
  if (parts.length === 0 || parts.some(([unit]) => !Object.hasOwn(millisecondsPer, unit))) {
    return undefined
  }
  const sum = parts.reduce(
    (total, [unit, amount]) =>
      total + Number(amount ?? 0) * millisecondsPer[unit as keyof Duration],
    0,
  )
  // 1.1 hours make 3960000.0000000005: a sum that is off by no more than rounding counts as whole.
  const whole = Math.round(sum)
  return Math.abs(sum - whole) <= Math.abs(sum) * Number.EPSILON * 4 ? whole : sum
}
