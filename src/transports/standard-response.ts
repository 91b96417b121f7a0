/**
 * Refuses a global `Response` that is not the standard class, as some runtimes and polyfills put in
 * its place: what is answered with it would never end, or have no status.
 *
 * @throws Error that says how to go on
 */
export function checkResponse(action: string): void {
  const found: unknown = globalThis.Response
  if (typeof found === 'function' && standard.has(found)) return
  if (!isStandard()) {
    throw new Error(
      `Cannot ${action}: found a global Response that is not the standard class, expected the platform's own: restore it, or reach the fake by installFakeSync({ twilio })`,
    )
  }
  standard.add(globalThis.Response)
}

/** What has been checked, since it stands in the way of every request. */
const standard = new WeakSet()

function isStandard(): boolean {
  try {
    const { status, headers } = new Response('text', { status: 201, headers: { a: 'b' } })
    return status === 201 && Object.fromEntries(headers.entries())['a'] === 'b'
  } catch {
    return false
  }
}
