/** Observed in events: milliseconds, unlike over REST, `2026-01-01T00:00:00.000Z`. */
export function formatDate(time: number): string {
  return new Date(time).toISOString()
}

/** Seen in a test of the SDK's: what expires does so at whole seconds, `2026-01-01T00:00:00.000Z`. */
export function formatExpiry(time: number): string {
  return formatDate(Math.floor(time / 1000) * 1000)
}
