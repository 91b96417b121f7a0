import { deepFreeze, type JsonObject } from '../../lang/json.ts'
import { RecentList } from '../../lang/recent-list.ts'
import { type Actor, system } from '../rules/actor.ts'
import type { FeedEvent } from '../rules/feed.ts'
import { kinds } from '../rules/kinds.ts'
import { unclaimedAccountSid } from '../rules/owner.ts'
import type { PageOptions } from '../rules/page.ts'
import type {
  EndedStream,
  Stream,
  StreamEvent,
  StreamListener,
  StreamMessage,
  StreamState,
} from '../rules/records.ts'
import { SyncError } from '../rules/sync-error.ts'
import { checkData, readData } from '../rules/validate.ts'
import { Collection, type Place } from './collection.ts'
import { Context } from './context.ts'
import type { Entry } from './entry.ts'
import { checkCreateOptions, listenTo, ObjectStore } from './object-store.ts'
import {
  checkStoreOptions,
  checkUpdateOptions,
  type CreateStreamOptions,
  type StreamPage,
  type StreamStoreOptions,
  type UpdateStreamOptions,
} from './stream-options.ts'

type StreamCollection = Collection<'TO', Stream, RecentList<StreamMessage>>

type StreamEntry = Entry<Stream, RecentList<StreamMessage>>

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
export class StreamStore extends ObjectStore<'TO', Stream, RecentList<StreamMessage>> {
  readonly #streams: StreamCollection
  readonly #by: Actor

  /** @throws TypeError if an option is unknown or invalid, or `clock` is missing */
  constructor(options: StreamStoreOptions)
  /** @internal */
  constructor(streams: StreamCollection, by?: Actor)
  constructor(given: StreamStoreOptions | StreamCollection, by: Actor = system) {
    const streams = given instanceof Collection ? given : standAlone(given)
    super(streams, by)
    this.#streams = streams
    this.#by = by
  }

  /** Returns the store of a service. @internal */
  static within(place: Place): StreamStore {
    return storeOf(newStreams(place))
  }

  /** Returns the store of these streams in whose name somebody else changes them. @internal */
  as(actor: Actor): StreamStore {
    return storeOf(this.#streams, actor)
  }

  /**
   * Creates a stream.
   *
   * @throws SyncError 400 / 54302 for a bad name
   * @throws SyncError 400 / 54011 for a bad TTL
   * @throws SyncError 409 / 54301 if the name is taken
   */
  create(options: CreateStreamOptions = {}): Stream {
    const { uniqueName, ttl, createdBy } = checkCreateOptions('stream', options)
    return this.#streams.create({ uniqueName, ttl, createdBy, by: this.#by }, (stream) => stream)
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
    const entry = this.#streams.fetch(sidOrName)
    if (ttl === undefined) throw new SyncError({ kind: 'nothing-to-update' })
    const now = this.#streams.now()
    const dateExpires = this.#streams.context.expiryOf(ttl, now)
    const stream = Object.freeze({ ...entry.record, dateUpdated: now, dateExpires })
    this.#streams.replace(entry, stream)
    this.#streams.report(entry, { type: 'updated', by: this.#by, at: now })
    return stream
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
    const { items: streams, ...page } = this.readPage(options)
    return { streams, ...page }
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
    const given = readData(data)
    const entry = this.#streams.fetch(sidOrName)
    const { sids, limits } = this.#streams.context
    const at = this.#streams.now()
    const rules = { largest: limits.messageBytes, missing: { kind: 'data-missing' } } as const
    const copy = checkData(given, rules)
    const message = Object.freeze({ sid: sids.next('TZ'), data: copy })
    this.#messagesOf(entry).add(message)
    this.#streams.report(entry, { type: 'message', message, by: this.#by, at })
    return message
  }

  /**
   * Returns the messages published on a stream, newest last, up to the limit `messagesKept` (1000).
   *
   * @typeParam Data what the app publishes, as in `messages<Order>('orders')`; it is not checked
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  messages<Data extends object = JsonObject>(sidOrName: string): StreamMessage<Data>[] {
    const { content } = this.#streams.fetch(sidOrName)
    return (content?.items ?? []) as StreamMessage<never>[]
  }

  /**
   * Returns the streams that were removed or have expired, newest last, with their messages. The
   * fake's own; up to the limit `endedKept` (100) in all services together.
   */
  ended<Data extends object = JsonObject>(): EndedStream<Data>[] {
    return this.#streams.ended.map(({ object: stream, items = [], reason, at }) =>
      Object.freeze({ stream, reason, at, messages: items as StreamMessage<never>[] }),
    )
  }

  /**
   * Calls `listener` for every message, and once when the stream is removed or expires; with a
   * `FakeClock`, at that very moment. Its errors reach the caller that caused the event, once
   * everyone is notified; a SyncError as the `cause` of another error.
   *
   * @returns a function that ends the subscription
   * @throws SyncError 404 / 20404 if there is no such stream
   */
  subscribe<Data extends object = JsonObject>(
    sidOrName: string,
    listener: StreamListener<Data>,
  ): () => void {
    const read = streamEventOf as (event: FeedEvent<Stream>) => StreamEvent<never> | undefined
    return listenTo(this.#streams, { sidOrName, noun: 'stream', read, listener })
  }

  /** Documented: streams keep no events. @internal */
  override eventsAfter(): FeedEvent[] {
    return []
  }

  /** Returns all streams with their messages, as plain data. @internal */
  snapshot(): StreamState[] {
    return this.#streams.entries.map(({ sequence, record, content }) => {
      return { sequence, stream: record, messages: content?.items ?? [] }
    })
  }

  /** Adds what `snapshot` returned to an empty store. @internal */
  restore(streams: readonly StreamState[]): void {
    for (const { sequence, stream, messages } of streams) {
      const entry = this.#streams.add({ sequence, record: { ...stream } })
      for (const message of messages) this.#messagesOf(entry).add(deepFreeze(message))
    }
  }

  #messagesOf(entry: StreamEntry): RecentList<StreamMessage> {
    const { messagesKept } = this.#streams.context.limits
    return (entry.content ??= new RecentList(messagesKept))
  }
}

/** Outside of the class, which bundlers rename once it names itself. */
function storeOf(streams: StreamCollection, by?: Actor): StreamStore {
  return new StreamStore(streams, by)
}

/** The streams of a store that belongs to no service. */
function standAlone(options: StreamStoreOptions): StreamCollection {
  const context = new Context(checkStoreOptions(options))
  return newStreams({ context, owner: { account: unclaimedAccountSid, service: 'default' } })
}

function newStreams(place: Place): StreamCollection {
  return new Collection(kinds.streams, place)
}

/** What subscribers are notified of: not of what the stream itself shows. */
function streamEventOf(event: FeedEvent<Stream>): StreamEvent | undefined {
  const { type, object: stream } = event
  switch (type) {
    case 'message':
      return Object.freeze({ type, stream, message: event.message })
    case 'removed':
    case 'expired':
      return Object.freeze({ type, stream })
    default:
      return undefined
  }
}
