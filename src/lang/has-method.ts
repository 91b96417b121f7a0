/**
 * Whether a value has a method of this name. For what `instanceof` would miss: objects of another
 * realm, or of another copy of their class.
 */
export function hasMethod<Name extends string>(
  found: unknown,
  name: Name,
): found is Record<Name, (...args: never) => unknown> {
  if (found === null || found === undefined) return false
  const { [name]: member }: { readonly [Key in Name]?: unknown } = found
  return typeof member === 'function'
}
