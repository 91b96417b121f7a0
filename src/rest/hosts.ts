/**
 * Whether an origin is one of Twilio Sync: `sync.twilio.com`, `sync.{region}.twilio.com` or
 * `sync.{edge}.{region}.twilio.com` over https (observed: the hosts that the twilio client builds).
 */
export function isSyncOrigin(origin: string): boolean {
  return /^https:\/\/sync(?:\.[a-z0-9-]+){0,2}\.twilio\.com(?::443)?$/i.test(origin)
}

/** The origin of Sync if no region is requested. */
export const defaultOrigin = 'https://sync.twilio.com'

/** The origins of Sync, edges and regions included, for error messages. */
export const servedOrigins = 'https://sync[.edge][.region].twilio.com'

/**
 * Whether an origin looks like Sync, even if it is not served: by http or on another port, with a
 * trailing dot, an underscore, or more names than an edge and a region. nock 14 appends a path
 * without a slash to it.
 */
export function looksLikeSync(origin: string): boolean {
  return /^https?:\/\/sync(?:\.[\w-]+)*\.twilio\.com(?![a-z0-9-]|\.[a-z0-9])/i.test(origin)
}

/** Returns the part of an origin that does not belong to Sync, for error messages. */
export function unservedPartOf(origin: string): string {
  const [, scheme = '', host = '', port] = /^([a-z]+):\/\/(.*?)(?::(\d+))?$/i.exec(origin) ?? []
  if (host === '') return 'no host'
  if (!looksLikeSync(`https://${host}`)) return `the host ${host}`
  if (scheme.toLowerCase() !== 'https') return `the scheme ${scheme}`
  if (port !== undefined) return `the port ${port}`
  if (host.endsWith('.')) return `a dot at the end of ${host}`
  if (host.includes('_')) return `an underscore in ${host}`
  if (host.toLowerCase().endsWith('.twilio.com')) return `more than an edge and a region in ${host}`
  return `the host ${host}`
}
