import {
  type AccessToken,
  isSignedWith,
  ownIssuer,
  readAccessToken,
  type TokenParts,
  writeAccessToken,
} from '../cds/access-token.ts'
import type { World } from '../domain/world/world.ts'

/** How the service takes a frame, as HTTP would say it. */
export interface Status {
  readonly code: number
  readonly status: string
  /** Twilio's code of an error. */
  readonly errorCode?: number
}

/** A token, and until when it is valid. */
export interface Admission {
  readonly token: AccessToken
  /** In epoch milliseconds of the fake's clock; absent if it never expires. */
  readonly until: number | undefined
}

// Documented codes; what stands with them is from the catalogue.
const missing: Status = { code: 401, status: 'Invalid Access Token', errorCode: 20101 }
const unknown: Status = { code: 401, status: 'Invalid Access Token issuer', errorCode: 20103 }
const forged: Status = { code: 401, status: 'Invalid Access Token signature', errorCode: 20107 }
const expired: Status = { code: 401, status: 'Access Token expired', errorCode: 20104 }

/** How many tokens are remembered. A test that renews them for ever must not fill the memory. */
const mostRemembered = 1000

export interface TokensOptions {
  readonly world: World
  /** Passwords by username. Default: all tokens are accepted. */
  readonly credentials: Readonly<Record<string, string>> | undefined
}

/** Decides which tokens are valid, and for how long. */
export class Tokens {
  readonly #options: TokensOptions
  /** When each token of somebody else was first seen. */
  readonly #firstSeen = new Map<string, number>()
  #issued = 0

  constructor(options: TokensOptions) {
    this.#options = options
  }

  /** Writes a token of the fake's own, unlike all before it. */
  issue(parts: Omit<TokenParts, 'number'>): string {
    this.#issued += 1
    return writeAccessToken({ ...parts, number: this.#issued })
  }

  /** Reads a token, or says why it is refused. */
  admit(found: unknown): Admission | Status {
    if (typeof found !== 'string' || found === '') return missing
    const { world, credentials } = this.#options
    const token = readAccessToken(found)
    const { issuer = '' } = token
    if (credentials !== undefined && issuer !== ownIssuer) {
      const secret = Object.hasOwn(credentials, issuer) ? credentials[issuer] : undefined
      if (secret === undefined) return unknown
      if (!isSignedWith(found, secret)) return forged
    }
    const until = this.#endOf(found, token)
    return until !== undefined && until <= world.timeline.now() ? expired : { token, until }
  }

  /** Forgets which tokens there were: the clock may have been set. */
  clear(): void {
    this.#firstSeen.clear()
    this.#issued = 0
  }

  /**
   * The fake's own tokens are issued by its clock. One that the app has issued bears the system's
   * time: it lives as long as it says, from when it is first seen (assumed).
   */
  #endOf(text: string, { issuer, life }: AccessToken): number | undefined {
    if (life === undefined) return undefined
    if (issuer === ownIssuer) return life.until * 1000
    const from = this.#firstSeen.get(text) ?? this.#options.world.timeline.now()
    this.#firstSeen.set(text, from)
    const [oldest] = this.#firstSeen.keys()
    if (oldest !== undefined && this.#firstSeen.size > mostRemembered) {
      this.#firstSeen.delete(oldest)
    }
    return from + (life.until - life.from) * 1000
  }
}
