/** Observed in events: milliseconds, unlike over REST, `2026-01-01T00:00:00.000Z`. */
export function formatDate(time: number): string {
  return new Date(time).toISOString()
}
