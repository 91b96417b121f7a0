import type { FakeSync } from '../../fake/fake-sync.ts'

/** A stream as the model knows it. */
export interface ModelStream {
  readonly sid: string
  readonly uniqueName: string | null
  /** When it expires, in epoch milliseconds; `null` for never. */
  readonly expires: number | null
  /** How many messages were published on it. */
  readonly messages: number
}

/** A stream that somebody created. */
export interface NewModelStream {
  readonly sid: string
  readonly uniqueName?: string | null | undefined
  /** Seconds to live; 0, as leaving it out, means for ever. */
  readonly ttl?: number | undefined
}

/**
 * What the streams of the `default` service should be by now: the model of {@link streamCommands}. It
 * begins with what the fake holds and changes as it is told; a command of your own tells it what your
 * app did. Extend the class, or `Object.assign` to it, for a model that knows more.
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
  /** The time in epoch milliseconds. Who moves the clock of the fake moves this too. */
  time: number
  readonly #expiryLag: number
  /** All that ever were, in order of creation. */
  #known: readonly ModelStream[]
  readonly #removed = new Set<string>()

  constructor({ clock, expiryLag, streams }: Pick<FakeSync, 'clock' | 'expiryLag' | 'streams'>) {
    this.time = clock.now()
    this.#expiryLag = Math.round(expiryLag * 1000)
    this.#known = streams.all().map(({ sid, uniqueName, dateExpires }) => {
      return { sid, uniqueName, expires: dateExpires, messages: streams.messages(sid).length }
    })
  }

  /** The streams that live, in order of creation. */
  get streams(): readonly ModelStream[] {
    return this.#known.filter((stream) => this.#lives(stream))
  }

  /** The streams that were removed or have expired, in order of creation. */
  get ended(): readonly ModelStream[] {
    return this.#known.filter((stream) => !this.#lives(stream))
  }

  /** The stream that will be the next to expire, if any will. */
  get nextToExpire(): ModelStream | undefined {
    const mortal = this.streams.filter((stream) => stream.expires !== null)
    return mortal.sort((one, other) => this.endOf(one) - this.endOf(other))[0]
  }

  /** When a stream is gone, in epoch milliseconds; `Infinity` for never. */
  endOf({ expires }: ModelStream): number {
    return expires === null ? Infinity : expires + this.#expiryLag
  }

  /** The stream that lives under a SID or a unique name. */
  find(sidOrName: string): ModelStream | undefined {
    return this.streams.find(({ sid, uniqueName }) => sid === sidOrName || uniqueName === sidOrName)
  }

  /** A stream was created just now. */
  add({ sid, uniqueName = null, ttl = 0 }: NewModelStream): ModelStream {
    const stream = { sid, uniqueName, expires: this.#expiryOf(ttl), messages: 0 }
    this.#known = [...this.#known, stream]
    return stream
  }

  /** A stream got a new time to live, in seconds, which starts now. */
  update(sidOrName: string, ttl: number): ModelStream | undefined {
    return this.#replace(sidOrName, () => ({ expires: this.#expiryOf(ttl) }))
  }

  /** A message was published on a stream. */
  publish(sidOrName: string): ModelStream | undefined {
    return this.#replace(sidOrName, ({ messages }) => ({ messages: messages + 1 }))
  }

  /** A stream was removed. */
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
