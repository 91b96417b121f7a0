import { createFakeSync, type SyncState } from '../../../src/core.ts'
import type { HistoryData, HistoryOperation } from '../../../src/fast-check/history/history-data.ts'

// Histories that nobody recorded: in the order in which they are listed, one after the other, unless they say otherwise.

export const account = 'AC11111111111111111111111111111111'
export const serviceSid = 'IS00000000000000000000000000000000'
/** 2026-01-01T00:00:00Z */
export const startTime = 1_767_225_600_000

/** A SID that ends with a number: `TO…0001`. */
export function sid(prefix: 'TO' | 'TZ' | 'IS', number: number): string {
  return prefix + String(number).padStart(32, '0')
}

export interface StreamDetails {
  readonly sid: string
  readonly name?: string | null
  readonly expires?: string | null
  readonly service?: string
}

export function streamBody({ sid, name = null, expires = null, service }: StreamDetails): object {
  return {
    sid,
    unique_name: name,
    account_sid: account,
    service_sid: service ?? serviceSid,
    date_expires: expires,
    date_created: '2026-01-01T00:00:00Z',
    date_updated: '2026-01-01T00:00:00Z',
    created_by: 'system',
  }
}

type Draft = Omit<HistoryOperation, 'id' | 'invoked' | 'applied' | 'returned'>
type Times = Partial<Pick<HistoryOperation, 'invoked' | 'applied' | 'returned'>>

/** Something that is done, with what is not to be as usual. */
export type Step = Draft & Times

interface Asked {
  readonly operation: NonNullable<HistoryOperation['operation']>
  readonly method: string
  readonly path: string
  readonly params?: Readonly<Record<string, string>>
  readonly service?: string
}

function step(asked: Asked, answer: Partial<HistoryOperation>): Step {
  const { operation, method, path, params = {}, service = 'default' } = asked
  return {
    operation,
    request: { method, path: `/v1/Services/${service}${path}`, params },
    account,
    time: startTime,
    status: undefined,
    code: undefined,
    body: undefined,
    fault: undefined,
    ...answer,
  }
}

type More = Partial<HistoryOperation> & { readonly service?: string }

export function create(stream: StreamDetails, { service, ...more }: More = {}): Step {
  return step(
    {
      operation: 'streams.create',
      method: 'POST',
      path: '/Streams',
      params: typeof stream.name === 'string' ? { UniqueName: stream.name } : {},
      ...(service !== undefined && { service }),
    },
    { status: 201, body: streamBody(stream), ...more },
  )
}

export function fetchStream(asked: string, stream: StreamDetails, more: More = {}): Step {
  return fetchAs(asked, { status: 200, body: streamBody(stream), ...more })
}

export function fetchAs(asked: string, { service, ...more }: More): Step {
  const path = `/Streams/${asked}`
  const place = service === undefined ? {} : { service }
  return step({ operation: 'streams.fetch', method: 'GET', path, ...place }, more)
}

export function remove(asked: string, { service, ...more }: More = {}): Step {
  const path = `/Streams/${asked}`
  const place = service === undefined ? {} : { service }
  return step(
    { operation: 'streams.delete', method: 'DELETE', path, ...place },
    { status: 204, ...more },
  )
}

export function removeService(service: string): Step {
  return step(
    { operation: 'services.delete', method: 'DELETE', path: '', service },
    { status: 204 },
  )
}

export function publish(
  asked: string,
  message: { readonly sid: string; readonly data: object },
  more: More = {},
): Step {
  return step(
    {
      operation: 'messages.create',
      method: 'POST',
      path: `/Streams/${asked}/Messages`,
      params: { Data: JSON.stringify(message.data) },
    },
    { status: 201, body: message, ...more },
  )
}

export interface PageDetails {
  readonly from?: string
  readonly next?: string
  readonly streams: readonly StreamDetails[]
  readonly service?: string
}

export function list(
  { from, next, streams, service = serviceSid }: PageDetails,
  more: More = {},
): Step {
  const url = `https://sync.twilio.com/v1/Services/${service}/Streams?PageSize=2`
  return step(
    {
      operation: 'streams.list',
      method: 'GET',
      path: '/Streams',
      params: from === undefined ? {} : { PageToken: from },
    },
    {
      status: 200,
      body: {
        streams: streams.map((stream) => streamBody({ service, ...stream })),
        meta: {
          url,
          next_page_url: next === undefined ? null : `${url}&PageToken=${next}`,
          previous_page_url: from === undefined ? null : `${url}&PageToken=PTB00000001`,
        },
      },
      ...more,
    },
  )
}

/** What becomes of a step when its answer is lost on the way. */
export const lost: Partial<HistoryOperation> = {
  status: undefined,
  code: undefined,
  body: undefined,
  fault: 'reset',
}

export const notFound: Partial<HistoryOperation> = {
  status: 404,
  code: 20404,
  body: { code: 20404 },
}
export const nameTaken: Partial<HistoryOperation> = {
  status: 409,
  code: 54301,
  body: { code: 54301 },
}

export function operationsOf(steps: readonly Step[]): readonly HistoryOperation[] {
  return steps.map((one, id) => ({
    id,
    invoked: id * 2,
    applied: id,
    returned: id * 2 + 1,
    ...one,
  }))
}

/** Steps that all went on at the same time. */
export function atOnce(steps: readonly Step[]): readonly Step[] {
  return steps.map((one, index) => ({ ...one, invoked: index, returned: 100 + index }))
}

export interface HeldStream {
  readonly sid: string
  readonly name?: string
  readonly messages?: readonly { readonly sid: string; readonly data: object }[]
}

/** A state in which the default service holds streams. */
export function stateWith(streams: readonly HeldStream[] = []): SyncState {
  const empty = createFakeSync()
  empty.service()
  const state = empty.snapshot()
  const [home] = state.accounts
  const [service] = home?.services ?? []
  if (home === undefined || service === undefined) throw new Error('Cannot make a state')
  const record = { ...service.record, sid: serviceSid as `IS${string}` }
  const held = streams.map(({ sid, name, messages = [] }, index) => ({
    sequence: index + 1,
    stream: {
      sid: sid as `TO${string}`,
      uniqueName: name ?? null,
      dateCreated: startTime,
      dateUpdated: startTime,
      dateExpires: null,
    },
    messages:
      messages as SyncState['accounts'][number]['services'][number]['streams'][number]['messages'],
  }))
  return {
    ...state,
    time: startTime,
    nextSequence: streams.length + 1,
    sidsDrawn: { IS: 1, TO: streams.length, TZ: 100 },
    accounts: [
      {
        ...home,
        sid: account,
        defaultServiceSid: serviceSid,
        services: [{ ...service, record, streams: held }],
      },
    ],
  }
}

export function historyOf(steps: readonly Step[], more: Partial<HistoryData> = {}): HistoryData {
  return {
    operations: operationsOf(steps),
    start: stateWith(),
    end: stateWith(),
    limits: { messagesKept: 1000 },
    expiryLag: 0,
    ...more,
  }
}
