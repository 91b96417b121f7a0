/**
 * Whether an origin is one of Twilio Sync: `sync.twilio.com`, `sync.{region}.twilio.com` or
 * `sync.{edge}.{region}.twilio.com` over https (observed: the hosts that the twilio client builds).
 */
export function isSyncOrigin(origin: string): boolean {
  return /^https:\/\/sync(?:\.[a-z0-9-]+){0,2}\.twilio\.com(?::443)?$/i.test(origin)
}

/** Where Sync is when no region is asked for. */
export const defaultOrigin = 'https://sync.twilio.com'

/** Where Sync is, edges and regions included, for the messages of errors. */
export const servedOrigins = 'https://sync[.edge][.region].twilio.com'

/**
 * Whether an origin looks like one of Sync, though it may not be served: by http or by another port, with
 * a dot at the end or more names than an edge and a region. nock 14 adds a path without a slash to it.
 */
export function looksLikeSync(origin: string): boolean {
  return /^https?:\/\/sync(?:\.[a-z0-9-]+)*\.twilio\.com(?![a-z0-9-]|\.[a-z0-9])/i.test(origin)
}

/** Which part of an origin is not that of Sync, for the messages of errors. */
export function strangePartOf(origin: string): string {
  const [, scheme = '', host = '', port] = /^([a-z]+):\/\/(.*?)(?::(\d+))?$/i.exec(origin) ?? []
  if (host === '') return 'no host'
  if (!looksLikeSync(`https://${host}`)) return `the host ${host}`
  if (scheme.toLowerCase() !== 'https') return `the scheme ${scheme}`
  if (port !== undefined) return `the port ${port}`
  if (host.endsWith('.')) return `a dot at the end of ${host}`
  if (host.toLowerCase().endsWith('.twilio.com')) return `more than an edge and a region in ${host}`
  return `the host ${host}`
}
