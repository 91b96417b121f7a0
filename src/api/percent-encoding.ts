/** Decodes a segment of a path, or returns `undefined` if its percent-encoding is broken. */
export function percentDecode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** Encodes any text for a URL. Half a surrogate pair, which has no encoding, is replaced as in UTF-8. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
}
