import type { OperationName } from '../../http/routes.ts'
import { type Fields, inWords } from './call-result.ts'
import { shortSid } from './describe-operation.ts'
import { type HistoryCall, statusOfSuccess } from './history-call.ts'

/** An answer, reduced to what does not depend on how SIDs were drawn. */
export interface Answer {
  readonly status: number
  readonly code?: number | undefined
  /** The objects it shows; `undefined` when they are not known. */
  readonly items?: readonly Item[] | undefined
  /** The tokens of the neighbouring pages, if this is a page. */
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

/** Reads an answer of the service. */
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
 * Reads the outcome of a call of the app. Returns `undefined` when its effect is unknown: an error
 * such as 503 ended only the last try, and an earlier one may have succeeded.
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

/** Whether an answer says that nothing was done, for reasons that do not depend on the data. */
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

/** Not compared: URLs repeat the SIDs, and the account changes when the home account is claimed. */
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

/**
 * The token in the URL of a page; `undefined` if the URL is `null`, since there is no such page.
 */
export function tokenIn(url: unknown): string | undefined {
  return typeof url === 'string' ? /[?&]PageToken=([^&]+)/.exec(url)?.[1] : undefined
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
