import { copyJson, type JsonObject } from '../lang/json.ts'
import type { Call } from './route.ts'

/** Creates a function that writes what another one does, and data besides. */
export function withData<Made>(
  write: (made: Made, call: Call) => object,
  dataOf: (made: Made) => JsonObject,
): (made: Made, call: Call) => object {
  return (made, call) => ({ ...write(made, call), data: copyJson(dataOf(made)) })
}
