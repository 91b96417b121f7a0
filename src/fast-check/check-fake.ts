import { hasMethod } from '../lang/has-method.ts'

/** @throws TypeError when the argument is not a fake, for callers without types */
export function checkFake(action: string, found: unknown): void {
  if (isFake(found)) return
  const expected = 'a fake: what installFakeSync() or createFakeSync() returned'
  throw new TypeError(`Cannot ${action}: found ${typeof found}, expected ${expected}`)
}

/** Whether a value is a fake. */
export function isFake(found: unknown): boolean {
  return hasMethod(found, 'gate')
}
