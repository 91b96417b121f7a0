import type { FakeSync } from '../fake/fake-sync.ts'

/**
 * Refuses what is no fake, for users without types.
 *
 * @throws TypeError that says what was to be done with it
 */
export function checkFake(action: string, found: unknown): void {
  // By what it can do: a project may hold the class twice.
  if (typeof (Object(found) as Partial<FakeSync>).gate === 'function') return
  const expected = 'a fake: what installFakeSync() or createFakeSync() returned'
  throw new TypeError(`Cannot ${action}: found ${typeof found}, expected ${expected}`)
}
