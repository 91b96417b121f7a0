import { refuse } from './refuse.ts'

/** How many SIDs can be drawn for each prefix. */
export const sidCount: number = 2 ** 32 - 1

/**
 * What a SID begins with: `IS` for a Service, `TO` for a Stream, `TZ` for a Stream Message, `RQ`
 * for a request.
 */
export type SidPrefix = 'IS' | 'TO' | 'TZ' | 'RQ'

/** A Twilio SID: two capital letters and 32 lower-case hex digits (observed). */
export type Sid<Prefix extends string> = `${Prefix}${string}`

/**
 * Generates SIDs from a seed: the same seed and the same calls give the same SIDs, and none
 * repeats. Each prefix is counted separately, so an additional request does not change the SID of
 * the next stream.
 *
 * @example
 * new SidGenerator(7).next('TO') === new SidGenerator(7).next('TO') //=> true
 */
export class SidGenerator {
  readonly #seed: number
  readonly #drawn = new Map<SidPrefix, number>()
  readonly #lanes = new Map<SidPrefix, readonly number[]>()

  /**
   * @param seed any safe integer. Default: 0.
   * @throws TypeError if `seed` is not a safe integer
   */
  constructor(seed = 0) {
    if (!Number.isSafeInteger(seed)) {
      refuse('seed the SIDs', { found: seed, expected: 'a safe integer' })
    }
    this.#seed = mix((seed | 0) ^ mix(Math.floor(seed / 2 ** 32)))
  }

  /**
   * Returns the next SID with this prefix.
   *
   * @throws RangeError if all 2³²-1 SIDs with this prefix are drawn, which only a restored state
   *   can cause
   */
  next<Prefix extends SidPrefix>(prefix: Prefix): Sid<Prefix> {
    return this.reserve(prefix)()
  }

  /**
   * Draws the next SID with this prefix, but builds the string only when the returned function is
   * called.
   *
   * @throws RangeError if all are drawn, which only a restored state can cause
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
   * Returns how many SIDs with the same prefix are drawn before this one, or `undefined` if this
   * generator never draws it.
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
      // One lane alone differs for every count, since `mix` is a bijection.
      const bits = mix(lane + count)
      for (let shift = 28; shift >= 0; shift -= 4) codes.push(hexCode((bits >>> shift) & 15))
    }
    // In one piece: a string concatenated from parts takes four times the memory.
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

  /** Returns how many SIDs were drawn, by prefix. @internal */
  snapshot(): { [Prefix in SidPrefix]?: number } {
    return Object.fromEntries(this.#drawn)
  }

  /** Continues where a generator with the same seed left off. @internal */
  restore(drawn: { readonly [Prefix in SidPrefix]?: number }): void {
    this.#drawn.clear()
    for (const [prefix, count] of Object.entries(drawn)) this.#drawn.set(prefix as SidPrefix, count)
  }
}

/** Whether a string is shaped like a SID with this prefix. */
export function isSid<Prefix extends string>(text: string, prefix: Prefix): text is Sid<Prefix> {
  return text.startsWith(prefix) && /^[A-Z]{2}[a-f0-9]{32}$/.test(text)
}

/** Scrambles 32 bits, one to one (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

/** The inverse of `mix`. */
function unmix(mixed: number): number {
  let bits = mixed ^ (mixed >>> 16)
  bits = Math.imul(bits, 0x7ed1b41d)
  bits = Math.imul(bits ^ (bits >>> 13) ^ (bits >>> 26), 0xa5cb9243)
  return bits ^ (bits >>> 16)
}

/** Returns the character code of a hex digit: `0`…`9`, then `a`…`f`. */
function hexCode(digit: number): number {
  return digit + (digit < 10 ? 48 : 87)
}
