import { bytesToBase64Url, fromBase64Url, toBase64Url } from '../lang/base64url.ts'
import { hmacSha256 } from '../lang/hmac.ts'
import { hasNames } from '../lang/is-object.ts'
import { type JsonObject, parseJson } from '../lang/json.ts'
import { toUtf8 } from '../lang/utf8.ts'

/** What an access token says of the client that has it. */
export interface AccessToken {
  /** The Account SID, if the token names one. */
  readonly account: string | undefined
  readonly identity: string | undefined
  /** The SID of its service, or `default`. */
  readonly service: string
  /** Who has signed it: the SID of an API key, or the fake. */
  readonly issuer: string | undefined
  /** When it was issued and when it expires, in epoch seconds, if it says both. */
  readonly life: { readonly from: number; readonly until: number } | undefined
}

/** What the fake's own tokens say. */
export interface TokenParts {
  /** Default: none, which means the home account. */
  readonly account?: string | undefined
  readonly identity?: string | undefined
  readonly service: string
  /** When it is issued, in epoch milliseconds. */
  readonly now: number
  /** For how long it is valid, in seconds. */
  readonly ttl: number
  /** Which of all tokens it is: the SDK ignores one that is equal to its last. */
  readonly number: number
}

/** The issuer of the fake's own tokens, which no API key can be. */
export const ownIssuer = 'fake-twilio-sync'

/** Observed: the header of Twilio's tokens, but for the algorithm: nobody signs the fake's own. */
const header = { alg: 'none', typ: 'JWT', cty: 'twilio-fpa;v=1' }

/**
 * Reads a token as the twilio library writes it (observed). Any other text is a token, too: one that
 * says nothing. Whether it is signed is for {@link isSignedWith} to say.
 */
export function readAccessToken(token: string): AccessToken {
  const claims = claimsOf(token)
  const grants = objectIn(claims, 'grants')
  const account = textIn(claims, 'sub')
  // Observed: integers are accepted as identities, and become strings.
  const identity = grants['identity']
  return {
    account: account?.startsWith('AC') === true ? account : undefined,
    identity: typeof identity === 'number' ? String(identity) : textIn(grants, 'identity'),
    service: textIn(objectIn(grants, 'data_sync'), 'service_sid') ?? 'default',
    issuer: textIn(claims, 'iss'),
    life: lifeOf(claims),
  }
}

/**
 * Whether a token is signed with the secret of an API key. The twilio library signs by HS256 unless
 * it is told otherwise; signatures of the other algorithms that it knows are taken as they are.
 */
export function isSignedWith(token: string, secret: string): boolean {
  const [head = '', claims = '', signature, ...more] = token.split('.')
  if (more.length > 0) return false
  const algorithm = textIn(asObject(parseJson(fromBase64Url(head) ?? '')), 'alg')
  if (algorithm !== 'HS256') return algorithm === 'HS384' || algorithm === 'HS512'
  return signature === bytesToBase64Url(hmacSha256(toUtf8(secret), `${head}.${claims}`))
}

/** Writes a token of the fake's own. */
export function writeAccessToken(parts: TokenParts): string {
  const { account, identity, service, now, ttl, number } = parts
  const from = Math.floor(now / 1000)
  const claims = {
    jti: `${ownIssuer}-${number}`,
    iss: ownIssuer,
    sub: account,
    iat: from,
    exp: from + ttl,
    grants: { identity, data_sync: { service_sid: service } },
  }
  return [header, claims, undefined].map(encode).join('.')
}

function encode(part: object | undefined): string {
  return part === undefined ? '' : toBase64Url(JSON.stringify(part))
}

function claimsOf(token: string): JsonObject {
  const [, claims = ''] = token.split('.')
  return asObject(parseJson(fromBase64Url(claims) ?? ''))
}

function lifeOf({ iat, exp }: JsonObject): AccessToken['life'] {
  const says = typeof iat === 'number' && typeof exp === 'number' && exp >= iat
  return says ? { from: iat, until: exp } : undefined
}

function objectIn(members: JsonObject, name: string): JsonObject {
  return Object.hasOwn(members, name) ? asObject(members[name]) : {}
}

function textIn(members: JsonObject, name: string): string | undefined {
  const { [name]: value } = members
  return typeof value === 'string' && value !== '' ? value : undefined
}

function asObject(found: unknown): JsonObject {
  return hasNames(found) ? (found as JsonObject) : {}
}
