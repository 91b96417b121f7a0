/** A hash function: what its state begins with, and how it takes in a block of 64 bytes. */
interface Hash {
  readonly firstWords: Uint32Array
  readonly takeIn: (state: Uint32Array, block: DataView) => void
}

/** The words of SHA-256 come from the square and cube roots of the first primes (FIPS 180-4). */
const primes = firstPrimes(64)
const roundWords = Uint32Array.from(primes, (prime) => fractionOf(Math.cbrt(prime)))

const sha256Hash: Hash = {
  firstWords: Uint32Array.from(primes.slice(0, 8), (prime) => fractionOf(Math.sqrt(prime))),
  takeIn: takeInBySha256,
}

const sha1Hash: Hash = {
  firstWords: Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0),
  takeIn: takeInBySha1,
}

/** What SHA-1 does in twenty of its rounds. */
interface Part {
  readonly mix: (b: number, c: number, d: number) => number
  /** Of a square root, as the standard has it. */
  readonly word: number
}

const parity: Part['mix'] = (b, c, d) => b ^ c ^ d
const lastPart: Part = { mix: parity, word: rootWordOf(10) }
const sha1Parts: readonly Part[] = [
  { mix: (b, c, d) => (b & c) | (~b & d), word: rootWordOf(2) },
  { mix: parity, word: rootWordOf(3) },
  { mix: (b, c, d) => (b & c) | (b & d) | (c & d), word: rootWordOf(5) },
  lastPart,
]

/** In bytes, of both. */
const blockSize = 64

/**
 * Returns the HMAC-SHA-256 (RFC 2104) of a string of bytes, as a string of bytes: characters from
 * U+0000 to U+00FF, as {@link toUtf8} returns them.
 */
export function hmacSha256(key: string, bytes: string): string {
  return hmac(sha256, { key, bytes })
}

/** Returns the HMAC-SHA-1 of a string of bytes, as a string of bytes. */
export function hmacSha1(key: string, bytes: string): string {
  return hmac(sha1, { key, bytes })
}

/** Returns the SHA-256 of a string of bytes, as a string of bytes. */
export function sha256(bytes: string): string {
  return digestOf(bytes, sha256Hash)
}

/** Returns the SHA-1 of a string of bytes, as a string of bytes. */
export function sha1(bytes: string): string {
  return digestOf(bytes, sha1Hash)
}

interface Keyed {
  readonly key: string
  readonly bytes: string
}

function hmac(hash: (bytes: string) => string, { key, bytes }: Keyed): string {
  const short = key.length > blockSize ? hash(key) : key
  const pad = (mask: number): string =>
    Array.from({ length: blockSize }, (_, index) =>
      String.fromCharCode((index < short.length ? short.charCodeAt(index) : 0) ^ mask),
    ).join('')
  return hash(pad(0x5c) + hash(pad(0x36) + bytes))
}

function digestOf(bytes: string, { firstWords, takeIn }: Hash): string {
  const state = Uint32Array.from(firstWords)
  const padded = new DataView(
    new ArrayBuffer(Math.ceil((bytes.length + 9) / blockSize) * blockSize),
  )
  for (let index = 0; index < bytes.length; index += 1) {
    padded.setUint8(index, bytes.charCodeAt(index))
  }
  padded.setUint8(bytes.length, 0x80)
  // The length in bits, of which the upper half is needed beyond 512 MB alone.
  padded.setUint32(padded.byteLength - 4, bytes.length * 8)
  for (let start = 0; start < padded.byteLength; start += blockSize) {
    takeIn(state, new DataView(padded.buffer, start, blockSize))
  }
  const digest = new DataView(new ArrayBuffer(state.byteLength))
  state.forEach((word, index) => {
    digest.setUint32(index * 4, word)
  })
  return String.fromCharCode(...new Uint8Array(digest.buffer))
}

/** Mixes a block into the state: the letters are those of the standard. */
function takeInBySha256(state: Uint32Array, block: DataView): void {
  const schedule = new Uint32Array(64)
  const at = (index: number): number => schedule[index] ?? 0
  for (let index = 0; index < 64; index += 1) {
    const old = at(index - 15)
    const recent = at(index - 2)
    schedule[index] =
      index < 16
        ? block.getUint32(index * 4)
        : at(index - 16) +
          (rotate(old, 7) ^ rotate(old, 18) ^ (old >>> 3)) +
          at(index - 7) +
          (rotate(recent, 17) ^ rotate(recent, 19) ^ (recent >>> 10))
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const first =
      h +
      (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
      choice +
      (roundWords[index] ?? 0) +
      at(index)
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  addTo(state, [a, b, c, d, e, f, g, h])
}

/** The same by SHA-1. */
function takeInBySha1(state: Uint32Array, block: DataView): void {
  const schedule = new Uint32Array(80)
  const at = (index: number): number => schedule[index] ?? 0
  for (let index = 0; index < 80; index += 1) {
    schedule[index] =
      index < 16
        ? block.getUint32(index * 4)
        : rotateLeft(at(index - 3) ^ at(index - 8) ^ at(index - 14) ^ at(index - 16), 1)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let index = 0; index < 80; index += 1) {
    const part = sha1Parts[Math.floor(index / 20)] ?? lastPart
    const mixed = part.mix(b, c, d) + part.word
    const next = (rotateLeft(a, 5) + mixed + e + at(index)) | 0
    e = d
    d = c
    c = rotateLeft(b, 30)
    b = a
    a = next
  }
  addTo(state, [a, b, c, d, e])
}

function addTo(state: Uint32Array, words: readonly number[]): void {
  words.forEach((word, index) => {
    state[index] = (state[index] ?? 0) + word
  })
}

function rotateLeft(word: number, bits: number): number {
  return rotate(word, 32 - bits)
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function rootWordOf(number: number): number {
  return Math.floor(Math.sqrt(number) * 2 ** 30)
}

function fractionOf(root: number): number {
  return Math.floor((root % 1) * 2 ** 32)
}

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number)
  }
  return found
}
