import { type JsonObject, parseJson } from '../lang/json.ts'

// How values are read from a form or a query. What cannot be read is passed on as something that
// the operation refuses, so that the order of refusals is the service's own.

/** Reads a string. */
export function text(fields: JsonObject, name: string): string | undefined {
  const { [name]: value } = fields
  return typeof value === 'string' ? value : undefined
}

/** Reads a whole number from 0. Anything else becomes `NaN`. */
export function integer(fields: JsonObject, name: string): number | undefined {
  const digits = text(fields, name)
  if (digits === undefined) return undefined
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN
}

/** Like `integer`, but an empty parameter means zero. */
export function integerOrEmpty(fields: JsonObject, name: string): number | undefined {
  return text(fields, name) === '' ? 0 : integer(fields, name)
}

/** Reads `true` or `false`, in upper or lower case (assumed). Anything else stays a string. */
export function boolean(fields: JsonObject, name: string): boolean | string | undefined {
  const value = text(fields, name)
  if (value !== undefined && /^true$/i.test(value)) return true
  return value !== undefined && /^false$/i.test(value) ? false : value
}

/** Reads JSON. What is not JSON becomes `NaN`, which no JSON is. */
export function json(fields: JsonObject, name: string): unknown {
  const value = text(fields, name)
  if (value === undefined) return undefined
  const parsed = parseJson(value)
  return parsed === undefined ? Number.NaN : parsed
}
