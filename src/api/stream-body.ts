import type { Stream } from '../domain/rules/records.ts'
import { type ObjectBody, type ObjectFormat, objectWriter } from './object-body.ts'
import type { ObjectIn } from './object-operations.ts'
import type { Call } from './route.ts'

/** Creates a function that writes a Stream as a protocol has it (documented). */
export function streamWriter(
  format: ObjectFormat,
): (made: ObjectIn<Stream>, call: Call) => ObjectBody {
  return objectWriter(format, {
    kind: 'streams',
    links: (url) => ({ messages: `${url}/Messages` }),
  })
}
