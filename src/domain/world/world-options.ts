import { refuse } from '../../lang/refuse.ts'
import type { LimitOverrides } from '../rules/limits.ts'
import { isSid, sidShape } from '../rules/sid.ts'
import type { Clock } from '../time/clock.ts'

/**
 * Which services exist from the start. `'any'`: every well-formed `IS…` SID, created on first use.
 * A list of SIDs: only those, besides `default` and those created later.
 */
export type KnownServices = 'any' | readonly string[]

/** How to set up a world. */
export interface WorldOptions {
  readonly clock: Clock
  readonly seed?: number | undefined
  readonly limits?: LimitOverrides | undefined
  readonly services?: KnownServices | undefined
  readonly accountSid?: string | undefined
}

/**
 * Validates the `services` option.
 *
 * @param action what the caller was about to do
 * @throws TypeError if it is neither `'any'` nor a list of different SIDs
 */
export function checkKnownServices(action: string, found: unknown): void {
  if (found === 'any') return
  if (!Array.isArray(found)) {
    refuse(action, { found, at: 'services', expected: "'any' or a list of IS… SIDs" })
  }
  const listed = new Set<unknown>()
  for (const [index, sid] of (found as readonly unknown[]).entries()) {
    const mistake = { found: sid, at: `services[${index}]` }
    if (typeof sid !== 'string' || !isSid(sid, 'IS')) {
      refuse(action, { ...mistake, expected: sidShape('IS') })
    }
    if (listed.has(sid)) refuse(action, { ...mistake, expected: 'each SID once' })
    listed.add(sid)
  }
}
