/** Observed: whole seconds, `2026-01-01T00:00:00Z`. */
export function formatDate(time: number): string {
  const date = new Date(time)
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const day = `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`
  return `${day}T${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}Z`
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
