import { SortedList } from '../lang/sorted-list.ts'
import { callEach } from './call-each.ts'
import type { Clock } from './clock.ts'
import { SyncError } from './failure.ts'
import type { Limits } from './limits.ts'
import { type PageOptions, readPage } from './page.ts'
import type { ServiceRecord, ServiceSettings } from './records.ts'
import { refuse } from './refuse.ts'
import { isSid, type Sid, type SidGenerator } from './sid.ts'
import type { AccountState } from './state.ts'
import { StreamStore } from './stream-store.ts'
import { Timeline } from './timeline.ts'
import { checkSettings, type ServiceOptions } from './validate.ts'
import type { KnownServices } from './world-options.ts'

/** A Sync Service and its Streams. */
export interface Service {
  /** `IS` and 32 hex digits, also for the service requested as `default` (observed). */
  readonly sid: Sid<'IS'>
  /** Its Streams. Always the same store, for as long as the fake exists. */
  readonly streams: StreamStore
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

export interface ServicesOptions {
  readonly clock: Clock
  readonly sids: SidGenerator
  readonly limits: Limits
  readonly known: KnownServices
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

interface Entry {
  readonly sequence: number
  readonly sid: Sid<'IS'>
  readonly streams: StreamStore
  record: ServiceRecord
  /** What callers get: always shows the current record, and cannot be changed. */
  readonly service: Service
}

/**
 * The Services of one account. `default` is an alias of a service with a SID of its own, which is
 * created on first use (observed).
 */
export class Services {
  readonly #timeline: Timeline
  readonly #options: ServicesOptions
  readonly #bySid = new Map<string, Entry>()
  readonly #inOrder = new SortedList<number, Entry>()
  /** SIDs of removed services; these are not created again on use. */
  readonly #removed = new Set<string>()
  /** Survives `clear`, so that a store held by a test remains the store of its service. */
  readonly #stores = new Map<string, StreamStore>()
  #defaultSid: Sid<'IS'>

  constructor(options: ServicesOptions) {
    this.#options = options
    this.#timeline = Timeline.of(options.clock)
    this.#defaultSid = this.#unusedSid()
    this.#addKnown()
  }

  /**
   * Creates a service. No setting is required (observed).
   *
   * @throws SyncError 400 / 54051 for a bad webhook URL
   * @throws SyncError 400 / 20422 for a debouncing window out of range
   */
  create(settings: ServiceOptions = {}): Service {
    const checked = checkSettings(settings, this.#options.limits)
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

  /**
   * Changes settings. An update without any is accepted (observed).
   *
   * @throws SyncError 404 / 20404 if there is no such service
   * @throws SyncError 400 / 54051 for a bad webhook URL
   * @throws SyncError 400 / 20422 for a debouncing window out of range
   */
  update(sidOrDefault: string, settings: ServiceOptions): Service {
    const entry = this.#entry(sidOrDefault)
    const dateUpdated = this.#timeline.now()
    entry.record = Object.freeze({
      ...entry.record,
      ...checkSettings(settings, this.#options.limits),
      dateUpdated,
    })
    return entry.service
  }

  /**
   * Removes a service and its streams, whose subscribers are notified.
   *
   * @throws SyncError 404 / 20404 if there is no such service
   */
  remove(sidOrDefault: string): void {
    // What expires meanwhile has listeners, which may throw: before anything is changed.
    this.#timeline.settle()
    const entry = this.#entry(sidOrDefault)
    this.#bySid.delete(entry.sid)
    this.#inOrder.delete(entry.sequence)
    this.#removed.add(entry.sid)
    if (entry.sid === this.#defaultSid) this.#defaultSid = this.#unusedSid()
    callEach(
      entry.streams.all().map(({ sid }) => () => {
        // A listener may have removed it in the meantime, or moved the clock.
        if (entry.streams.find(sid) !== undefined) entry.streams.remove(sid)
      }),
    )
  }

  /**
   * Returns a page of services in order of creation.
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): ServicePage {
    const source = {
      items: this.#inOrder,
      limits: this.#options.limits,
      keyOf: ({ sequence }: Entry) => sequence,
      isKey: (found: unknown) => this.#timeline.isTaken(found),
    }
    const { items, ...page } = readPage(source, options)
    return { services: items.map(({ service }) => service), ...page }
  }

  /** Returns to the initial state without notifying anyone. */
  clear(): void {
    this.#empty()
    this.#defaultSid = this.#unusedSid()
    this.#addKnown()
  }

  /** Returns all services with their streams, as plain data. */
  snapshot(): Omit<AccountState, 'sid'> {
    return {
      defaultServiceSid: this.#defaultSid,
      removedServiceSids: [...this.#removed],
      services: this.#inOrder.slice().map(({ sequence, record, streams }) => {
        return { sequence, record, streams: streams.snapshot() }
      }),
    }
  }

  /** Replaces everything with what `snapshot` returned, without notifying anyone. */
  restore(state: Omit<AccountState, 'sid'>): void {
    this.#empty()
    this.#defaultSid = state.defaultServiceSid as Sid<'IS'>
    for (const sid of state.removedServiceSids) this.#removed.add(sid)
    for (const { sequence, record, streams } of state.services) {
      this.#insert({ sequence, record }).streams.restore(streams)
    }
  }

  #empty(): void {
    for (const streams of this.#stores.values()) streams.clear()
    this.#bySid.clear()
    this.#inOrder.clear()
    this.#removed.clear()
  }

  #addKnown(): void {
    const { known } = this.#options
    if (known !== 'any') for (const sid of known) this.#add(sid as Sid<'IS'>)
  }

  #entry(sidOrDefault: string): Entry {
    if (typeof (sidOrDefault as unknown) !== 'string') {
      refuse('find the service', { found: sidOrDefault, expected: `an IS… SID or 'default'` })
    }
    const sid = sidOrDefault === 'default' ? this.#defaultSid : sidOrDefault
    const entry = this.#bySid.get(sid)
    if (entry !== undefined) return entry
    if (sid === this.#defaultSid || this.#mayComeToLife(sid)) return this.#add(sid as Sid<'IS'>)
    throw new SyncError({ kind: 'service-not-found', service: sidOrDefault })
  }

  /** A SID may be known, or with `'any'` in use, before it is drawn. */
  #unusedSid(): Sid<'IS'> {
    const { known, sids } = this.#options
    return sids.nextUnused('IS', (sid) => {
      const isListed = known !== 'any' && known.includes(sid)
      return isListed || this.#bySid.has(sid) || this.#removed.has(sid)
    })
  }

  #mayComeToLife(sid: string): boolean {
    const { known } = this.#options
    const isKnown = known === 'any' ? isSid(sid, 'IS') : known.includes(sid)
    return isKnown && !this.#removed.has(sid)
  }

  #add(sid: Sid<'IS'>, settings: Partial<ServiceSettings> = {}): Entry {
    const now = this.#timeline.now()
    const record: ServiceRecord = {
      ...defaultSettings,
      ...settings,
      sid,
      uniqueName: sid === this.#defaultSid ? 'default' : null,
      dateCreated: now,
      dateUpdated: now,
    }
    return this.#insert({ sequence: this.#timeline.takeSequence(), record })
  }

  #insert({ sequence, record }: Pick<Entry, 'sequence' | 'record'>): Entry {
    const { sid } = record
    const streams = this.#store(sid)
    const entry: Entry = {
      sequence,
      sid,
      streams,
      record: Object.freeze({ ...record }),
      service: Object.freeze({
        sid,
        streams,
        get record() {
          return entry.record
        },
      }),
    }
    this.#bySid.set(sid, entry)
    this.#inOrder.set(sequence, entry)
    return entry
  }

  #store(sid: Sid<'IS'>): StreamStore {
    const { sids, limits } = this.#options
    const clock = this.#timeline
    const store = this.#stores.get(sid) ?? new StreamStore({ clock, sids, limits, serviceSid: sid })
    this.#stores.set(sid, store)
    return store
  }
}
