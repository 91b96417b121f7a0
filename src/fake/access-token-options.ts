import { isSid } from '../domain/rules/sid.ts'
import { checkOptionNames, isWhole, refuse } from '../lang/refuse.ts'

/** What an access token says. */
export interface AccessTokenOptions {
  /** Who the client is: 1…256 characters. Default: nobody; `created_by` is then `system`. */
  readonly identity?: string | undefined
  /** For how many seconds it is valid, 1…86 400 (documented). Default: 3600. */
  readonly ttl?: number | undefined
  /** The service whose objects it opens: an `IS…` SID or `default`. Default: `default`. */
  readonly service?: string | undefined
}

/** The options with their defaults. */
type Complete = Required<Omit<AccessTokenOptions, 'identity'>> &
  Pick<AccessTokenOptions, 'identity'> & { readonly ttl: number; readonly service: string }

const action = 'issue the access token'
/** Documented, both. */
const longestIdentity = 256
const longestLife = 86_400

/** @throws TypeError if an option is unknown or invalid */
export function checkAccessTokenOptions(options: AccessTokenOptions): Complete {
  checkOptionNames(options, { action, known: { identity: true, ttl: true, service: true } })
  const { identity, ttl = 3600, service = 'default' } = options
  if (identity !== undefined && !isIdentity(identity)) {
    const expected = `a string of 1…${longestIdentity} characters`
    refuse(action, { found: identity, at: 'identity', expected })
  }
  if (!isWhole(ttl, { least: 1, most: longestLife })) {
    const expected = `a whole number of seconds from 1 to ${longestLife}`
    refuse(action, { found: ttl, at: 'ttl', expected })
  }
  if (service !== 'default' && !(typeof service === 'string' && isSid(service, 'IS'))) {
    refuse(action, { found: service, at: 'service', expected: "an IS… SID or 'default'" })
  }
  return { identity, ttl, service }
}

function isIdentity(found: unknown): boolean {
  return typeof found === 'string' && found.length >= 1 && found.length <= longestIdentity
}
