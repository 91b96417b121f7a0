import { expect, it } from 'vitest'
import { describeFault, describeUnfired } from '../../src/faults/describe-faults.ts'
import type { Fault } from '../../src/faults/fault.ts'
import type { UnfiredFault } from '../../src/faults/faults.ts'

it.each<{ fault: Fault; text: string }>([
  { fault: { kind: 'status', status: 503 }, text: 'status 503, never fired' },
  { fault: { kind: 'reset', times: 3 }, text: 'reset, fired 0 of 3 times' },
  { fault: { kind: 'reset', times: Infinity }, text: 'reset, never fired' },
  {
    fault: { kind: 'timeout', on: 'streams.list' },
    text: 'timeout on streams.list, never fired',
  },
  {
    fault: { kind: 'malformed', on: ['streams.list', 'messages.create'] },
    text: 'malformed on streams.list, messages.create, never fired',
  },
  {
    fault: { kind: 'delay', milliseconds: 5, on: () => true },
    text: 'delay of 5 ms on what a predicate says, never fired',
  },
])('a pending fault reads: $text', ({ fault, text }) => {
  expect(describeFault({ fault, fired: 0 })).toBe(text)
})

it('an unfired fault has a place only where the engine knows it', () => {
  expect(describeUnfired([unfired('a.ts:1:2'), unfired(undefined)])).toBe(
    'reset, never fired, added at a.ts:1:2; reset, never fired',
  )
})

it.each([
  { count: 10, end: 'reset, never fired' },
  { count: 11, end: '; 1 more' },
])('of $count unfired faults ten are listed', ({ count, end }) => {
  const text = describeUnfired(Array.from({ length: count }, () => unfired(undefined)))
  expect(text.match(/never fired/g)).toHaveLength(10)
  expect(text.endsWith(end)).toBe(true)
})

function unfired(place: string | undefined): UnfiredFault {
  return { fault: { kind: 'reset' }, fired: 0, addedAt: { place }, owner: {} }
}
