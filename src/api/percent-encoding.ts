/** Decodes a segment of a path, or returns `undefined` if its percent-encoding is broken. */
export function percentDecode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
