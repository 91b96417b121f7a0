/** A username and its password, as a request has them. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** The Auth Tokens of accounts, with which webhooks are signed (documented). */
export class AuthTokens {
  readonly #listed: ReadonlyMap<string, string>
  readonly #used = new Map<string, string>()

  /** @param listed passwords by username; what else is used is noted */
  constructor(listed: Readonly<Record<string, string>> = {}) {
    this.#listed = new Map(Object.entries(listed))
  }

  /** Takes note of what a request was sent with. The secret of an API key signs nothing (documented). */
  note({ username, password }: Credentials): void {
    if (username.startsWith('AC')) this.#used.set(username, password)
  }

  /** Returns the token of an account, if it is known. */
  of(account: string): string | undefined {
    return this.#listed.get(account) ?? this.#used.get(account)
  }

  /** Forgets what was noted. */
  clear(): void {
    this.#used.clear()
  }
}
