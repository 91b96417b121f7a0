import {
  closeCodes,
  faultKinds,
  type FaultKind,
  type FaultPoint,
  faultPoints,
  type FaultTarget,
  targetOf,
} from '../api/fault-points.ts'
import type { OperationName } from '../api/operations.ts'
import { anyOf, checkOptionNames, isWhole, refuse } from '../lang/refuse.ts'
import type { Fault, FaultByTarget, RequestAim, StatusFault } from './fault.ts'

const action = 'add the fault'

/** Refuses what a member of a fault cannot be. */
type Check = (found: unknown, at: string) => void

/** The members that every fault has, apart from where it strikes. */
const aim: Record<keyof RequestAim | 'kind', Check> = {
  on: alreadyChecked,
  where: optional(is((found) => typeof found === 'function', 'a function')),
  times: optional(
    is(
      (found) => found === Infinity || isWhole(found, { least: 1 }),
      'a whole number of 1 or more, or Infinity',
    ),
  ),
  skip: optional(whole({ least: 0 })),
  kind: alreadyChecked,
}

/** What each kind has besides, by what it happens to. */
type Members = {
  readonly [Target in FaultTarget]: {
    readonly [Kind in FaultKind<Target>]: Readonly<Record<MemberOf<Target, Kind>, Check>>
  }
}

type MemberOf<Target extends FaultTarget, Kind extends FaultKind<Target>> = Exclude<
  keyof (FaultByTarget[Target] & { readonly kind: Kind }),
  keyof typeof aim
>

const breaking = { when: optional(oneOf(['before', 'after'])) }
const status = whole({ least: 400, most: 599 })
const text = optional(is((found) => typeof found === 'string', 'a string'))
/** A longer timer would fire at once. */
const delay = { milliseconds: whole({ least: 1, most: 2 ** 31 - 1 }) }

const delivery = { drop: {}, duplicate: {}, reorder: { by: optional(whole({ least: 1 })) }, delay }

const members: Members = {
  request: {
    status: {
      status,
      code: optional(whole({ least: 1 })),
      message: text,
      headers: optional(checkHeaders),
      body: text,
      ...breaking,
    },
    reset: breaking,
    timeout: breaking,
    malformed: breaking,
    delay,
  },
  delivery,
  webhook: delivery,
  connect: { refuse: {}, status: { status } },
  connected: { drop: {}, close: { code: oneOf(closeCodes) } },
}

/**
 * Returns a frozen copy of a fault, validated at run time.
 *
 * @throws TypeError if it is not a valid fault
 */
export function readFault(found: Fault): Fault {
  if (found !== Object(found)) refuse(action, { found, expected: 'an object' })
  // The copy is what gets checked, so that nothing can change afterwards.
  const { on, ...rest } = found
  const fault = Object.freeze({
    ...rest,
    ...(on !== undefined && { on: copyAim(on) }),
    ...('headers' in rest && { headers: copyHeaders(rest.headers) }),
  }) as Fault
  const checks = checksOf(fault)
  checkOptionNames<object>(fault, { action, known: checks })
  for (const [name, check] of Object.entries(checks)) {
    check(fault[name as keyof Fault], name)
  }
  checkBody(fault)
  return fault
}

/** Returns the checks of all members that a fault may have. */
function checksOf(fault: Fault): Readonly<Record<string, Check>> {
  const { kind } = fault
  const target = targetOfFault(fault)
  const { [target]: byKind }: Readonly<Record<FaultTarget, Readonly<Record<string, object>>>> =
    members
  const allowed: readonly string[] = faultKinds[target]
  if (!allowed.includes(kind)) {
    refuse(action, { found: kind, at: 'kind', expected: `${anyOf(allowed)}${placesOf(kind)}` })
  }
  return { ...aim, ...byKind[kind] }
}

/** Names where else there is such a kind: `, or on clients.connect`. */
function placesOf(kind: unknown): string {
  const others = faultPoints.filter((point) => {
    const target = targetOf(point)
    return target !== 'request' && faultKinds[target].some((one) => one === kind)
  })
  return others.length === 0 ? '' : `, or on ${anyOf(others)}`
}

/** Says what a fault happens to: points of several sorts have no kind of fault in common. */
export function targetOfFault({ on }: Pick<Fault, 'on'>): FaultTarget {
  if (on === undefined || typeof on === 'function') return 'request'
  const points: readonly unknown[] = [on].flat()
  const expected = `a function or ${anyOf(faultPoints)}`
  const targets = points.map((point) => {
    if (!isPoint(point)) refuse(action, { found: point, at: 'on', expected })
    return targetOf(point)
  })
  const [target, ...others] = new Set(targets)
  if (target === undefined) refuse(action, { found: on, at: 'on', expected })
  if (others.length > 0) {
    refuse(action, { found: on, at: 'on', expected: 'operations alone, or one other point' })
  }
  return target
}

function isPoint(found: unknown): found is FaultPoint {
  return faultPoints.some((point) => point === found)
}

function copyAim(on: NonNullable<Fault['on']>): NonNullable<Fault['on']> {
  return isList(on) ? Object.freeze([...on]) : on
}

function isList(on: Fault['on']): on is readonly OperationName[] {
  return Array.isArray(on)
}

/** What is no table is left to the check. */
function copyHeaders(headers: StatusFault['headers']): StatusFault['headers'] {
  return isTable(headers) ? Object.freeze({ ...headers }) : headers
}

/** Whether it is a plain object: lists, maps and `Headers` have no members of their own to read. */
function isTable(found: unknown): found is object {
  return typeof found === 'object' && found !== null && !(Symbol.iterator in found)
}

/** What a fault may say of a body. */
type Parts = Readonly<Partial<Record<'kind' | 'body' | 'code' | 'message', unknown>>>

function checkBody({ body, code, message }: Parts): void {
  if (body === undefined || (code === undefined && message === undefined)) return
  const expected = 'none beside code and message, which make the body'
  refuse(action, { found: body, at: 'body', expected })
}

/** Headers that say where a body ends, which the transports know best. */
const framing = ['content-length', 'transfer-encoding']

/** What HTTP allows in names and in values. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

function checkHeaders(headers: unknown, at: string): void {
  if (!isTable(headers)) {
    refuse(action, { found: headers, at, expected: 'a plain object of values by name' })
  }
  for (const [name, value] of Object.entries<unknown>({ ...headers })) {
    if (!headerName.test(name) || framing.includes(name.toLowerCase())) {
      const expected = `names of headers other than ${framing.join(' and ')}`
      refuse(action, { found: name, at, expected })
    }
    if (typeof value !== 'string' || !headerValue.test(value)) {
      refuse(action, { found: value, at: `${at}.${name}`, expected: 'a string of one line' })
    }
  }
}

/** Of what decides which checks there are. */
function alreadyChecked(): void {
  // Nothing is left to check.
}

function is(holds: (found: unknown) => boolean, expected: string): Check {
  return (found, at) => {
    if (!holds(found)) refuse(action, { found, at, expected })
  }
}

function oneOf(allowed: readonly unknown[]): Check {
  return is((found) => allowed.includes(found), anyOf(allowed.map(String)))
}

function whole(range: { readonly least: number; readonly most?: number }): Check {
  const { least, most } = range
  const shown = most === undefined ? `${least} or more` : `${least}…${most}`
  return is((found) => isWhole(found, range), `a whole number of ${shown}`)
}

function optional(check: Check): Check {
  return (found, at) => {
    if (found !== undefined) check(found, at)
  }
}
