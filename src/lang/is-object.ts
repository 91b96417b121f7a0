/** Whether a value is an object of any sort, a list included. */
export function isObject(found: unknown): found is object {
  return typeof found === 'object' && found !== null
}

/** Whether a value is an object that is no list, so that its members have names. */
export function hasNames(found: unknown): found is Readonly<Record<string, unknown>> {
  return isObject(found) && !Array.isArray(found)
}
