import { callEach } from '../domain/call-each.ts'

/**
 * Takes steps that each return their undo; when one throws, those before it are undone. Returns the undo of
 * all, the last step first. It may be called again.
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
