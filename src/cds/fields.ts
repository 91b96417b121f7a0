import type { JsonObject } from '../lang/json.ts'

// How values are read from JSON, where `null` stands for none (assumed). What is of another type is
// passed on as it is: the operation refuses it.

/** Reads what should be a string. */
export function text(input: JsonObject, name: string): string | undefined {
  return (input[name] ?? undefined) as string | undefined
}

/** Reads what should be a number. */
export function number(input: JsonObject, name: string): number | undefined {
  return (input[name] ?? undefined) as number | undefined
}

/** Reads what should be an object. `null` is passed on: it is no data. */
export function object(input: JsonObject, name: string): object | undefined {
  return input[name] as object | undefined
}
