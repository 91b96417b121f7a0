import type { Json, JsonObject } from '../lang/json.ts'

/** The fields of a form or a query by name. Of a repeated name, the first value (assumed). */
export type Fields = Readonly<Record<string, string>>

/** A name and a value, in the order in which they are sent. */
export type Field = [name: string, value: string]

/** Most requests have no query, and half of them no body. */
export const noFields: Fields = Object.freeze({})

/** Parses a form or a query. Never fails: what has no `=` is a name with an empty value. */
export function parseFields(encoded: string): Fields {
  return encoded === '' ? noFields : firstOfEach(new URLSearchParams(encoded))
}

/** Returns the first value of each name. */
export function firstOfEach(pairs: Iterable<Field>): Fields {
  const fields: Record<string, string> = {}
  for (const [name, value] of pairs) {
    if (!(name in fields)) fields[name] = value
    else if (!Object.hasOwn(fields, name)) define(fields, [name, value])
  }
  return fields
}

/** Sets a field of a name that every object inherits, such as `__proto__`. */
function define(fields: object, [name, value]: Field): void {
  Object.defineProperty(fields, name, { value, enumerable: true })
}

/** Returns the fields of a query and of what a body holds; of a name in both, the body's. */
export function mergeFields(query: Fields, input: JsonObject): Fields {
  if (input === noFields) return query
  return query === noFields ? toFields(input) : { ...query, ...toFields(input) }
}

/** Returns the members of an object as fields: strings as they are, anything else as its JSON. */
function toFields(members: JsonObject): Fields {
  return isFields(members) ? members : Object.fromEntries(Object.entries(members).map(toField))
}

function isFields(members: JsonObject): members is Fields {
  for (const value of Object.values(members)) if (typeof value !== 'string') return false
  return true
}

function toField([name, value]: [string, Json]): Field {
  return [name, typeof value === 'string' ? value : JSON.stringify(value)]
}
