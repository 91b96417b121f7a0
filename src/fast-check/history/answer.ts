import type { OperationName } from '../../http/routes.ts'
import { type Fields, inWords } from './call-result.ts'
import { shortSid } from './describe-operation.ts'
import { type HistoryCall, statusOfSuccess } from './history-call.ts'

/** An answer, reduced to what has to be the same however SIDs were drawn. */
export interface Answer {
  readonly status: number
  readonly code?: number | undefined
  /** What it shows; `undefined` when that is not told. */
  readonly items?: readonly Item[] | undefined
  /** The tokens of the pages before and after, if this is a page. */
  readonly tokens?: PageTokens | undefined
}

/** A stream, a message or a service in an answer. */
export interface Item {
  readonly sids: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, unknown>>
}

export interface PageTokens {
  readonly next: string | undefined
  readonly previous: string | undefined
}

/** What stands in an answer of the service. */
export function answerOfBody({
  status,
  body,
}: {
  readonly status: number
  readonly body: unknown
}): Answer {
  const fields = Object(body) as Fields
  if (status >= 400) return { status, code: numberOr(fields['code']) }
  if (body === undefined) return { status }
  const list = fields['streams'] ?? fields['services']
  const items = (Array.isArray(list) ? (list as Fields[]) : [fields]).map(toItem)
  return Array.isArray(list) ? { status, items, tokens: tokensIn(fields) } : { status, items }
}

/**
 * What a call of the app returned; `undefined` when it is not known what became of it: an error that says
 * nothing is the end of the last try, and one before may have been done.
 */
export function answerOfCall({ target, outcome }: HistoryCall): Answer | undefined {
  if (outcome === undefined) return undefined
  if ('status' in outcome) return saysNothing(outcome) ? undefined : outcome
  const { result } = outcome
  const { operation } = target
  if (operation === 'streams.fetch' && (result === undefined || result === null)) {
    return { status: 404 }
  }
  const status = statusOfSuccess(operation)
  const isTold =
    Object(result) === result && Array.isArray(result) === (operation === 'streams.list')
  if (operation === 'streams.delete' || !isTold) return { status }
  return { status, items: [result].flat().map((one) => toItem(inWords(one))) }
}

/** Whether an answer says that nothing was done, for reasons that are not in the data. */
export function saysNothing({ status }: Pick<Answer, 'status'>): boolean {
  return status === 401 || status === 429 || status >= 500
}

/** `201 TO…4f0a`, `404 / 20404` */
export function describe({ status, code, items }: Answer, operation?: OperationName): string {
  if (code !== undefined) return `${status} / ${code}`
  if (items === undefined) return String(status)
  const sids = items.map(({ sids: { sid = '?' } }) => shortSid(sid)).join(' ')
  return `${status} ${operation?.endsWith('.list') === true ? `[${sids}]` : sids}`
}

/** URLs are made of SIDs, and say nothing more; whose account it is may change once, when the home account is claimed. */
const unsaid = ['url', 'links', 'account_sid']

function toItem(fields: Fields): Item {
  const told = Object.entries(fields).filter(([name]) => !unsaid.includes(name))
  const isSid = ([name]: readonly [string, unknown]): boolean =>
    name === 'sid' || name === 'service_sid'
  return {
    sids: Object.fromEntries(told.filter(isSid)) as Record<string, string>,
    facts: Object.fromEntries(told.filter((field) => !isSid(field))),
  }
}

function tokensIn(fields: Fields): PageTokens {
  const meta = Object(fields['meta']) as Fields
  return { next: tokenIn(meta['next_page_url']), previous: tokenIn(meta['previous_page_url']) }
}

/** The token in the URL of a page, which is `null` where there is no such page. */
export function tokenIn(url: unknown): string | undefined {
  return typeof url === 'string' ? /[?&]PageToken=([^&]+)/.exec(url)?.[1] : undefined
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
