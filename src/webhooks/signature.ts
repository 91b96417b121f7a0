import { hmacSha1 } from '../lang/hmac.ts'
import { toUtf8 } from '../lang/utf8.ts'

/** What a webhook is signed for. */
export interface Signed {
  /** The URL that it is sent to. */
  readonly url: string
  readonly params: Readonly<Record<string, string>>
}

/**
 * Returns what stands in `X-Twilio-Signature`: the HMAC-SHA-1 of the URL and of all parameters in the
 * order of their names, in base64 (documented).
 */
export function signatureOf({ url, params }: Signed, authToken: string): string {
  const pairs = Object.keys(params)
    .sort()
    .map((name) => `${name}${params[name]}`)
  return btoa(hmacSha1(toUtf8(authToken), toUtf8(wellFormed(`${url}${pairs.join('')}`))))
}

/** What is no character arrives as the one that replaces it, as in every form that is sent. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd')
}
