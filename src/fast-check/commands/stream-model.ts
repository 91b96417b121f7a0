import type { FakeSync } from '../../fake/fake-sync.ts'

/** A stream in a {@link StreamModel}. */
export interface ModelStream {
  /** The `TO…` SID. */
  readonly sid: string
  /** The unique name, or `null` for a stream without one. */
  readonly uniqueName: string | null
  /** When the stream expires, in epoch milliseconds, or `null` for never. */
  readonly expires: number | null
  /** How many messages were published on it. */
  readonly messages: number
}

/** A stream to add to a {@link StreamModel}. */
export interface NewModelStream {
  /** The `TO…` SID that the service returned. */
  readonly sid: string
  /** The unique name. Default: none. */
  readonly uniqueName?: string | null | undefined
  /** Time to live in seconds; 0 for a stream that never expires. Default: 0. */
  readonly ttl?: number | undefined
}

/**
 * The expected streams of the `default` service: the model of {@link streamCommands}.
 *
 * It starts with the contents of the fake. Commands of your own update it with what your app did.
 * For a model that knows more, extend the class or `Object.assign` to an instance.
 *
 * @example
 * import { StreamModel } from 'fake-twilio-sync/fast-check'
 * const model = new StreamModel(createFakeSync())
 * model.add({ sid: 'TO00000000000000000000000000000000', uniqueName: 'orders', ttl: 60 })
 * model.find('orders')?.messages //=> 0
 * model.time += 60_000
 * model.streams //=> []
 */
export class StreamModel {
  /** The time in epoch milliseconds. Whoever moves the clock of the fake has to set it too. */
  time: number
  readonly #expiryLag: number
  /** All streams that ever existed, in order of creation. */
  #known: readonly ModelStream[]
  readonly #removed = new Set<string>()

  /** Copies the streams, the time and the expiry lag of a fake. Later changes are not followed. */
  constructor({ clock, expiryLag, streams }: Pick<FakeSync, 'clock' | 'expiryLag' | 'streams'>) {
    this.time = clock.now()
    this.#expiryLag = Math.round(expiryLag * 1000)
    this.#known = streams.all().map(({ sid, uniqueName, dateExpires }) => {
      return { sid, uniqueName, expires: dateExpires, messages: streams.messages(sid).length }
    })
  }

  /** The live streams, in order of creation. */
  get streams(): readonly ModelStream[] {
    return this.#known.filter((stream) => this.#lives(stream))
  }

  /** The streams that were removed or have expired, in order of creation. */
  get ended(): readonly ModelStream[] {
    return this.#known.filter((stream) => !this.#lives(stream))
  }

  /** The live stream that expires first, if any will expire. */
  get nextToExpire(): ModelStream | undefined {
    const mortal = this.streams.filter((stream) => stream.expires !== null)
    return mortal.sort((one, other) => this.endOf(one) - this.endOf(other))[0]
  }

  /** When an expired stream disappears, in epoch milliseconds; `Infinity` for never. */
  endOf({ expires }: ModelStream): number {
    return expires === null ? Infinity : expires + this.#expiryLag
  }

  /** Finds a live stream by SID or unique name. */
  find(sidOrName: string): ModelStream | undefined {
    return this.streams.find(({ sid, uniqueName }) => sid === sidOrName || uniqueName === sidOrName)
  }

  /** Adds a stream that was created at `time` and returns it. */
  add({ sid, uniqueName = null, ttl = 0 }: NewModelStream): ModelStream {
    const stream = { sid, uniqueName, expires: this.#expiryOf(ttl), messages: 0 }
    this.#known = [...this.#known, stream]
    return stream
  }

  /**
   * Sets the time to live of a live stream, in seconds from `time`; 0 for never. Returns the
   * changed stream, or `undefined` if there is none.
   */
  update(sidOrName: string, ttl: number): ModelStream | undefined {
    return this.#replace(sidOrName, () => ({ expires: this.#expiryOf(ttl) }))
  }

  /**
   * Counts a message that was published on a live stream. Returns the changed stream, or
   * `undefined` if there is none.
   */
  publish(sidOrName: string): ModelStream | undefined {
    return this.#replace(sidOrName, ({ messages }) => ({ messages: messages + 1 }))
  }

  /** Removes a live stream, if there is one. */
  remove(sidOrName: string): void {
    const stream = this.find(sidOrName)
    if (stream !== undefined) this.#removed.add(stream.sid)
  }

  #expiryOf(ttl: number): number | null {
    return ttl === 0 ? null : this.time + ttl * 1000
  }

  #lives(stream: ModelStream): boolean {
    return !this.#removed.has(stream.sid) && this.time < this.endOf(stream)
  }

  #replace(
    sidOrName: string,
    change: (stream: ModelStream) => Partial<ModelStream>,
  ): ModelStream | undefined {
    const stream = this.find(sidOrName)
    if (stream === undefined) return undefined
    const changed = { ...stream, ...change(stream) }
    this.#known = this.#known.map((known) => (known.sid === stream.sid ? changed : known))
    return changed
  }
}
