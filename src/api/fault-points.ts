import type {
  ListItem,
  MapItem,
  Stream,
  StreamMessage,
  SyncDocument,
  SyncList,
  SyncMap,
} from '../domain/rules/records.ts'
import { keysOf } from '../lang/keys-of.ts'
import { type OperationName, operationNames } from './operations.ts'

/** What can go wrong on purpose, by what it happens to. */
export const faultKinds = {
  /** A request on its way between the app and the service. */
  request: ['status', 'reset', 'timeout', 'malformed', 'delay'],
  /** Something on its way to one client. */
  delivery: ['drop', 'duplicate', 'reorder', 'delay'],
  /** A webhook on its way to the app. */
  webhook: ['drop', 'duplicate', 'reorder', 'delay'],
  /** A client that wants to connect. */
  connect: ['refuse', 'status'],
  /** A client that has just connected. */
  connected: ['drop', 'close'],
} as const

/** What faults happen to. */
export type FaultTarget = keyof typeof faultKinds

/** The kind of a fault. */
export type FaultKind<Target extends FaultTarget = FaultTarget> =
  (typeof faultKinds)[Target][number]

/** Where faults strike that hit no request. */
const clientPoints = {
  'messages.deliver': 'delivery',
  'documents.deliver': 'delivery',
  'listItems.deliver': 'delivery',
  'mapItems.deliver': 'delivery',
  'webhooks.deliver': 'webhook',
  'clients.connect': 'connect',
  'clients.connected': 'connected',
} as const

/** Where faults strike that hit no request, as `on` names it. */
export type ClientPoint = keyof typeof clientPoints

/** Where faults strike: at the requests for an operation, or on the way to clients and the app. */
export type FaultPoint = OperationName | ClientPoint

const targets: Readonly<Partial<Record<FaultPoint, FaultTarget>>> = clientPoints

/** All points, those of requests first. */
export const faultPoints: readonly FaultPoint[] = [...operationNames, ...keysOf(clientPoints)]

/** Says what happens at a point. */
export function targetOf(point: FaultPoint): FaultTarget {
  return targets[point] ?? 'request'
}

/** The codes with which the service tells a client to leave: to connect again, or for its token. */
export const closeCodes = [308, 401, 410] as const

/** A code with which the service tells a client to leave. */
export type CloseCode = (typeof closeCodes)[number]

/** What is on its way to one client. */
interface Delivery {
  /** Of the client that it is sent to; `undefined` for a token without one. */
  readonly identity: string | undefined
  /** When it happened, in epoch milliseconds of the fake's clock. */
  readonly time: number
}

/** What has happened to an item, as clients call it. */
type ItemEventType = 'itemAdded' | 'itemUpdated' | 'itemRemoved'

/** What is on its way to one client, by where faults strike; frozen. */
export interface DeliveryViews {
  readonly 'messages.deliver': Delivery & {
    readonly stream: Stream
    readonly message: StreamMessage
  }
  readonly 'documents.deliver': Delivery & { readonly document: SyncDocument }
  readonly 'listItems.deliver': Delivery & {
    readonly type: ItemEventType
    readonly list: SyncList
    readonly item: ListItem
  }
  readonly 'mapItems.deliver': Delivery & {
    readonly type: ItemEventType
    readonly map: SyncMap
    readonly item: MapItem
  }
}

/** Where faults strike what is on its way to clients. */
export type DeliveryPoint = keyof DeliveryViews

/** Something on its way to one client; frozen. */
export type DeliveryView<Point extends DeliveryPoint = DeliveryPoint> = DeliveryViews[Point]

/** A webhook on its way to the app; frozen. */
export interface WebhookView {
  /** The SID of the service whose webhook it is. */
  readonly service: string
  /** Where it is sent. */
  readonly url: string
  /** What it tells: `document_updated`. */
  readonly event: string
  /** All parameters by name, as they are sent. */
  readonly params: Readonly<Record<string, string>>
  /** Who has caused it: the identity of a client, or `system`. */
  readonly identity: string
  /** When that was, in epoch milliseconds of the fake's clock. */
  readonly time: number
}

/** A client that connects; frozen. */
export interface ClientView {
  /** `undefined` for a token without one. */
  readonly identity: string | undefined
  /** Such as `4.0.1`; empty if the client does not say it. */
  readonly sdkVersion: string
  /** In epoch milliseconds of the fake's clock. */
  readonly time: number
}
