import { parseJson } from '../../domain/json.ts'
import { quote, shorten } from '../../domain/show.ts'
import { isSid } from '../../domain/sid.ts'
import { drawTimeline, type TimelineRow } from './draw-timeline.ts'
import { type HistoryOperation, type HistoryRequest, isLost, routeOf } from './history-data.ts'

/** How much of a request to show, in characters. */
const longestText = 40

/** The most operations that a drawing shows before it leaves out those far from marked ones. */
const mostRows = 12

/** How many operations it then shows on each side of a marked one. */
const neighbours = 2

/** A request in a few words: `create "orders" ttl 60`. */
export function describeRequest(request: HistoryRequest): string {
  const route = routeOf(request)
  if (route === undefined) return shorten(`${request.method} ${request.path}`, longestText)
  const { operation, parameters } = route
  const [kind = '', verb = ''] = operation.split('.')
  const target = nameOf(parameters.streamSid)
  if (kind === 'services')
    return shorten(joinWords(`${verb} service`, parameters.serviceSid), longestText)
  if (kind === 'messages')
    return shorten(`publish ${request.params['Data'] ?? 'nothing'} on ${target}`, longestText)
  return shorten(joinWords(verb, target, ...describeParams(request.params)), longestText)
}

/** The answer to a request in a few words: `201 TO…4f0a`, `404 / 20404`, `no answer`. */
export function describeAnswer(operation: HistoryOperation): string {
  const { status, code, fault, returned, body } = operation
  if (returned === undefined) return 'no answer'
  if (isLost(operation)) return `lost (${fault ?? 'broken'})`
  return joinWords(String(status), code === undefined ? describeBody(body) : `/ ${code}`)
}

/** A shortened SID: `TO…4f0a`. */
export function shortSid(sid: string): string {
  return sid.length > 7 ? `${sid.slice(0, 2)}…${sid.slice(-4)}` : sid
}

/** The label of an operation: `A`, `B`, … `Z`, `AA`, … */
export function labelOf(id: number): string {
  const letter = String.fromCharCode(65 + (id % 26))
  return id < 26 ? letter : `${labelOf(Math.floor(id / 26) - 1)}${letter}`
}

/**
 * Draws operations: all of them if they are few, else those around the marked ones or at both ends.
 */
export function drawOperations(
  operations: readonly HistoryOperation[],
  marked: readonly HistoryOperation[] = [],
): string {
  const isMarked = new Set(marked.map(({ id }) => id))
  const shown = shownOf(operations, isMarked)
  const rows = shown.map((index) => toRow(operations[index] as HistoryOperation, isMarked))
  const lines = drawTimeline(rows).split('\n')
  const drawn = shown.flatMap((index, place) => [
    ...leftOut((shown[place - 1] ?? -1) + 1, index),
    lines[place] ?? '',
  ])
  return [...drawn, ...leftOut((shown.at(-1) ?? -1) + 1, operations.length)].join('\n')
}

/** The indexes of the operations to show. */
function shownOf(
  operations: readonly HistoryOperation[],
  isMarked: ReadonlySet<number>,
): readonly number[] {
  const places = operations.map((_, index) => index)
  if (operations.length <= mostRows) return places
  const marked = places.filter((index) => isMarked.has(operations[index]?.id ?? -1))
  const isNear = (index: number): boolean =>
    marked.some((one) => Math.abs(one - index) <= neighbours)
  const ends = [...places.slice(0, mostRows / 2), ...places.slice(-mostRows / 2)]
  return marked.length === 0 ? ends : places.filter(isNear)
}

function leftOut(from: number, to: number): readonly string[] {
  return to > from ? [`  … and ${to - from} more`] : []
}

function toRow(operation: HistoryOperation, isMarked: ReadonlySet<number>): TimelineRow {
  return {
    label: labelOf(operation.id),
    text: describeRequest(operation.request),
    from: operation.invoked,
    to: operation.returned,
    answer: describeAnswer(operation),
    isLost: isLost(operation),
    isMarked: isMarked.has(operation.id),
  }
}

function describeParams(params: HistoryRequest['params']): string[] {
  const { UniqueName: name, Ttl: ttl, PageSize: size, PageToken: token } = params
  return [
    ...(name === undefined ? [] : [nameOf(name)]),
    ...(ttl === undefined ? [] : [`ttl ${ttl}`]),
    ...(size === undefined ? [] : [`by ${size}`]),
    ...(token === undefined ? [] : [`from ${token}`]),
  ]
}

function describeBody(body: unknown): string {
  const { sid, streams } = Object(body) as Readonly<Record<string, unknown>>
  if (typeof sid === 'string') return shortSid(sid)
  if (!Array.isArray(streams)) return ''
  const sids = (streams as { readonly sid?: unknown }[]).map((stream) =>
    shortSid(String(stream.sid)),
  )
  return shorten(`[${sids.join(' ')}]`, longestText)
}

/** A name in quotes, a SID without. */
function nameOf(sidOrName: string): string {
  if (sidOrName === '') return ''
  return isSid(sidOrName, 'TO') ? shortSid(sidOrName) : quote(sidOrName)
}

function joinWords(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ')
}

/** A message's data as the service reads it; `undefined` for anything that is not JSON. */
export function dataOf({ params }: HistoryRequest): unknown {
  return parseJson(params['Data'] ?? '')
}
