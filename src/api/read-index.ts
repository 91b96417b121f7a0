/** Reads the index of a list item. What is none becomes `NaN`, which the store refuses. */
export function readIndex(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}
