/** The parts of an absolute URL. */
export interface UrlParts {
  /** `https://sync.twilio.com` */
  readonly origin: string
  /** Still percent-encoded: `/v1/Services`. */
  readonly path: string
  /** Without its question mark; empty when there is none. */
  readonly query: string
}

/** Cuts a URL as it stands: nothing is normalised and nothing can fail. A fragment is left out. */
export function parseUrl(url: string): UrlParts {
  const [beforeFragment] = cut(url, '#')
  const [address, query] = cut(beforeFragment, '?')
  const [origin = ''] = /^[a-z]+:\/\/[^/]*/i.exec(address) ?? []
  return { origin, path: address.slice(origin.length), query }
}

/** What stands before and after the first of a character. */
function cut(text: string, character: string): [before: string, after: string] {
  const index = text.indexOf(character)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
