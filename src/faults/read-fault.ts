import { type OperationName, operationNames } from '../api/operations.ts'
import { type FaultKind, faultKinds } from '../api/plan.ts'
import { anyOf, checkOptionNames, isWhole, refuse } from '../lang/refuse.ts'
import type { Fault, FaultAim, FaultEffect, StatusFault } from './fault.ts'

/** The members that every fault has. */
const aimMembers: Record<keyof FaultAim | 'kind', true> = {
  on: true,
  times: true,
  skip: true,
  kind: true,
}

const breaking = { when: true } as const

/** The members that each kind has besides. */
const membersByKind: { readonly [Kind in FaultKind]: Record<MemberOf<Kind>, true> } = {
  status: { status: true, code: true, message: true, headers: true, body: true, ...breaking },
  reset: breaking,
  timeout: breaking,
  malformed: breaking,
  delay: { milliseconds: true },
}

type MemberOf<Kind extends FaultKind> = Exclude<
  keyof (FaultEffect & { readonly kind: Kind }),
  'kind'
>

const moments = ['before', 'after']

/** A longer timer would fire at once. */
const longestDelay = 2 ** 31 - 1

const action = 'add the fault'

/**
 * Returns a frozen copy of a fault, validated at run time.
 *
 * @throws TypeError if it is not a valid fault
 */
export function readFault(found: Fault): Fault {
  if (found !== Object(found)) refuse(action, { found, expected: 'an object' })
  // The copy is what gets checked, so that nothing can change afterwards.
  const { on, ...rest } = found
  const fault: Fault = Object.freeze({
    ...rest,
    ...(on !== undefined && { on: copyAim(on) }),
    ...('headers' in rest && { headers: copyHeaders(rest.headers) }),
  })
  const { kind } = fault
  if (!faultKinds.includes(kind)) {
    refuse(action, { found: kind, at: 'kind', expected: anyOf(faultKinds) })
  }
  checkOptionNames(fault, { action, known: { ...aimMembers, ...membersByKind[kind] } })
  checkAim(fault)
  checkKind(fault)
  return fault
}

function copyAim(on: NonNullable<Fault['on']>): NonNullable<Fault['on']> {
  return isList(on) ? Object.freeze([...on]) : on
}

/** What is no table is left to the check. */
function copyHeaders(headers: StatusFault['headers']): StatusFault['headers'] {
  return isTable(headers) ? Object.freeze({ ...headers }) : headers
}

/** Whether it is a plain object: lists, maps and `Headers` have no members of their own to read. */
function isTable(found: unknown): found is object {
  return typeof found === 'object' && found !== null && !(Symbol.iterator in found)
}

function isList(on: Fault['on']): on is readonly OperationName[] {
  return Array.isArray(on)
}

function checkAim({ on, times = 1, skip = 0 }: Fault): void {
  const expected = `a function or ${anyOf(operationNames)}`
  // `null` is not in the types; it would mean everything here and nothing later.
  const isNothing = [on].flat().length === 0 || (on as unknown) === null
  if (isNothing) refuse(action, { found: on, at: 'on', expected })
  for (const name of typeof on === 'function' ? [] : [on ?? []].flat()) {
    if (!operationNames.includes(name)) refuse(action, { found: name, at: 'on', expected })
  }
  const isTimes = times === Infinity || isWhole(times, { least: 1 })
  const expectedTimes = 'a whole number of 1 or more, or Infinity'
  check('times', { found: times, holds: isTimes, expected: expectedTimes })
  const isSkip = isWhole(skip, { least: 0 })
  check('skip', { found: skip, holds: isSkip, expected: 'a whole number of 0 or more' })
}

function checkKind(fault: Fault): void {
  if (fault.kind === 'delay') {
    const { milliseconds } = fault
    const isDelay = isWhole(milliseconds, { least: 1, most: longestDelay })
    const expected = `a whole number of 1…${longestDelay}`
    check('milliseconds', { found: milliseconds, holds: isDelay, expected })
    return
  }
  const { when = 'before' } = fault
  check('when', { found: when, holds: moments.includes(when), expected: anyOf(moments) })
  if (fault.kind === 'status') checkStatus(fault)
}

function checkStatus({ status, code, message, headers, body }: StatusFault): void {
  const isStatus = isWhole(status, { least: 400, most: 599 })
  check('status', { found: status, holds: isStatus, expected: 'a whole number of 400…599' })
  const isCode = code === undefined || isWhole(code, { least: 1 })
  check('code', { found: code, holds: isCode, expected: 'a whole number of 1 or more' })
  check('message', { found: message, holds: isText(message), expected: 'a string' })
  check('body', { found: body, holds: isText(body), expected: 'a string' })
  const isAlone = body === undefined || (code === undefined && message === undefined)
  const expected = 'none beside code and message, which make the body'
  check('body', { found: body, holds: isAlone, expected })
  if (headers !== undefined) checkHeaders(headers)
}

function isText(found: unknown): boolean {
  return found === undefined || typeof found === 'string'
}

/** Headers that say where a body ends, which the transports know best. */
const framing = ['content-length', 'transfer-encoding']

/** What HTTP allows in names and in values. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const expected = 'a plain object of values by name'
  check('headers', { found: headers, holds: isTable(headers), expected })
  for (const [name, value] of Object.entries(headers)) {
    const isName = headerName.test(name) && !framing.includes(name.toLowerCase())
    const names = `names of headers other than ${framing.join(' and ')}`
    check('headers', { found: name, holds: isName, expected: names })
    const isValue = typeof value === 'string' && headerValue.test(value)
    check(`headers.${name}`, { found: value, holds: isValue, expected: 'a string of one line' })
  }
}

function check(at: string, { found, holds, expected }: Check): void {
  if (!holds) refuse(action, { found, at, expected })
}

interface Check {
  readonly found: unknown
  readonly holds: boolean
  readonly expected: string
}
