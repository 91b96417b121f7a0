const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * Encodes a string as base64url (RFC 4648) of its UTF-8, without padding. The string must be
 * well-formed, as JSON always is.
 */
export function toBase64Url(text: string): string {
  const encoded: string[] = []
  let bits = 0
  let pending = 0
  for (const byte of utf8Of(text)) {
    bits = (bits << 8) | byte
    for (pending += 8; pending >= 6; pending -= 6) encoded.push(digitOf(bits >>> (pending - 6)))
  }
  if (pending > 0) encoded.push(digitOf(bits << (6 - pending)))
  return encoded.join('')
}

/** Decodes what {@link toBase64Url} returned, or returns `undefined` for any other string. */
export function fromBase64Url(encoded: string): string | undefined {
  const bytes: number[] = []
  let bits = 0
  let pending = 0
  for (const digit of encoded) {
    const value = digits.indexOf(digit)
    if (value < 0) return undefined
    bits = (bits << 6) | value
    pending += 6
    if (pending < 8) continue
    pending -= 8
    bytes.push((bits >>> pending) & 255)
  }
  const text = textOf(bytes)
  return text !== undefined && toBase64Url(text) === encoded ? text : undefined
}

/** Of the six lowest bits. */
function digitOf(bits: number): string {
  return digits.charAt(bits & 63)
}

// The language encodes UTF-8 only as percent-encoding: `%C3%A9`.

function utf8Of(text: string): number[] {
  const bytes: number[] = []
  const escaped = encodeURIComponent(text)
  for (let index = 0; index < escaped.length; index += 1) {
    if (escaped[index] === '%') {
      bytes.push(Number.parseInt(escaped.slice(index + 1, index + 3), 16))
      index += 2
    } else {
      bytes.push(escaped.charCodeAt(index))
    }
  }
  return bytes
}

function textOf(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(
      bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    )
  } catch {
    return undefined
  }
}
