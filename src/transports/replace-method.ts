/** What a replacement function carries. */
interface Replacement {
  readonly original: unknown
  /** Whether the original is the target's own, rather than inherited. */
  readonly isOwn: boolean
  isOver: boolean
}

/** Shared by all copies of this package, since a test runner may load more than one. */
const key = Symbol.for('fake-twilio-sync.replacement')

type AnyMethod = (...args: never) => unknown

/**
 * Replaces a method. Returns a function that undoes it, and leaves nothing behind in whatever order
 * several are undone. A replacement that was undone may still be called by someone else's wrapper
 * around it, and must then pass the call on to the original.
 */
export function replaceMethod<Name extends string, Method extends AnyMethod>(
  target: { [name in Name]: Method },
  { name, by }: { readonly name: Name; readonly by: (original: Method) => Method },
): () => void {
  const original = target[name]
  const own = by(original)
  const isOwn = Object.hasOwn(target, name)
  const replacement: Replacement = { original, isOwn, isOver: false }
  Object.defineProperty(own, key, { value: replacement })
  target[name] = own
  return () => {
    replacement.isOver = true
    const { method, isOwn } = standing(target[name])
    if (method === target[name]) return
    if (isOwn) target[name] = method
    else Reflect.deleteProperty(target, name)
  }
}

/** Returns the method beneath the replacements that were undone, and whether it is inherited. */
function standing<Method extends AnyMethod>(
  method: Method,
  isOwn = true,
): { readonly method: Method; readonly isOwn: boolean } {
  const { [key]: replacement } = method as Method & { readonly [key]?: Replacement }
  if (replacement?.isOver !== true) return { method, isOwn }
  return standing(replacement.original as Method, replacement.isOwn)
}
