/** A line in a source file. Its text takes long to make, so it is made when somebody asks. */
export interface CallSite {
  /** Such as `/app/test/orders.test.ts:12:15`; `undefined` where the engine does not say. */
  readonly place: string | undefined
}

/** A line of a stack: `at add (/app/a.ts:1:2)` or `at async /app/a.ts:1:2`. */
const frame = /^ *at (?:[^(]* \((.+:\d+:\d+)\)|(?:async )?(.+:\d+:\d+))$/

/** Returns where the function that calls this one was called. */
export function callerOfThis(): CallSite {
  const trace = new Error()
  return {
    get place() {
      // After the title, this function and the one that calls it.
      const [, , , line = ''] = trace.stack?.split('\n') ?? []
      const [, inFunction, outside] = frame.exec(line) ?? []
      return inFunction ?? outside
    },
  }
}
