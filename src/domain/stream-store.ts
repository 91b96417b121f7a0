import { Audience, type StreamListener } from './audience.ts'
import { lastMoment } from './clock.ts'
import { SyncError } from './failure.ts'
import { deepFreeze } from './json.ts'
import { type Limits, withLimits } from './limits.ts'
import { type PageOptions, readPage } from './page.ts'
import { RecentList } from './recent-list.ts'
import type { JsonObject, Stream, StreamMessage } from './records.ts'
import { SequenceMap } from './sequence-map.ts'
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
import { checkExpiryLag, checkMessageData, checkTtl, checkUniqueName } from './validate.ts'

interface Entry extends Expiring {
  stream: Stream
}

/**
 * The Streams of one service: everything Twilio does with them, in memory and synchronous.
 *
 * A stream is addressed by its SID or its unique name. What Twilio would refuse throws a
 * {@link SyncError} with Twilio's status and code, and changes nothing. Streams are handed out as they
 * stand; later changes do not reach them.
 *
 * @example
 * const clock = new FakeClock()
 * const streams = new StreamStore({ clock })
 * streams.create({ uniqueName: 'orders', ttl: 60 })
 * streams.publish('orders', { id: 1 })
 * clock.advance({ seconds: 60 })
 * streams.find('orders') //=> undefined
 */
export class StreamStore {
  readonly #timeline: Timeline
  readonly #sids: SidGenerator
  readonly #limits: Limits
  readonly #expiryLag: number
  readonly #serviceSid: string
  readonly #bySid = new Map<string, Entry>()
  readonly #byName = new Map<string, Entry>()
  readonly #inOrder = new SequenceMap<Entry>()
  readonly #messages = new Map<Entry, RecentList<StreamMessage>>()
  readonly #audiences = new Map<Entry, Audience>()
  readonly #owner = { expire: (item: Expiring): void => this.#end(item as Entry, 'expired') }

  /** @throws TypeError when an option is unknown or cannot be used */
  constructor(options: StreamStoreOptions) {
    const {
      clock,
      sids,
      limits,
      expiryLag = 0,
      serviceSid = 'default',
    } = checkStoreOptions(options)
    this.#timeline = Timeline.of(clock)
    this.#sids = sids ?? new SidGenerator()
    this.#limits = withLimits(limits)
    this.#expiryLag = checkExpiryLag(expiryLag)
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
   * @throws SyncError 54302 for a bad name, 54011 for a bad TTL, 54301 when the name is taken
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
      sid: this.#sids.next('TO'),
      uniqueName: name,
      dateCreated: now,
      dateUpdated: now,
      dateExpires: expiryOf(now, seconds),
    })
    this.#add(stream, sequence)
    return stream
  }

  /**
   * The stream with this SID or unique name.
   *
   * @throws SyncError 20404 when there is none
   */
  fetch(sidOrName: string): Stream {
    return this.#entry(sidOrName).stream
  }

  /** The stream with this SID or unique name, or `undefined`. */
  find(sidOrName: string): Stream | undefined {
    this.#timeline.settle()
    return this.#lookUp(sidOrName)?.stream
  }

  /**
   * Changes the time to live, which starts again from now (assumed: `dateUpdated` moves).
   *
   * @throws SyncError 20404 when there is no such stream, 54010 when nothing is to be changed, 54011
   *   for a bad TTL
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
   * Removes the stream and its messages; its name is free again, its subscribers are told.
   *
   * @throws SyncError 20404 when there is no such stream
   */
  remove(sidOrName: string): void {
    this.#end(this.#entry(sidOrName), 'removed')
  }

  /**
   * A page of streams in order of creation (the order is assumed). Every stream that lives throughout a
   * walk from token to token is met exactly once, whatever is created, removed or expires meanwhile.
   *
   * @throws SyncError 54454 for a bad page size, 54453 for a bad token
   */
  page(options: PageOptions = {}): StreamPage {
    this.#timeline.settle()
    const source = {
      items: this.#inOrder,
      limits: this.#limits,
      knows: (sequence: number) => this.#timeline.knows(sequence),
    }
    const { items, ...page } = readPage(source, checkPageOptions(options))
    return { streams: items.map((entry) => entry.stream), ...page }
  }

  /** All streams in order of creation. */
  all(): Stream[] {
    this.#timeline.settle()
    return Array.from(this.#inOrder.from(0), (entry) => entry.stream)
  }

  /**
   * Publishes a message: subscribers hear it, and it is kept for {@link messages}. It does not extend
   * the stream's life (documented).
   *
   * @param data a JSON object of 4096 bytes at most; a frozen copy is kept
   * @throws SyncError 20404 when there is no such stream, 54251 when `data` is missing, 54008 when it
   *   is no JSON object, 54006 when it is too large
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
   * The messages published on a stream, newest last: as many as the limit `messagesKept` says.
   *
   * @throws SyncError 20404 when there is no such stream
   */
  messages(sidOrName: string): StreamMessage[] {
    return this.#messages.get(this.#entry(sidOrName))?.items ?? []
  }

  /**
   * Calls `listener` for every message on a stream, and once when it is removed or expires: with a
   * `FakeClock`, while the clock passes that moment. What a listener throws reaches whoever caused the
   * event, after everything has happened and everybody else was told; a SyncError as the cause of another
   * error.
   *
   * @returns the undo
   * @throws SyncError 20404 when there is no such stream
   */
  subscribe(sidOrName: string, listener: StreamListener): () => void {
    const entry = this.#entry(sidOrName)
    const audience = this.#audiences.get(entry) ?? new Audience()
    this.#audiences.set(entry, audience)
    return audience.add(listener)
  }

  /** All streams with their messages, as data. @internal */
  snapshot(): StreamState[] {
    this.#timeline.settle()
    return Array.from(this.#inOrder.from(0), (entry) => {
      const { sequence, stream } = entry
      return { sequence, stream, messages: this.#messages.get(entry)?.items ?? [] }
    })
  }

  /** Takes what `snapshot` returned into an empty store. @internal */
  restore(streams: readonly StreamState[]): void {
    for (const { sequence, stream, messages } of streams) {
      const entry = this.#add(Object.freeze({ ...stream }), sequence)
      for (const message of messages)
        this.#messagesOf(entry).add(deepFreeze(message) as StreamMessage)
    }
  }

  /** Forgets everything at once. Nobody is told. @internal */
  clear(): void {
    for (const entry of this.#inOrder.from(0)) this.#timeline.cancel(entry)
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

  /** What looks like a SID is none but a SID: no name may look like one. */
  #lookUp(sidOrName: string): Entry | undefined {
    const key = checkKey(sidOrName)
    return isSid(key, 'TO') ? this.#bySid.get(key) : this.#byName.get(key)
  }

  #add(stream: Stream, sequence: number): Entry {
    const entry: Entry = { stream, sequence, due: 0, position: -1, owner: this.#owner }
    this.#bySid.set(stream.sid, entry)
    if (stream.uniqueName !== null) this.#byName.set(stream.uniqueName, entry)
    this.#inOrder.add(entry)
    this.#schedule(entry)
    return entry
  }

  #schedule(entry: Entry): void {
    const { dateExpires } = entry.stream
    if (dateExpires === null) {
      this.#timeline.cancel(entry)
    } else {
      entry.due = dateExpires + this.#expiryLag
      this.#timeline.schedule(entry)
    }
  }

  #end(entry: Entry, type: 'removed' | 'expired'): void {
    const { stream } = entry
    this.#timeline.cancel(entry)
    this.#bySid.delete(stream.sid)
    if (stream.uniqueName !== null) this.#byName.delete(stream.uniqueName)
    this.#inOrder.delete(entry)
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
