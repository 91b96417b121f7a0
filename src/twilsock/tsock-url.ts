/** The URLs that the SDK opens, edges and regions included, for error messages. */
export const servedUrls = 'wss://tsock[.edge][.region].twilio.com/v3/wsconnect'

/** Whether the SDK opens this URL (observed). */
export function isTsockUrl(url: string): boolean {
  return /^wss:\/\/tsock(?:\.[a-z0-9-]+){0,2}\.twilio\.com(?::443)?\/v3\/wsconnect(?:[?#]|$)/i.test(
    url,
  )
}

/** Whether an origin is one that the SDK connects to, as a connection shows it. */
export function isTsockOrigin(origin: string): boolean {
  return /^https:\/\/tsock(?:\.[a-z0-9-]+){0,2}\.twilio\.com(?::443)?$/i.test(origin)
}
