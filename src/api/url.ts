/** The parts of an absolute URL. */
export interface UrlParts {
  /** `https://sync.twilio.com` */
  readonly origin: string
  /** Still percent-encoded: `/v1/Services`. */
  readonly path: string
  /** Without its question mark; empty if there is none. */
  readonly query: string
}

/** Splits a URL as it is: nothing is normalised and nothing can fail. A fragment is dropped. */
export function parseUrl(url: string): UrlParts {
  const [beforeFragment] = cut(url, '#')
  const [address, query] = cut(beforeFragment, '?')
  const [origin = ''] = /^[a-z]+:\/\/[^/]*/i.exec(address) ?? []
  return { origin, path: address.slice(origin.length), query }
}

/** Splits a string at the first occurrence of a character. */
function cut(text: string, character: string): [before: string, after: string] {
  const index = text.indexOf(character)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}
