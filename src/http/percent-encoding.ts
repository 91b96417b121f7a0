/** The text that a part of a path stands for, or `undefined` when its percent-encoding is broken. */
export function percentDecode(part: string): string | undefined {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
