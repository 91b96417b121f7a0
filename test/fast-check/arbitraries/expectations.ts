import fc from 'fast-check'
import twilio from 'twilio'
import { expect } from 'vitest'
import type { FakeSync } from '../../../src/core.ts'
import type { Invalid } from '../../../src/fast-check/arbitraries/invalid.ts'

/** The default service as the real twilio client gives it. */
export function serviceOf({ httpClient }: FakeSync): SyncService {
  const client = twilio(`AC${'1'.repeat(32)}`, 'token', { httpClient })
  return client.sync.v1.services('default')
}

export type SyncService = ReturnType<twilio.Twilio['sync']['v1']['services']>

/** The Streams of the default service as the real twilio client gives them. */
export function streamsOf(sync: FakeSync): SyncStreams {
  return serviceOf(sync).syncStreams
}

export type SyncStreams = SyncService['syncStreams']

/** Expects a request, or a call of the JS API, to be refused as an invalid value says it must be. */
export async function expectRefusal(
  attempt: () => unknown,
  { status, code }: Invalid<unknown>,
): Promise<void> {
  const answer: unknown = await new Promise((resolve) => resolve(attempt())).catch(
    (error: unknown) => error,
  )
  expect(answer).toMatchObject({ status, code })
}

/** Expects the statistics of a thousand values to name every edge; says which they do not. */
export function expectEdges<Value>(
  arbitrary: fc.Arbitrary<Value>,
  edges: Readonly<Record<string, (value: Value) => boolean>>,
): void {
  const names = Object.keys(edges)
  const statistics: string[] = []
  const classify = (value: Value): string[] => names.filter((name) => edges[name]?.(value))
  const logger = (line: string): void => void statistics.push(line)
  fc.statistics(arbitrary, classify, { numRuns: 1000, seed: 1, logger })
  const met = statistics.map((line) => line.replace(/\.+\d+\.\d+%$/, ''))
  expect(names.filter((name) => !met.includes(name))).toEqual([])
}

/** What a property shrinks to that fails for some values, or for all, from different beginnings. */
export function simplestOf<Value>(
  arbitrary: fc.Arbitrary<Value>,
  isFailing: (value: Value) => boolean = () => true,
): (Value | undefined)[] {
  const failure = fc.property<[Value]>(arbitrary, (value) => !isFailing(value))
  const simplest = new Map<string, Value | undefined>()
  for (let seed = 0; seed < 30; seed += 1) {
    const value = fc.check(failure, { seed, numRuns: 1000 }).counterexample?.[0]
    simplest.set(fc.stringify(value), value)
  }
  return [...simplest.values()]
}
