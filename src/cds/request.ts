import type { SyncRequest } from '../api/message.ts'
import { hasNames } from '../lang/is-object.ts'
import { type JsonObject, parseJson } from '../lang/json.ts'

/** A request as the SDK puts it into a frame. */
export interface TunnelledRequest {
  /** The member `http_request` of the header: host, path, method, parameters and headers. */
  readonly line: unknown
  /** The payload of the frame. */
  readonly payload: string
}

/**
 * Reads a request of the SDK (observed). The members of its body get the names that they have over
 * REST, `UniqueName` for `unique_name`, so that whoever looks at requests sees the same names in all
 * of them. `undefined` if it cannot be read.
 */
export function readRequest({ line, payload }: TunnelledRequest): SyncRequest | undefined {
  if (!hasNames(line)) return undefined
  const { host, path, method, params, headers } = line
  if (!isText(host) || !isText(method) || !isText(path) || !path.startsWith('/')) return undefined
  const input = method === 'GET' || method === 'DELETE' ? {} : readInput(payload)
  if (input === undefined) return undefined
  return {
    method,
    url: `https://${host}${path}${readQuery(params)}`,
    headers: readHeaders(headers),
    input,
  }
}

/** Observed: the SDK sends `data_sync` as the body of a DELETE, which nobody reads. */
function readInput(payload: string): JsonObject | undefined {
  const body = payload === '' ? {} : parseJson(payload)
  if (!hasNames(body)) return undefined
  return Object.fromEntries(
    Object.entries(body as JsonObject).map(([name, value]) => [restName(name), value]),
  )
}

/** Returns a name as REST has it: `EventProtocolVersion` for `event_protocol_version`. */
function restName(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** Observed: parameters are percent-encoded, and a repeated one has a list of values. */
function readQuery(params: unknown): string {
  const pairs = Object.entries(Object(params) as object).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}=${String(one)}`),
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function readHeaders(headers: unknown): SyncRequest['headers'] {
  const pairs: [name: string, value: unknown][] = Object.entries(Object(headers) as object)
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (isText(value) ? [[name.toLowerCase(), value]] : [])),
  )
}

function isText(found: unknown): found is string {
  return typeof found === 'string'
}
