/**
 * Whether an origin is one of Twilio Sync: `sync.twilio.com`, `sync.{region}.twilio.com` or
 * `sync.{edge}.{region}.twilio.com` over https (observed: the hosts that the twilio client builds).
 */
export function isSyncOrigin(origin: string): boolean {
  return /^https:\/\/sync(?:\.[a-z0-9-]+){0,2}\.twilio\.com(?::443)?$/i.test(origin)
}

/** Where Sync is when no region is asked for. */
export const defaultOrigin = 'https://sync.twilio.com'
