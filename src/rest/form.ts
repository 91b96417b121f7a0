import { SyncError } from '../domain/failure.ts'
import type { FormFields } from './form-request.ts'

const noFields: ReadonlyMap<string, string> = new Map()

/**
 * The parameters of a form or a query. Unknown ones are ignored; if one is repeated, the first
 * counts (both assumed). Parsing never fails.
 */
export class Form {
  readonly #fields: ReadonlyMap<string, string>

  constructor(encoded: string | FormFields) {
    // Most requests have no query, and half of them no body.
    this.#fields = encoded.length === 0 ? noFields : firstOfEach(encoded)
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0
  }

  text(name: string): string | undefined {
    return this.#fields.get(name)
  }

  /** A whole number from 0; `NaN`, which every check refuses, for anything else. */
  integer(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    return /^\d+$/.test(text) ? Number(text) : Number.NaN
  }

  /** Like `integer`, but an empty parameter means zero. */
  integerOrEmpty(name: string): number | undefined {
    return this.text(name) === '' ? 0 : this.integer(name)
  }

  /**
   * `true` or `false`, in upper or lower case (assumed).
   *
   * @throws SyncError 400 / 20422 for anything else
   */
  boolean(name: string): boolean | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^true$/i.test(text)) return true
    if (/^false$/i.test(text)) return false
    throw new SyncError({ kind: 'parameter-invalid', parameter: name, found: text })
  }

  /** All parameters by name, the first of each name. */
  toObject(): Record<string, string> {
    return this.#fields.size === 0 ? {} : Object.fromEntries(this.#fields)
  }
}

function firstOfEach(encoded: string | FormFields): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const pairs = typeof encoded === 'string' ? new URLSearchParams(encoded) : encoded
  for (const [name, value] of pairs) if (!fields.has(name)) fields.set(name, value)
  return fields
}
