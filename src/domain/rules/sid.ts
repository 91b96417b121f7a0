import { refuse } from '../../lang/refuse.ts'

/**
 * What a SID begins with: `IS` for a Service, `TO` for a Stream, `TZ` for a Stream Message, `ET` for
 * a Document, `ES` for a List, `MP` for a Map, `RQ` for a request.
 */
export type SidPrefix = (typeof sidPrefixes)[number]

/** Every {@link SidPrefix}. */
export const sidPrefixes = ['IS', 'TO', 'TZ', 'ET', 'ES', 'MP', 'RQ'] as const

/** A Twilio SID: two capital letters and 32 lower-case hex digits (observed). */
export type Sid<Prefix extends string> = `${Prefix}${string}`

/** The SIDs with one prefix. */
interface Series {
  /** How many were drawn. */
  drawn: number
  /** Where each quarter of the 32 digits starts to count. */
  readonly lanes: readonly number[]
  /** The characters of the last SID, whose first two are those of the next one, too. */
  readonly codes: number[]
}

/**
 * Generates SIDs from a seed: the same seed and the same calls give the same SIDs, and none
 * repeats within 2³². Each prefix is counted separately, so an additional request does not change
 * the SID of the next stream.
 */
export class SidGenerator {
  readonly #seed: number
  readonly #series = new Map<SidPrefix, Series>()

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

  /** Returns the next SID with this prefix. */
  next<Prefix extends SidPrefix>(prefix: Prefix): Sid<Prefix> {
    const series = this.#seriesOf(prefix)
    series.drawn += 1
    return draw<Prefix>(series, series.drawn - 1)
  }

  /** Returns the next SID that is not taken: a restored state may hold SIDs still to be drawn. */
  nextUnused<Prefix extends SidPrefix>(
    prefix: Prefix,
    isTaken: (sid: Sid<Prefix>) => boolean,
  ): Sid<Prefix> {
    for (;;) {
      const sid = this.next(prefix)
      if (!isTaken(sid)) return sid
    }
  }

  /** Starts again from the first SID. */
  reset(): void {
    this.restore({})
  }

  /** Returns how many SIDs were drawn, by prefix. */
  snapshot(): { [Prefix in SidPrefix]?: number } {
    const prefixes = sidPrefixes.filter((prefix) => this.#series.has(prefix))
    return Object.fromEntries(prefixes.map((prefix) => [prefix, this.#seriesOf(prefix).drawn]))
  }

  /** Continues where a generator with the same seed left off. */
  restore(drawn: { readonly [Prefix in SidPrefix]?: number }): void {
    this.#series.clear()
    for (const prefix of sidPrefixes) {
      const { [prefix]: count } = drawn
      if (count !== undefined) this.#seriesOf(prefix).drawn = count
    }
  }

  #seriesOf(prefix: SidPrefix): Series {
    const found = this.#series.get(prefix)
    if (found !== undefined) return found
    const [first, second] = [prefix.charCodeAt(0), prefix.charCodeAt(1)]
    const key = mix(this.#seed + first * 256 + second)
    const lanes = [1, 2, 3, 4].map((lane) => mix(key + lane))
    const series = { drawn: 0, lanes, codes: [first, second] }
    this.#series.set(prefix, series)
    return series
  }
}

function draw<Prefix extends SidPrefix>({ lanes, codes }: Series, count: number): Sid<Prefix> {
  let length = 2
  for (const lane of lanes) {
    // One lane alone differs for every count, since `mix` is a bijection.
    const bits = mix(lane + count)
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (bits >>> shift) & 15
      // `0`…`9` from 48, `a`…`f` from 97; a branch would be guessed wrong every other time.
      codes[length++] = digit + 48 + (((9 - digit) >> 31) & 39)
    }
  }
  // In one piece: a string concatenated from parts takes four times the memory.
  return String.fromCharCode(...codes) as Sid<Prefix>
}

/** Whether a string is shaped like a SID with this prefix. */
export function isSid<Prefix extends string>(text: string, prefix: Prefix): text is Sid<Prefix> {
  return text.startsWith(prefix) && /^[A-Z]{2}[a-f0-9]{32}$/.test(text)
}

/** What such a SID looks like, for error messages: `IS and 32 hex digits in lower case`. */
export function sidShape(prefixes: string): string {
  return `${prefixes} and 32 hex digits in lower case`
}

/** Scrambles 32 bits, one to one (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
