import type { Stream } from '../domain/rules/records.ts'
import { type ObjectBody, objectBody, type ObjectFormat } from './object-body.ts'
import type { In } from './operations.ts'
import type { Call } from './route.ts'

const collection = 'Streams'
const linksOf = (url: string): ObjectBody['links'] => ({ messages: `${url}/Messages` })

/** Creates a function that writes a Stream as a protocol has it (documented). */
export function streamWriter(
  format: ObjectFormat,
): (made: In<{ stream: Stream }>, call: Call) => ObjectBody {
  return ({ service, stream }, call) =>
    objectBody({ service, object: stream, collection, linksOf }, format, call)
}
