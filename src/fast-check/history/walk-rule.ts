import { type Conflict, known } from './conflict.ts'
import { labelOf, shortSid } from './describe-operation.ts'
import { type HistoryData, type HistoryOperation, isDone } from './history-data.ts'
import { bySid, type Sighting, sightingsOf, streamsIn } from './sightings.ts'

/**
 * A walk from the first page of a list to the last, token by token, meets every stream that is there
 * throughout, and none twice.
 */
export function findBrokenWalk(history: HistoryData): Conflict | undefined {
  const streams = bySid(sightingsOf(history))
  const pages = history.operations.filter(
    (one) => one.operation === 'streams.list' && one.request.method === 'GET' && isDone(one),
  )
  for (const first of pages.filter(({ request }) => !('PageToken' in request.params))) {
    const walk = walkFrom(first, pages)
    const repeat = findRepeat(walk)
    if (repeat !== undefined) return repeat
    const skip = isWhole(walk) ? findSkip(walk, streams) : undefined
    if (skip !== undefined) return skip
  }
  return undefined
}

/** The pages that follow one another, as far as they were read: each from the token of the one before. */
function walkFrom(
  first: HistoryOperation,
  pages: readonly HistoryOperation[],
): readonly HistoryOperation[] {
  const { applied = Infinity, account } = first
  const token = nextTokenOf(first)
  const next = pages.find(
    (one) =>
      token !== undefined &&
      one.request.params['PageToken'] === token &&
      one.account === account &&
      // The default service may be another one by now.
      serviceOf(one) === serviceOf(first) &&
      (one.applied ?? -Infinity) > applied,
  )
  return next === undefined ? [first] : [first, ...walkFrom(next, pages)]
}

function isWhole(walk: readonly HistoryOperation[]): boolean {
  const last = walk.at(-1)
  return last !== undefined && nextTokenOf(last) === undefined
}

function findRepeat(walk: readonly HistoryOperation[]): Conflict | undefined {
  const met = new Map<string, HistoryOperation>()
  for (const page of walk) {
    for (const { sid } of streamsIn(page)) {
      const before = met.get(sid)
      if (before !== undefined) {
        return broken([before, page], `${shortSid(sid)} met twice`)
      }
      met.set(sid, page)
    }
  }
  return undefined
}

/** A stream that was seen before the first page and after the last, in that service, and is on none. */
function findSkip(
  walk: readonly HistoryOperation[],
  streams: ReadonlyMap<string, readonly Sighting[]>,
): Conflict | undefined {
  const [first] = walk
  const last = walk.at(-1)
  if (first?.applied === undefined || last?.applied === undefined) return undefined
  const [begin, end, service] = [first.applied, last.applied, serviceOf(first)]
  const met = new Set(walk.flatMap(streamsIn).map(({ sid }) => sid))
  for (const [sid, sightings] of streams) {
    const before = sightings.filter(({ at }) => at < begin).at(-1)
    const after = sightings.find(({ at }) => at > end)
    if (before === undefined || after === undefined || met.has(sid)) continue
    const isThere = sightings.some(
      ({ place }) => place.serviceSid === service && place.account === first.account,
    )
    if (!isThere) continue
    const operations = [before.operation, first, last, after.operation]
    return broken(operations, `${shortSid(sid)}, there before and after, on no page`)
  }
  return undefined
}

function broken(operations: readonly (HistoryOperation | undefined)[], found: string): Conflict {
  const pages = known(...operations)
  return {
    invariant: 'whole-walk',
    operations: pages,
    found: `${found} in ${pages.map(({ id }) => labelOf(id)).join(', ')}`,
    expected: 'every lasting stream on one page of a walk',
  }
}

interface ListBody {
  readonly meta: { readonly url: string; readonly next_page_url: string | null }
}

function nextTokenOf({ body }: HistoryOperation): string | undefined {
  return /[?&]PageToken=([^&]+)/.exec((body as ListBody).meta.next_page_url ?? '')?.[1]
}

/** The SID of the service that was listed, which URLs in answers always carry. */
function serviceOf({ body }: HistoryOperation): string | undefined {
  return /\/Services\/([^/]+)/.exec((body as ListBody).meta.url)?.[1]
}
