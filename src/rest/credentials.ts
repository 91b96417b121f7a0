import { SyncError } from '../domain/rules/sync-error.ts'
import type { Account, World } from '../domain/world/world.ts'
import { fromUtf8 } from '../lang/utf8.ts'

/**
 * Returns the username in an `Authorization` header; `undefined` for a token, which names none.
 * Throws a SyncError 401 / 20003.
 */
export type Authenticate = (authorization: string | undefined) => string | undefined

/** More than any client sends; keeps huge headers away from the regular expression. */
const mostCharacters = 8192

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/**
 * Creates the check of credentials. Documented: Basic with an Account SID or an API key as the
 * username. Assumed: where any credentials are accepted, so is a Bearer token (of OAuth).
 *
 * @param known passwords by username. Default: all credentials are accepted.
 * @param note called with those that were accepted, at every request
 */
export function authenticator(
  known?: Readonly<Record<string, string>>,
  note: (credentials: Credentials) => void = () => undefined,
): Authenticate {
  const passwords = known && new Map(Object.entries(known))
  // Most tests have one client, which always sends the same header.
  let last:
    { readonly authorization: string; readonly credentials: Credentials | undefined } | undefined
  return (authorization = '') => {
    if (last?.authorization !== authorization) {
      last = { authorization, credentials: credentialsIn(authorization, passwords) }
    }
    const { credentials } = last
    if (credentials !== undefined) note(credentials)
    return credentials?.username
  }
}

/**
 * Returns the account behind a username. Documented: an API key stands for its account. Assumed: so
 * does a token.
 */
export function accountOf(username: string | undefined, world: World): Account {
  return username?.startsWith('AC') === true ? world.account(username) : world.home
}

type Passwords = ReadonlyMap<string, string>

function credentialsIn(
  authorization: string,
  passwords: Passwords | undefined,
): Credentials | undefined {
  if (/^Bearer +\S+ *$/i.test(authorization)) {
    if (passwords === undefined) return undefined
    throw new SyncError({ kind: 'token-refused' })
  }
  const credentials = parseBasic(authorization)
  if (passwords !== undefined) checkPassword(passwords, credentials)
  return credentials
}

interface Credentials {
  readonly username: string
  readonly password: string
}

function parseBasic(authorization: string): Credentials {
  const [, encoded = ''] = /^Basic +(\S+) *$/i.exec(authorization) ?? []
  const text =
    encoded.length <= mostCharacters && base64.test(encoded) ? decodeText(atob(encoded)) : ''
  const colon = text.indexOf(':')
  if (colon < 1) throw new SyncError({ kind: 'credentials-missing' })
  return { username: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** Assumed: bytes that are not UTF-8 are read as Latin-1, which some clients send. */
function decodeText(bytes: string): string {
  return fromUtf8(bytes) ?? bytes
}

function checkPassword(passwords: Passwords, { username, password }: Credentials): void {
  const expected = passwords.get(username)
  if (expected === undefined) throw new SyncError({ kind: 'username-unknown', username })
  if (expected !== password) throw new SyncError({ kind: 'password-wrong', username })
}
