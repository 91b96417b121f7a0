/**
 * The concurrent tests of vitest 0 share their fixtures, and the fake with them.
 *
 * @throws Error if the module is older than vitest 1.0, the first with `inject`
 */
export function checkVitest(module: object): void {
  if ('inject' in module) return
  throw new Error(
    'Cannot load fake-twilio-sync/vitest: found a vitest before 1.0, expected 1.0 or later: npm i -D vitest@latest',
  )
}
