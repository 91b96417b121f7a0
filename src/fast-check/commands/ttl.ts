import type { Limits } from '../../domain/limits.ts'
import { withEdges } from '../arbitraries/with-edges.ts'
import { fc } from '../fc.ts'

/** Times to live in seconds: short, so that streams expire within a run. */
export function ttls(): fc.Arbitrary<number | undefined> {
  const seconds = withEdges(fc.integer({ min: 0, max: 3600 }), [0, 1, 2, 60])
  return fc.option(seconds, { nil: undefined, freq: 2 })
}

export function isTtl(ttl: number, { ttlSeconds }: Limits): boolean {
  return Number.isInteger(ttl) && ttl >= 0 && ttl <= ttlSeconds
}
