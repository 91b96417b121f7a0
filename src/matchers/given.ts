import type { RequestRecord } from '../api/journal.ts'
import type { DocumentStore } from '../domain/objects/document-store.ts'
import type { ListStore } from '../domain/objects/list-store.ts'
import type { MapStore } from '../domain/objects/map-store.ts'
import type { StreamStore } from '../domain/objects/stream-store.ts'
import type { KindName } from '../domain/rules/kinds.ts'

/** The stores of a service, by kind. */
interface Stores {
  readonly streams: StreamStore
  readonly documents: DocumentStore
  readonly lists: ListStore
  readonly maps: MapStore
}

/** What a matcher was given, and the objects in it that it is about. */
export interface Given<Kind extends KindName = KindName> {
  readonly sync: unknown
  readonly kind: Kind
  readonly store: Stores[Kind]
  /** The objects of the same service, of every kind that what was given has. */
  readonly stores: Partial<Stores>
  /** The requests that reached the fake; none if it was given a service. */
  readonly requests: readonly RequestRecord[]
}

/** @throws TypeError unless it is the fake or one of its services */
export function givenOf<Kind extends KindName>(sync: unknown, kind: Kind): Given<Kind> {
  if (!hasStore(sync, kind)) throw new TypeError(noStoresText(sync, kind))
  const requests = hasRequests(sync) ? sync.requests : []
  return { sync, kind, store: sync[kind], stores: sync, requests }
}

/** @throws TypeError unless it is the fake */
export function requestsOf(found: unknown): readonly RequestRecord[] {
  if (!hasRequests(found)) throw new TypeError(noRequestsText(found))
  return found.requests
}

/** Of the other kinds nothing is asked: what was given may be older, or made by hand. */
function hasStore(found: unknown, kind: KindName): found is Stores {
  return typeof found === 'object' && found !== null && kind in found
}

function hasRequests(found: unknown): found is { readonly requests: readonly RequestRecord[] } {
  return typeof found === 'object' && found !== null && 'requests' in found
}

const examples: { readonly [Kind in KindName]: string } = {
  streams: "toHaveStream('orders')",
  documents: "toHaveDocument('order-7')",
  lists: "toHaveList('queue')",
  maps: "toHaveMap('players')",
}

function noStoresText(found: unknown, kind: KindName): string {
  return `Cannot match: found ${typeOf(found)}, expected the fake or one of its services, as in expect(sync).${examples[kind]}`
}

function noRequestsText(found: unknown): string {
  return `Cannot match: found ${typeOf(found)}, expected the fake, as in expect(sync).toHaveReceivedRequest({ operation: 'streams.create' })`
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
