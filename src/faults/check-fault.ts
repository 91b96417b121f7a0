import { toJson } from '../domain/json.ts'
import { routes } from '../http/routes.ts'
import type { Fault } from './fault.ts'

const breaking = ['when']

/** The members that each kind has beside those of every fault. */
const membersByKind: { readonly [Kind in Fault['kind']]: readonly string[] } = {
  status: ['status', 'code', 'message'],
  reset: breaking,
  timeout: breaking,
  malformed: breaking,
  delay: ['milliseconds'],
}
const kinds = Object.keys(membersByKind)
const moments = ['before', 'after']
const operations: readonly string[] = routes.map(({ operation }) => operation)

/** A timer set for longer fires at once. */
const longestDelay = 2 ** 31 - 1

/** Refuses what cannot be a fault, whatever the types said. Throws a TypeError. */
export function checkFault(fault: Fault): void {
  if (typeof fault !== 'object' || (fault as unknown) === null) {
    refuse('the fault', fault, 'an object')
  }
  const { kind } = fault
  if (!kinds.includes(kind)) refuse('kind', kind, `any of ${kinds.join(', ')}`)
  const members = ['on', 'times', 'skip', 'kind', ...membersByKind[kind]]
  for (const name of Object.keys(fault)) {
    if (!members.includes(name)) refuse('its members', name, `any of ${members.join(', ')}`)
  }
  checkAim(fault)
  checkKind(fault)
}

function checkAim({ on, times = 1, skip = 0 }: Fault): void {
  for (const name of typeof on === 'function' ? [] : [on ?? []].flat()) {
    if (!operations.includes(name)) {
      refuse('on', name, `a function or any of ${operations.join(', ')}`)
    }
  }
  if (times !== Infinity && !isInteger(times, { least: 1 })) {
    refuse('times', times, 'a whole number of 1 or more, or Infinity')
  }
  if (!isInteger(skip, { least: 0 })) refuse('skip', skip, 'a whole number of 0 or more')
}

function checkKind(fault: Fault): void {
  if (fault.kind === 'status') {
    const { status, code = 1, message = '' } = fault
    if (!isInteger(status, { least: 400, most: 599 })) refuse('status', status, '400…599')
    if (!isInteger(code, { least: 1 })) refuse('code', code, 'a whole number of 1 or more')
    if (typeof message !== 'string') refuse('message', message, 'a text')
  } else if (fault.kind === 'delay') {
    const { milliseconds } = fault
    if (!isInteger(milliseconds, { least: 1, most: longestDelay })) {
      refuse('milliseconds', milliseconds, `a whole number of 1…${longestDelay}`)
    }
  } else if (fault.when !== undefined && !moments.includes(fault.when)) {
    refuse('when', fault.when, `'before' or 'after'`)
  }
}

function isInteger(
  found: unknown,
  { least, most = Infinity }: { readonly least: number; readonly most?: number },
): boolean {
  return Number.isSafeInteger(found) && Number(found) >= least && Number(found) <= most
}

function refuse(member: string, found: unknown, expected: string): never {
  const text = found instanceof Object ? (toJson(found) ?? typeof found) : String(found)
  throw new TypeError(`Cannot add the fault: found ${text} for ${member}, expected ${expected}`)
}
