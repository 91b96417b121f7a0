import { SortedList } from '../lang/sorted-list.ts'
import { Audience, type StreamListener } from './audience.ts'
import { lastMoment } from './clock.ts'
import { SyncError } from './failure.ts'
import { deepFreeze } from './json.ts'
import { type Limits, withLimits } from './limits.ts'
import { type PageOptions, readPage } from './page.ts'
import { RecentList } from './recent-list.ts'
import type { JsonObject, Stream, StreamMessage } from './records.ts'
import { isSid, SidGenerator } from './sid.ts'
import type { StreamState } from './state.ts'
import {
  checkCreateOptions,
  checkKey,
  checkPageOptions,
  checkStoreOptions,
  checkUpdateOptions,
  type CreateStreamOptions,
  type StreamPage,
  type StreamStoreOptions,
  type UpdateStreamOptions,
} from './stream-options.ts'
import { type Expiring, Timeline } from './timeline.ts'
import { checkMessageData, checkTtl, checkUniqueName } from './validate.ts'

interface Entry extends Expiring {
  stream: Stream
}

/**
 * The Streams of one service, addressed by SID or unique name; in memory and synchronous. Whatever
 * Twilio would refuse throws a SyncError with Twilio's status and code and changes nothing; misuse
 * in JavaScript, such as an unknown option, throws a TypeError. Streams returned are frozen copies.
 *
 * @example
 * const clock = new FakeClock()
 * const streams = new StreamStore({ clock })
 * streams.create({ uniqueName: 'orders', ttl: 60 })
 * clock.advance({ seconds: 60 })
 * streams.find('orders') //=> undefined
 */
export class StreamStore {
  readonly #timeline: Timeline
  readonly #sids: SidGenerator
  readonly #limits: Limits
  readonly #serviceSid: string
  readonly #bySid = new Map<string, Entry>()
  readonly #byName = new Map<string, Entry>()
  readonly #inOrder = new SortedList<number, Entry>()
  readonly #messages = new Map<Entry, RecentList<StreamMessage>>()
  readonly #audiences = new Map<Entry, Audience>()
  readonly #owner = { expire: (item: Expiring): void => this.#end(item as Entry, 'expired') }

  /** @throws TypeError if an option is unknown or invalid, or `clock` is missing */
  constructor(options: StreamStoreOptions) {
    const checked = checkStoreOptions(options)
    const { clock, sids, limits, serviceSid = 'default' } = checked
    this.#timeline = Timeline.of(clock)
    this.#sids = sids ?? new SidGenerator()
    this.#limits = withLimits(limits)
    this.#serviceSid = serviceSid
  }

  /** How many streams there are. */
  get size(): number {
    this.#timeline.settle()
    return this.#inOrder.size
  }

  /**
   * Creates a stream.
   *
   * @throws SyncError 400 / 54302 for a bad name
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 409 / 54301 if the name is taken
   */
  create(options: CreateStreamOptions = {}): Stream {
    const { uniqueName, ttl } = checkCreateOptions(options)
    this.#timeline.settle()
    const name = uniqueName === undefined ? null : checkUniqueName(uniqueName, this.#limits)
    const seconds = ttl === undefined ? 0 : checkTtl(ttl, this.#limits)
    if (name !== null && this.#byName.has(name)) {
      throw new SyncError({ kind: 'name-taken', uniqueName: name })
    }
    const now = this.#timeline.now()
    const sequence = this.#timeline.takeSequence()
    const stream: Stream = Object.freeze({
      sid: this.#sids.nextUnused('TO', (sid) => this.#bySid.has(sid)),
      uniqueName: name,
      dateCreated: now,
      dateUpdated: now,
      dateExpires: expiryOf(now, seconds),
    })
    this.#add(stream, sequence)
    return stream
  }

  /**
   * Returns the stream with this SID or unique name.
   *
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  fetch(sidOrName: string): Stream {
    return this.#entry(sidOrName).stream
  }

  /** Returns the stream with this SID or unique name, or `undefined` if there is none. */
  find(sidOrName: string): Stream | undefined {
    this.#timeline.settle()
    return this.#lookUp(sidOrName)?.stream
  }

  /**
   * Sets a new time to live, which starts now, and moves `dateUpdated` (assumed).
   *
   * @throws SyncError 404 / 20404 if there is no such stream
   * @throws SyncError 400 / 54010 if `ttl` is missing
   * @throws SyncError 400 / 54011 for a bad TTL
   */
  update(sidOrName: string, options: UpdateStreamOptions): Stream {
    const { ttl } = checkUpdateOptions(options)
    const entry = this.#entry(sidOrName)
    if (ttl === undefined) throw new SyncError({ kind: 'nothing-to-update' })
    const seconds = checkTtl(ttl, this.#limits)
    const now = this.#timeline.now()
    const dateExpires = expiryOf(now, seconds)
    entry.stream = Object.freeze({ ...entry.stream, dateUpdated: now, dateExpires })
    this.#schedule(entry)
    return entry.stream
  }

  /**
   * Removes the stream and its messages, frees its name, and notifies its subscribers.
   *
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  remove(sidOrName: string): void {
    this.#end(this.#entry(sidOrName), 'removed')
  }

  /**
   * Returns a page of streams in order of creation (assumed). A walk from token to token returns
   * every stream that exists throughout it exactly once, whatever is created, removed or expires on
   * the way.
   *
   * @throws SyncError 400 / 54454 for a bad page size
   * @throws SyncError 400 / 54453 for a bad token
   */
  page(options: PageOptions = {}): StreamPage {
    this.#timeline.settle()
    const source = {
      items: this.#inOrder,
      limits: this.#limits,
      keyOf: ({ sequence }: Entry) => sequence,
      isKey: (found: unknown) => this.#timeline.isTaken(found),
    }
    const { items, ...page } = readPage(source, checkPageOptions(options))
    return { streams: items.map((entry) => entry.stream), ...page }
  }

  /** Returns all streams in order of creation. */
  all(): Stream[] {
    this.#timeline.settle()
    return this.#inOrder.slice().map((entry) => entry.stream)
  }

  /**
   * Publishes a message: notifies subscribers, and keeps it for {@link messages}. Does not extend
   * the stream's life (documented).
   *
   * @param data a JSON object of at most 4096 bytes (documented) and 500 levels (assumed)
   * @throws SyncError 404 / 20404 if there is no such stream
   * @throws SyncError 400 / 54251 if `data` is `null` or `undefined`
   * @throws SyncError 400 / 54008 if `data` is not a JSON object, or is nested too deep
   * @throws SyncError 413 / 54006 if `data` is too large
   */
  publish(sidOrName: string, data: object): StreamMessage {
    const entry = this.#entry(sidOrName)
    const copy: JsonObject = checkMessageData(data, this.#limits)
    const message: StreamMessage = Object.freeze({ sid: this.#sids.next('TZ'), data: copy })
    this.#messagesOf(entry).add(message)
    this.#audiences.get(entry)?.tell({ type: 'message', stream: entry.stream, message })
    return message
  }

  /**
   * Returns the messages published on a stream, newest last, up to the limit `messagesKept` (1000).
   *
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  messages(sidOrName: string): StreamMessage[] {
    return this.#messages.get(this.#entry(sidOrName))?.items ?? []
  }

  /**
   * Calls `listener` for every message, and once when the stream is removed or expires; with a
   * `FakeClock`, at that very moment. Its errors reach the caller that caused the event, once
   * everyone is notified; a SyncError as the `cause` of another error.
   *
   * @returns a function that ends the subscription
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  subscribe(sidOrName: string, listener: StreamListener): () => void {
    const entry = this.#entry(sidOrName)
    const audience = this.#audiences.get(entry) ?? new Audience()
    this.#audiences.set(entry, audience)
    return audience.add(listener)
  }

  /** Returns all streams with their messages, as plain data. @internal */
  snapshot(): StreamState[] {
    this.#timeline.settle()
    return this.#inOrder.slice().map((entry) => {
      const { sequence, stream } = entry
      return { sequence, stream, messages: this.#messages.get(entry)?.items ?? [] }
    })
  }

  /** Adds what `snapshot` returned to an empty store. @internal */
  restore(streams: readonly StreamState[]): void {
    for (const { sequence, stream, messages } of streams) {
      const entry = this.#add(Object.freeze({ ...stream }), sequence)
      for (const message of messages)
        this.#messagesOf(entry).add(deepFreeze(message) as StreamMessage)
    }
  }

  /** Removes everything without notifying anyone. @internal */
  clear(): void {
    if (this.#inOrder.size === 0) return
    for (const entry of this.#inOrder.slice()) this.#timeline.cancel(entry)
    this.#bySid.clear()
    this.#byName.clear()
    this.#inOrder.clear()
    this.#messages.clear()
    for (const audience of this.#audiences.values()) audience.clear()
    this.#audiences.clear()
  }

  #entry(sidOrName: string): Entry {
    this.#timeline.settle()
    const entry = this.#lookUp(sidOrName)
    if (entry !== undefined) return entry
    const service = this.#serviceSid
    throw new SyncError({ kind: 'stream-not-found', service, stream: sidOrName })
  }

  /** A key shaped like a SID can only be a SID: no name may be shaped like one. */
  #lookUp(sidOrName: string): Entry | undefined {
    const key = checkKey(sidOrName)
    return isSid(key, 'TO') ? this.#bySid.get(key) : this.#byName.get(key)
  }

  #add(stream: Stream, sequence: number): Entry {
    const entry: Entry = { stream, sequence, due: 0, position: -1, owner: this.#owner }
    this.#bySid.set(stream.sid, entry)
    if (stream.uniqueName !== null) this.#byName.set(stream.uniqueName, entry)
    this.#inOrder.set(sequence, entry)
    this.#schedule(entry)
    return entry
  }

  #schedule(entry: Entry): void {
    const { dateExpires } = entry.stream
    if (dateExpires === null) {
      this.#timeline.cancel(entry)
    } else {
      entry.due = dateExpires + this.#limits.expiryLagSeconds * 1000
      this.#timeline.schedule(entry)
    }
  }

  #end(entry: Entry, type: 'removed' | 'expired'): void {
    const { stream } = entry
    this.#timeline.cancel(entry)
    this.#bySid.delete(stream.sid)
    if (stream.uniqueName !== null) this.#byName.delete(stream.uniqueName)
    this.#inOrder.delete(entry.sequence)
    this.#messages.delete(entry)
    const audience = this.#audiences.get(entry)
    this.#audiences.delete(entry)
    audience?.tell({ type, stream })
  }

  #messagesOf(entry: Entry): RecentList<StreamMessage> {
    const messages = this.#messages.get(entry) ?? new RecentList(this.#limits.messagesKept)
    this.#messages.set(entry, messages)
    return messages
  }
}

function expiryOf(now: number, ttlSeconds: number): number | null {
  return ttlSeconds === 0 ? null : Math.min(now + ttlSeconds * 1000, lastMoment)
}
