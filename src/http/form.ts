import { SyncError } from '../domain/failure.ts'

const noFields = new URLSearchParams()

/**
 * Parameters of a form or a query. Unknown ones are ignored; of one that is repeated the first counts
 * (both assumed). Nothing in them can fail to parse: what is no parameter is none.
 */
export class Form {
  readonly #fields: URLSearchParams

  constructor(encoded: string) {
    // Most requests have no query, and half of them no body.
    this.#fields = encoded === '' ? noFields : new URLSearchParams(encoded)
  }

  text(name: string): string | undefined {
    return this.#fields.get(name) ?? undefined
  }

  /** A whole number of 0 or more; `NaN`, which every check refuses, when it is anything else. */
  integer(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    return /^\d+$/.test(text) ? Number(text) : Number.NaN
  }

  /** A parameter for which empty means zero. */
  integerOrEmpty(name: string): number | undefined {
    return this.text(name) === '' ? 0 : this.integer(name)
  }

  /**
   * `true` or `false`, in any case of letters (assumed).
   *
   * @throws SyncError 20422 when it is anything else
   */
  boolean(name: string): boolean | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^true$/i.test(text)) return true
    if (/^false$/i.test(text)) return false
    throw new SyncError({ kind: 'parameter-invalid', parameter: name, found: text })
  }

  /** All parameters by name, the first of each. */
  toObject(): Record<string, string> {
    if (this.#fields === noFields) return {}
    const entries = new Map<string, string>()
    for (const [name, value] of this.#fields) if (!entries.has(name)) entries.set(name, value)
    return Object.fromEntries(entries)
  }
}
