import { tokenIn } from './answer.ts'
import { type Conflict, known } from './conflict.ts'
import { labelOf, shortSid } from './describe-operation.ts'
import { type HistoryOperation, isDone } from './history-data.ts'
import { type Evidence, groupBy, type Sighting, streamsIn } from './sightings.ts'

/**
 * A walk from the first page of a list to the last returns every lasting stream, and none twice.
 */
export function findBrokenWalk({ operations, bySid }: Evidence): Conflict | undefined {
  const pages = operations.filter(
    (one) => one.operation === 'streams.list' && one.request.method === 'GET' && isDone(one),
  )
  const byToken = groupBy(pages, ({ request }) => request.params['PageToken'])
  for (const first of byToken.get(undefined) ?? []) {
    const walk = walkFrom(first, byToken)
    const repeat = findRepeat(walk)
    if (repeat !== undefined) return repeat
    const skip = isWhole(walk) ? findSkip(walk, bySid) : undefined
    if (skip !== undefined) return skip
  }
  return undefined
}

type PagesByToken = ReadonlyMap<string | undefined, readonly HistoryOperation[]>

/** The pages from a first one on, as far as they were read: each by the token of the one before. */
function walkFrom(first: HistoryOperation, byToken: PagesByToken): readonly HistoryOperation[] {
  const walk = [first]
  // A loop over a list also visits what is added meanwhile.
  for (const page of walk) {
    const next = pageAfter(page, byToken)
    if (next !== undefined) walk.push(next)
  }
  return walk
}

function pageAfter(page: HistoryOperation, byToken: PagesByToken): HistoryOperation | undefined {
  const { applied = Infinity, account } = page
  const token = nextTokenOf(page)
  if (token === undefined) return undefined
  return byToken.get(token)?.find(
    (one) =>
      (one.applied ?? -Infinity) > applied &&
      one.account === account &&
      // `default` may stand for another service by now.
      serviceOf(one) === serviceOf(page),
  )
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

/** Finds a stream of the service that was seen before the walk and after it, but on no page. */
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
    const isLasting = (sightings[0]?.at ?? begin) < begin && (sightings.at(-1)?.at ?? end) > end
    if (!isLasting || met.has(sid)) continue
    const isThere = sightings.some(
      ({ place }) => place.serviceSid === service && place.account === first.account,
    )
    if (!isThere) continue
    const before = sightings.filter(({ at }) => at < begin).at(-1)
    const after = sightings.find(({ at }) => at > end)
    const operations = [before?.operation, first, last, after?.operation]
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
  return tokenIn((body as ListBody).meta.next_page_url)
}

/** The SID of the listed service, which URLs in answers always contain. */
function serviceOf({ body }: HistoryOperation): string | undefined {
  return /\/Services\/([^/]+)/.exec((body as ListBody).meta.url)?.[1]
}
