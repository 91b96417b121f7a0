import { refuse } from './refuse.ts'

/** How many SIDs of a prefix can be drawn. */
export const sidCount: number = 2 ** 32 - 1

/** What Twilio puts before the 32 hex digits: Service, Stream, Stream Message, request. */
export type SidPrefix = 'IS' | 'TO' | 'TZ' | 'RQ'

/** A Twilio SID: two capitals and 32 lower-case hex digits (observed). */
export type Sid<Prefix extends string> = `${Prefix}${string}`

/**
 * Makes SIDs from a seed: equal seed and equal calls give equal SIDs, and no two are ever the same.
 * Each prefix counts on its own, so one more request does not change the SID of the next stream.
 *
 * @example
 * new SidGenerator(7).next('TO') === new SidGenerator(7).next('TO') //=> true
 */
export class SidGenerator {
  readonly #seed: number
  readonly #drawn = new Map<SidPrefix, number>()
  readonly #lanes = new Map<SidPrefix, readonly number[]>()

  /**
   * @param seed any safe integer
   * @throws TypeError when it is not one
   */
  constructor(seed = 0) {
    if (!Number.isSafeInteger(seed)) {
      refuse('seed the SIDs', { found: seed, expected: 'a safe integer' })
    }
    this.#seed = mix((seed | 0) ^ mix(Math.floor(seed / 2 ** 32)))
  }

  /** The next SID with this prefix. */
  next<Prefix extends SidPrefix>(prefix: Prefix): Sid<Prefix> {
    return this.reserve(prefix)()
  }

  /**
   * Takes the next SID with this prefix, and writes it only for whoever asks.
   *
   * @throws RangeError when all are drawn, which takes a restored state to happen
   * @internal
   */
  reserve<Prefix extends SidPrefix>(prefix: Prefix): () => Sid<Prefix> {
    const count = this.#drawn.get(prefix) ?? 0
    if (count === sidCount) {
      throw new RangeError(
        `Cannot draw a SID: found all ${sidCount} of ${prefix} drawn, expected one to be left`,
      )
    }
    this.#drawn.set(prefix, count + 1)
    return () => this.#draw(prefix, count)
  }

  /**
   * How many SIDs of its prefix are drawn before this one; `undefined` for one that is never drawn.
   *
   * @internal
   */
  indexOf(sid: string): number | undefined {
    const prefix = sid.slice(0, 2) as SidPrefix
    const [first = 0] = this.#lanesOf(prefix)
    const count = (unmix(Number.parseInt(sid.slice(2, 10), 16)) - first) >>> 0
    return count < sidCount && this.#draw(prefix, count) === sid ? count : undefined
  }

  #draw<Prefix extends SidPrefix>(prefix: Prefix, count: number): Sid<Prefix> {
    const codes = [prefix.charCodeAt(0), prefix.charCodeAt(1)]
    for (const lane of this.#lanesOf(prefix)) {
      // One lane alone is different for every count, since `mix` is a bijection.
      const bits = mix(lane + count)
      for (let shift = 28; shift >= 0; shift -= 4) codes.push(hexCode((bits >>> shift) & 15))
    }
    // In one piece: a text put together from parts takes four times the memory.
    return String.fromCharCode(...codes) as Sid<Prefix>
  }

  #lanesOf(prefix: SidPrefix): readonly number[] {
    const known = this.#lanes.get(prefix)
    if (known !== undefined) return known
    const key = mix(this.#seed + prefix.charCodeAt(0) * 256 + prefix.charCodeAt(1))
    const lanes = [1, 2, 3, 4].map((lane) => mix(key + lane))
    this.#lanes.set(prefix, lanes)
    return lanes
  }

  /** Starts again from the first SID. @internal */
  reset(): void {
    this.#drawn.clear()
  }

  /** How many SIDs were drawn, by prefix. @internal */
  snapshot(): { [Prefix in SidPrefix]?: number } {
    return Object.fromEntries(this.#drawn)
  }

  /** Goes on from where a generator of the same seed stood. @internal */
  restore(drawn: { readonly [Prefix in SidPrefix]?: number }): void {
    this.#drawn.clear()
    for (const [prefix, count] of Object.entries(drawn)) this.#drawn.set(prefix as SidPrefix, count)
  }
}

/** Whether a text looks like a SID with this prefix. */
export function isSid<Prefix extends string>(text: string, prefix: Prefix): text is Sid<Prefix> {
  return text.startsWith(prefix) && /^[A-Z]{2}[a-f0-9]{32}$/.test(text)
}

/** Spreads 32 bits over 32 bits, one to one (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

/** What `mix` made this of. */
function unmix(mixed: number): number {
  let bits = mixed ^ (mixed >>> 16)
  bits = Math.imul(bits, 0x7ed1b41d)
  bits = Math.imul(bits ^ (bits >>> 13) ^ (bits >>> 26), 0xa5cb9243)
  return bits ^ (bits >>> 16)
}

/** The character code of a hex digit: `0`…`9`, then `a`…`f`. */
function hexCode(digit: number): number {
  return digit + (digit < 10 ? 48 : 87)
}
