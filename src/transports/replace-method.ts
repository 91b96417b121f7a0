/** What a replacement function carries. */
interface Replacement {
  readonly original: unknown
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
  name: Name,
  replaceBy: (original: Method) => Method,
): () => void {
  const original = target[name]
  const own = replaceBy(original)
  const replacement: Replacement = { original, isOver: false }
  Object.defineProperty(own, key, { value: replacement })
  target[name] = own
  return () => {
    replacement.isOver = true
    const found = target[name]
    const standing = notOver(found)
    if (standing !== found) target[name] = standing
  }
}

/** Returns the method beneath the replacements that were undone. */
function notOver<Method extends AnyMethod>(method: Method): Method {
  const { [key]: replacement } = method as Method & { readonly [key]?: Replacement }
  return replacement?.isOver === true ? notOver(replacement.original as Method) : method
}
