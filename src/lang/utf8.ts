// Bytes are the characters of a string, up to \xff. The language knows UTF-8 from percent-encoding.

/** Returns the bytes of a string. It must be well-formed. */
export function toUtf8(text: string): string {
  if (isAscii(text)) return text
  return encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16))
  })
}

/** Returns the string of bytes, or `undefined` if they are no UTF-8. */
export function fromUtf8(bytes: string): string | undefined {
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
