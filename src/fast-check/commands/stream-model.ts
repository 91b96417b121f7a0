import type { FakeSync } from '../../fake/fake-sync.ts'
import type { JsonObject } from '../../lang/json.ts'

/** A stream in a {@link StreamModel}. */
export interface ModelStream {
  /** The `TO…` SID. */
  readonly sid: string
  readonly uniqueName: string
  /** When the stream expires, in epoch milliseconds, or `null` for never. */
  readonly dateExpires: number | null
  /** The data of the messages published on it, oldest first. */
  readonly messages: readonly JsonObject[]
}

/** A stream to add to a {@link StreamModel}. */
export interface NewModelStream {
  /** The `TO…` SID that the service returned. */
  readonly sid: string
  readonly uniqueName: string
  /** Time to live in seconds; 0 for a stream that never expires. Default: 0. */
  readonly ttl?: number | undefined
}

/**
 * The named streams that the `default` service should have by now: the model of
 * {@link streamCommands}. Streams without a name are not in it.
 *
 * It starts with the streams of the fake and reads the time off the fake's clock. Your own
 * commands update it with what your app did. For a model that knows more, extend the class.
 *
 * @example
 * import { StreamModel } from 'fake-twilio-sync/fast-check'
 * const model = new StreamModel(sync)
 * model.add({ sid: 'TO00000000000000000000000000000000', uniqueName: 'orders', ttl: 60 })
 * model.publish('orders', { id: 1 })
 * model.find('orders')?.messages //=> [{ id: 1 }]
 * sync.clock.advance({ seconds: 60 })
 * model.find('orders') //=> undefined
 */
export class StreamModel {
  readonly #sync: Pick<FakeSync, 'clock' | 'limits'>
  readonly #streams = new Map<string, ModelStream>()

  /** Copies the named streams of a fake. Later changes to them are not followed. */
  constructor(sync: Pick<FakeSync, 'clock' | 'limits' | 'streams'>) {
    this.#sync = sync
    for (const { sid, uniqueName, dateExpires } of sync.streams.all()) {
      if (uniqueName === null) continue
      const messages = sync.streams.messages(sid).map(({ data }) => data)
      this.#streams.set(uniqueName, { sid, uniqueName, dateExpires, messages })
    }
  }

  /** The streams that are live at the time of the fake's clock. */
  get streams(): readonly ModelStream[] {
    return [...this.#streams.values()].filter((stream) => this.#isLive(stream))
  }

  /** Finds a live stream. */
  find(uniqueName: string): ModelStream | undefined {
    return this.streams.find((stream) => stream.uniqueName === uniqueName)
  }

  /** Adds a stream that has just been created. */
  add({ sid, uniqueName, ttl = 0 }: NewModelStream): void {
    const dateExpires = this.#expiryOf(ttl)
    this.#streams.set(uniqueName, { sid, uniqueName, dateExpires, messages: [] })
  }

  /** Restarts the time to live of a live stream, in seconds; 0 removes the expiry. */
  update(uniqueName: string, ttl: number): void {
    this.#change(uniqueName, () => ({ dateExpires: this.#expiryOf(ttl) }))
  }

  /** Adds a message to a live stream. */
  publish(uniqueName: string, data: JsonObject): void {
    this.#change(uniqueName, ({ messages }) => ({ messages: [...messages, data] }))
  }

  /** Removes a stream. */
  remove(uniqueName: string): void {
    this.#streams.delete(uniqueName)
  }

  #change(uniqueName: string, change: (stream: ModelStream) => Partial<ModelStream>): void {
    const stream = this.find(uniqueName)
    if (stream !== undefined) this.#streams.set(uniqueName, { ...stream, ...change(stream) })
  }

  #expiryOf(ttl: number): number | null {
    return ttl === 0 ? null : this.#sync.clock.now() + ttl * 1000
  }

  #isLive({ dateExpires }: ModelStream): boolean {
    const { clock, limits } = this.#sync
    return dateExpires === null || clock.now() < dateExpires + limits.expiryLagSeconds * 1000
  }
}
