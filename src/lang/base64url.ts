import { fromUtf8, toUtf8 } from './utf8.ts'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The character codes of the digits. */
const codes = Uint8Array.from(digits, (digit) => digit.charCodeAt(0))

/** The value of each digit by character code; -1 for what is no digit. */
const values = Int8Array.from({ length: 128 }, (_, code) =>
  digits.indexOf(String.fromCharCode(code)),
)

/**
 * Encodes a string as base64url (RFC 4648) of its UTF-8, without padding. The string must be
 * well-formed, as JSON always is.
 */
export function toBase64Url(text: string): string {
  return bytesToBase64Url(toUtf8(text))
}

/** Encodes a string of bytes: characters from U+0000 to U+00FF. */
export function bytesToBase64Url(bytes: string): string {
  let encoded = ''
  for (let index = 0; index < bytes.length; index += 3) {
    // Beyond the end there is NaN, which counts as 0 here.
    const bits =
      (bytes.charCodeAt(index) << 16) |
      (bytes.charCodeAt(index + 1) << 8) |
      bytes.charCodeAt(index + 2)
    encoded += String.fromCharCode(code(bits >> 18), code(bits >> 12), code(bits >> 6), code(bits))
  }
  return encoded.slice(0, Math.ceil((bytes.length * 4) / 3))
}

/** Decodes what {@link toBase64Url} returned, or returns `undefined` for any other string. */
export function fromBase64Url(encoded: string): string | undefined {
  const rest = encoded.length % 4
  if (rest === 1) return undefined
  const padded = rest === 0 ? encoded : encoded + 'A'.repeat(4 - rest)
  let bytes = ''
  for (let index = 0; index < padded.length; index += 4) {
    const bits =
      (valueAt(padded, index) << 18) |
      (valueAt(padded, index + 1) << 12) |
      (valueAt(padded, index + 2) << 6) |
      valueAt(padded, index + 3)
    if (bits < 0) return undefined
    bytes += String.fromCharCode(bits >> 16, (bits >> 8) & 255, bits & 255)
  }
  if (rest === 0) return fromUtf8(bytes)
  const end = rest - 4
  return /^\0+$/.test(bytes.slice(end)) ? fromUtf8(bytes.slice(0, end)) : undefined
}

/** Returns the character code of a digit of six bits. */
function code(bits: number): number {
  return codes[bits & 63] ?? 0
}

function valueAt(encoded: string, index: number): number {
  return values[encoded.charCodeAt(index)] ?? -1
}
