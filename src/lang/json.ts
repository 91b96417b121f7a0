/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** Parses JSON, or returns `undefined` if the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Returns the shortest JSON of a value, or `undefined` if it has none: functions, cycles, nesting
 * too deep for the stack.
 */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/**
 * Counts the bytes of a string in UTF-8. The string must be well-formed, as the result of `toJson`
 * always is.
 */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff
    if (unit >= 0x80) bytes += unit < 0x800 || isSurrogate ? 1 : 2
  }
  return bytes
}

/** Assigning to `__proto__` would set the prototype. */
const ordinary = { enumerable: true, writable: true, configurable: true }

/** Returns a deep copy of JSON data. */
export function copyJson<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyJson) as Value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const inner = copyJson((value as Record<string, unknown>)[key])
    if (key === '__proto__') Object.defineProperty(copy, key, { value: inner, ...ordinary })
    else copy[key] = inner
  }
  return copy as Value
}

/** Whether objects and arrays are nested in more than `most` levels. Not recursive. */
export function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value].filter(isContainer)
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === most) return true
    level = level.flatMap((container): unknown[] => Object.values(container)).filter(isContainer)
  }
  return false
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * Freezes a value and everything in it. Not recursive: JSON may nest as deep as its size allows.
 */
export function deepFreeze<Root extends object>(root: Root): Root {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    Object.freeze(value)
    for (const inner of Object.values(value)) pending.push(inner)
  }
  return root
}
