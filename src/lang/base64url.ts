const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** By character code. */
const valueOfDigit = Array.from({ length: 128 }, (_, code) => {
  const value = digits.indexOf(String.fromCharCode(code))
  return value < 0 ? undefined : value
})

/**
 * Encodes a string as base64url (RFC 4648) of its UTF-8, without padding. The string must be
 * well-formed, as JSON always is.
 */
export function toBase64Url(text: string): string {
  const bytes = toUtf8(text)
  let encoded = ''
  for (let index = 0; index < bytes.length; index += 3) {
    // Beyond the end there is NaN, which counts as 0 here.
    const bits =
      (bytes.charCodeAt(index) << 16) |
      (bytes.charCodeAt(index + 1) << 8) |
      bytes.charCodeAt(index + 2)
    encoded += String.fromCharCode(
      digit(bits >> 18),
      digit(bits >> 12),
      digit(bits >> 6),
      digit(bits),
    )
  }
  return encoded.slice(0, Math.ceil((bytes.length * 4) / 3))
}

/** Decodes what {@link toBase64Url} returned, or returns `undefined` for any other string. */
export function fromBase64Url(encoded: string): string | undefined {
  let bytes = ''
  let bits = 0
  let pending = 0
  for (let index = 0; index < encoded.length; index += 1) {
    const value = valueOfDigit[encoded.charCodeAt(index)]
    if (value === undefined) return undefined
    bits = (bits << 6) | value
    pending += 6
    if (pending < 8) continue
    pending -= 8
    bytes += String.fromCharCode((bits >> pending) & 255)
  }
  const hasRest = pending === 6 || (bits & ((1 << pending) - 1)) !== 0
  return hasRest ? undefined : fromUtf8(bytes)
}

/** Returns the character code of a digit of six bits. */
function digit(bits: number): number {
  return digits.charCodeAt(bits & 63)
}

// Bytes are the characters of a string, up to \xff. The language knows UTF-8 from percent-encoding.

function toUtf8(text: string): string {
  if (isAscii(text)) return text
  return encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
}

function fromUtf8(bytes: string): string | undefined {
  if (isAscii(bytes)) return bytes
  const escaped = bytes.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}
