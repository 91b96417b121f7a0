import { callEach } from '../../lang/call-each.ts'
import { refuse } from '../../lang/refuse.ts'
import { SortedList } from '../../lang/sorted-list.ts'
import type { Context } from '../objects/context.ts'
import type { ServiceAbsence } from '../rules/failure.ts'
import { type PageOptions, readPage } from '../rules/page.ts'
import type { ServiceRecord, ServiceSettings } from '../rules/records.ts'
import { isSid, type Sid } from '../rules/sid.ts'
import { SyncError } from '../rules/sync-error.ts'
import { checkSettings, type ServiceOptions } from '../rules/validate.ts'
import type { AccountState } from './state.ts'
import { type StoreByKind, Stores } from './stores.ts'
import type { KnownServices } from './world-options.ts'

/**
 * A Sync Service and its objects: a store for each kind, always the same for as long as the fake
 * exists.
 */
export interface Service extends StoreByKind {
  /** `IS` and 32 hex digits, also for the service requested as `default` (observed). */
  readonly sid: Sid<'IS'>
  /** Its current settings and dates; a new frozen copy after each update. */
  readonly record: ServiceRecord
}

/** One page of services, with the tokens of the adjacent pages, if any. */
export interface ServicePage {
  readonly services: readonly Service[]
  readonly pageSize: number
  readonly nextPageToken?: string
  readonly previousPageToken?: string
}

/** Whose services to keep. */
export interface ServicesOptions {
  readonly context: Context
  readonly account: { readonly sid: string }
  /** Which services exist from the start. */
  readonly listed: KnownServices
}

/** Documented, and observed on a new service. */
const defaultSettings: ServiceSettings = {
  friendlyName: null,
  webhookUrl: null,
  webhooksFromRestEnabled: false,
  reachabilityWebhooksEnabled: false,
  aclEnabled: false,
  reachabilityDebouncingEnabled: false,
  reachabilityDebouncingWindow: 5000,
}

/** Assumed: published apps look for the default service by either name. */
const defaultNames = { uniqueName: 'default', friendlyName: 'Default Service' }

interface Entry {
  readonly sequence: number
  readonly stores: Stores
  record: ServiceRecord
  /** What callers get: always shows the current record, and cannot be changed. */
  readonly service: Service
}

/**
 * The Services of one account. `default` is an alias of a service that has its own SID and is
 * created on first use (observed).
 */
export class Services {
  readonly #context: Context
  readonly #account: ServicesOptions['account']
  /** `undefined` if any well-formed SID will do. */
  readonly #listed: ReadonlySet<Sid<'IS'>> | undefined
  readonly #bySid = new Map<string, Entry>()
  readonly #inOrder = new SortedList<number, Entry>()
  /** SIDs of removed services; these are not created again on use. */
  readonly #removed = new Set<Sid<'IS'>>()
  /**
   * All stores that anybody still holds, by SID: after a reset they are those of the same service
   * again. Nobody can tell when the others are forgotten, since nobody holds them.
   */
  readonly #stores = new Map<string, WeakRef<Stores>>()
  readonly #forgotten = new FinalizationRegistry<string>((sid) => {
    if (this.#stores.get(sid)?.deref() === undefined) this.#stores.delete(sid)
  })
  #defaultSid: Sid<'IS'>

  constructor({ context, account, listed }: ServicesOptions) {
    this.#context = context
    this.#account = account
    this.#listed = listed === 'any' ? undefined : new Set(listed.filter((sid) => isSid(sid, 'IS')))
    this.#defaultSid = this.#unusedSid()
    this.#addListed()
  }

  /**
   * Creates a service. No setting is required (observed).
   *
   * @throws SyncError 400 / 54051 for a bad webhook URL
   * @throws SyncError 400 / 20422 for a debouncing window out of range
   */
  create(settings: ServiceOptions = {}): Service {
    const checked = checkSettings(settings, this.#context.limits)
    // Before a SID is drawn: the clock may show no time.
    this.#context.timeline.now()
    return this.#add(this.#unusedSid(), checked).service
  }

  /**
   * Returns the service with this SID, or the default service for `default`.
   *
   * @throws SyncError 404 / 20404 if there is no such service
   */
  fetch(sidOrDefault: string): Service {
    return this.#entry(sidOrDefault).service
  }

  /** Returns the service with this SID, or the default service, if it has been created. */
  find(sidOrDefault: string): Service | undefined {
    return this.#bySid.get(sidOrDefault === 'default' ? this.#defaultSid : sidOrDefault)?.service
  }

  /** Whether there was a service with this SID, which does not come back. */
  wasRemoved(sid: string): boolean {
    return isSid(sid, 'IS') && this.#removed.has(sid)
  }

  /**
   * Changes settings. An update without any is accepted (observed).
   *
   * @throws SyncError 404 / 20404 if there is no such service
   * @throws SyncError 400 / 54051 for a bad webhook URL
   * @throws SyncError 400 / 20422 for a debouncing window out of range
   */
  update(sidOrDefault: string, settings: ServiceOptions): Service {
    const entry = this.#entry(sidOrDefault)
    const dateUpdated = this.#context.timeline.now()
    const changed = checkSettings(settings, this.#context.limits)
    entry.record = Object.freeze({ ...entry.record, ...changed, dateUpdated })
    this.#noteWebhook(entry)
    return entry.service
  }

  /**
   * Removes a service and its streams, whose subscribers are notified.
   *
   * @throws SyncError 404 / 20404 if there is no such service
   */
  remove(sidOrDefault: string): void {
    // What expires meanwhile has listeners, which may throw, and the clock may show no time: before
    // anything is changed.
    this.#context.timeline.settle()
    this.#context.timeline.now()
    const { sequence, stores } = this.#entry(sidOrDefault)
    const { service: sid } = stores
    this.#bySid.delete(sid)
    this.#inOrder.delete(sequence)
    this.#removed.add(sid)
    if (sid === this.#defaultSid) this.#defaultSid = this.#unusedSid()
    callEach(stores.removals())
  }

  /**
   * Returns a page of services in order of creation.
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): ServicePage {
    const { timeline, limits } = this.#context
    const { items, ...page } = readPage(
      {
        items: this.#inOrder,
        limits,
        keyOf: ({ sequence }) => sequence,
        isKey: (found) => timeline.isTaken(found),
      },
      options,
    )
    return { services: items.map(({ service }) => service), ...page }
  }

  /** Returns to the initial state without notifying anyone. */
  clear(): void {
    this.#empty()
    this.#defaultSid = this.#unusedSid()
    this.#addListed()
  }

  /** Returns all services with their streams, as plain data. */
  snapshot(): Omit<AccountState, 'sid'> {
    return {
      defaultServiceSid: this.#defaultSid,
      removedServiceSids: [...this.#removed],
      services: this.#inOrder.slice().map(({ sequence, record, stores }) => {
        return { sequence, record, ...stores.snapshot() }
      }),
    }
  }

  /** Replaces everything with what `snapshot` returned, without notifying anyone. */
  restore(state: Omit<AccountState, 'sid'>): void {
    this.#empty()
    this.#defaultSid = state.defaultServiceSid
    for (const sid of state.removedServiceSids) this.#removed.add(sid)
    for (const { sequence, record, ...objects } of state.services) {
      this.#insert({ sequence, record }).stores.restore(objects)
    }
  }

  #empty(): void {
    for (const { stores } of this.#bySid.values()) stores.clear()
    this.#bySid.clear()
    this.#inOrder.clear()
    this.#removed.clear()
  }

  #addListed(): void {
    for (const sid of this.#listed ?? []) this.#add(sid)
  }

  #entry(sidOrDefault: string): Entry {
    if (typeof (sidOrDefault as unknown) !== 'string') {
      refuse('find the service', { found: sidOrDefault, expected: `an IS… SID or 'default'` })
    }
    const sid = sidOrDefault === 'default' ? this.#defaultSid : sidOrDefault
    const entry = this.#bySid.get(sid)
    if (entry !== undefined) return entry
    if (!isSid(sid, 'IS')) throw notFound(sidOrDefault, 'malformed')
    if (sid !== this.#defaultSid) {
      if (this.wasRemoved(sid)) throw notFound(sid, 'removed')
      if (this.#listed?.has(sid) === false) throw notFound(sid, 'unlisted')
    }
    return this.#add(sid)
  }

  /** A SID may be listed, or in use, before it is drawn. */
  #unusedSid(): Sid<'IS'> {
    return this.#context.sids.nextUnused('IS', (sid) => {
      const isListed = this.#listed?.has(sid) ?? false
      return isListed || this.#bySid.has(sid) || this.#removed.has(sid)
    })
  }

  #add(sid: Sid<'IS'>, settings: Partial<ServiceSettings> = {}): Entry {
    const { timeline } = this.#context
    const now = timeline.now()
    const isDefault = sid === this.#defaultSid
    const record: ServiceRecord = {
      ...defaultSettings,
      uniqueName: null,
      ...(isDefault && defaultNames),
      ...settings,
      sid,
      dateCreated: now,
      dateUpdated: now,
    }
    return this.#insert({ sequence: timeline.takeSequence(), record })
  }

  #insert({ sequence, record }: Pick<Entry, 'sequence' | 'record'>): Entry {
    const { sid } = record
    const stores = this.#storesOf(sid)
    const entry: Entry = {
      sequence,
      stores,
      record: Object.freeze({ ...record }),
      service: Object.freeze({
        sid,
        ...stores.byKind,
        get record() {
          return entry.record
        },
      }),
    }
    this.#bySid.set(sid, entry)
    this.#inOrder.set(sequence, entry)
    this.#noteWebhook(entry)
    return entry
  }

  #noteWebhook({ record }: Entry): void {
    if (record.webhookUrl !== null) this.#context.webhookSet()
  }

  #storesOf(service: Sid<'IS'>): Stores {
    const held = this.#stores.get(service)?.deref()
    if (held !== undefined) return held
    const stores = new Stores(this.#context, { service, account: this.#account })
    this.#stores.set(service, new WeakRef(stores))
    this.#forgotten.register(stores, service)
    return stores
  }
}

function notFound(service: string, reason: ServiceAbsence): SyncError {
  return new SyncError({ kind: 'service-not-found', service, reason })
}
