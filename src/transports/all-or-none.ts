import { callEach } from '../lang/call-each.ts'

/**
 * Runs steps that each return a function to undo them; if one throws, those before it are undone.
 * Returns a function that undoes all, the last step first, and may be called again.
 */
export function allOrNone(steps: readonly (() => () => void)[]): () => void {
  const undos: (() => void)[] = []
  const undoAll = (): void => callEach(undos.splice(0))
  try {
    for (const step of steps) undos.unshift(step())
  } catch (error) {
    undoAll()
    throw error
  }
  return undoAll
}
