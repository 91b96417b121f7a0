/** What a function that stands for another one carries. */
interface Replacement {
  readonly original: unknown
  isOver: boolean
}

/** Known to every copy of this package, since a test runner may load more than one. */
const key = Symbol.for('fake-twilio-sync.replacement')

type AnyMethod = (...args: never) => unknown

/**
 * Puts a function in the place of a method. Returns the undo, which leaves nothing behind in whatever
 * order several end. A replacement that is over may still be called, by one of somebody else's that was
 * put before it: it must pass on to the original then.
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

/** What is left of a method without the replacements before it that are over. */
function notOver<Method extends AnyMethod>(method: Method): Method {
  const { [key]: replacement } = method as Method & { readonly [key]?: Replacement }
  return replacement?.isOver === true ? notOver(replacement.original as Method) : method
}
