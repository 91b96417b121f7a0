import { callEach } from './call-each.ts'
import type { Clock } from './clock.ts'
import { SyncError } from './failure.ts'
import type { Limits } from './limits.ts'
import { type PageOptions, readPage } from './page.ts'
import type { ServiceRecord, ServiceSettings } from './records.ts'
import { refuse } from './refuse.ts'
import { SequenceMap } from './sequence-map.ts'
import { isSid, type Sid, type SidGenerator } from './sid.ts'
import type { AccountState } from './state.ts'
import { StreamStore } from './stream-store.ts'
import { Timeline } from './timeline.ts'
import { checkDebouncingWindow, checkWebhookUrl } from './validate.ts'

/** A Sync Service: a place where Streams live. */
export interface Service {
  /** `IS` and 32 hex digits, also for the service that is asked for as `default` (observed). */
  readonly sid: Sid<'IS'>
  /** Its Streams. The store stays the same as long as the fake does. */
  readonly streams: StreamStore
  /** Its settings and dates as they stand now. */
  readonly record: ServiceRecord
}

/** Services of one page, and the tokens of its neighbours where there are any. */
export interface ServicePage {
  readonly services: readonly Service[]
  readonly pageSize: number
  readonly nextPageToken?: string
  readonly previousPageToken?: string
}

/** Which services exist from the start: any that is well-formed, on first use, or only those listed. */
export type KnownServices = 'any' | readonly string[]

/** The settings to create a Service with, or to change on it. */
export type ServiceOptions = {
  readonly [Name in keyof ServiceSettings]?: ServiceSettings[Name] | undefined
}

export interface ServicesOptions {
  readonly clock: Clock
  readonly sids: SidGenerator
  readonly limits: Limits
  readonly known: KnownServices
  readonly expiryLag: number
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
  /** What is handed out: it shows the record as it stands, and nobody can change it. */
  readonly service: Service
}

/**
 * The Services of one account. `default` is an alias of a service with a SID of its own, which comes to
 * life on first use (observed).
 */
export class Services {
  readonly #timeline: Timeline
  readonly #options: ServicesOptions
  readonly #bySid = new Map<string, Entry>()
  readonly #inOrder = new SequenceMap<Entry>()
  /** SIDs of removed services: they do not come to life again. */
  readonly #removed = new Set<string>()
  /** Outlives `clear`, so that a store held by a test stays the store of its service. */
  readonly #stores = new Map<string, StreamStore>()
  #defaultSid: Sid<'IS'>

  constructor(options: ServicesOptions) {
    this.#options = options
    this.#timeline = Timeline.of(options.clock)
    this.#defaultSid = this.#begin()
  }

  /** Creates a service. No setting is required (observed). */
  create(settings: ServiceOptions = {}): Service {
    const checked = this.#check(settings)
    return this.#add(this.#unusedSid(), checked).service
  }

  /**
   * The service with this SID, or the default one for `default`.
   *
   * @throws SyncError 20404 when there is none
   */
  fetch(sidOrDefault: string): Service {
    return this.#entry(sidOrDefault).service
  }

  /**
   * Changes settings. An empty change is accepted (observed).
   *
   * @throws SyncError 20404 when there is no such service, 54051 for a bad webhook URL
   */
  update(sidOrDefault: string, settings: ServiceOptions): Service {
    const entry = this.#entry(sidOrDefault)
    const dateUpdated = this.#timeline.now()
    entry.record = Object.freeze({ ...entry.record, ...this.#check(settings), dateUpdated })
    return entry.service
  }

  /**
   * Removes a service and its streams, whose subscribers are told.
   *
   * @throws SyncError 20404 when there is no such service
   */
  remove(sidOrDefault: string): void {
    const entry = this.#entry(sidOrDefault)
    this.#bySid.delete(entry.sid)
    this.#inOrder.delete(entry)
    this.#removed.add(entry.sid)
    if (entry.sid === this.#defaultSid) this.#defaultSid = this.#unusedSid()
    callEach(
      entry.streams.all().map(({ sid }) => () => {
        // A listener may have removed it meanwhile, or moved the clock.
        if (entry.streams.find(sid) !== undefined) entry.streams.remove(sid)
      }),
    )
  }

  /**
   * A page of services in order of creation.
   *
   * @throws SyncError 54454 for a bad page size, 54453 for a bad token
   */
  page(options: PageOptions = {}): ServicePage {
    const source = {
      items: this.#inOrder,
      limits: this.#options.limits,
      knows: (sequence: number) => this.#timeline.knows(sequence),
    }
    const { items, ...page } = readPage(source, options)
    return { services: items.map(({ service }) => service), ...page }
  }

  /** All services in order of creation. */
  all(): Service[] {
    return Array.from(this.#inOrder.from(0), ({ service }) => service)
  }

  /** Forgets everything at once; nobody is told. Then begins as when new. */
  clear(): void {
    this.#empty()
    this.#defaultSid = this.#begin()
  }

  /** All services with their streams, as data. */
  snapshot(): Omit<AccountState, 'sid'> {
    return {
      defaultServiceSid: this.#defaultSid,
      removedServiceSids: [...this.#removed],
      services: Array.from(this.#inOrder.from(0), ({ sequence, record, streams }) => {
        return { sequence, record, streams: streams.snapshot() }
      }),
    }
  }

  /** Puts what `snapshot` returned in the place of everything. Nobody is told. */
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

  #begin(): Sid<'IS'> {
    const { known, sids } = this.#options
    const defaultSid = sids.next('IS')
    if (known !== 'any') for (const sid of known) this.#add(sid as Sid<'IS'>)
    return defaultSid
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

  /** Under `'any'` a SID can come to life before it is drawn. */
  #unusedSid(): Sid<'IS'> {
    for (;;) {
      const sid = this.#options.sids.next('IS')
      if (!this.#bySid.has(sid) && !this.#removed.has(sid)) return sid
    }
  }

  #mayComeToLife(sid: string): boolean {
    const { known } = this.#options
    const isKnown = known === 'any' ? isSid(sid, 'IS') : known.includes(sid)
    return isKnown && !this.#removed.has(sid)
  }

  #add(sid: Sid<'IS'>, settings?: Partial<ServiceSettings>): Entry {
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
    this.#inOrder.add(entry)
    return entry
  }

  #store(sid: Sid<'IS'>): StreamStore {
    const { sids, limits, expiryLag } = this.#options
    const clock = this.#timeline
    const store =
      this.#stores.get(sid) ?? new StreamStore({ clock, sids, limits, expiryLag, serviceSid: sid })
    this.#stores.set(sid, store)
    return store
  }

  #check(settings: ServiceOptions): Partial<ServiceSettings> {
    const { webhookUrl, reachabilityDebouncingWindow: window } = settings
    const { limits } = this.#options
    return {
      ...(Object.fromEntries(
        Object.entries(settings).filter(([, value]) => value !== undefined),
      ) as Partial<ServiceSettings>),
      ...(webhookUrl !== undefined && { webhookUrl: checkWebhookUrl(webhookUrl, limits) }),
      ...(window !== undefined && {
        reachabilityDebouncingWindow: checkDebouncingWindow(window, limits),
      }),
    }
  }
}
