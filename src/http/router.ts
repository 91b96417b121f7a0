import { SyncError } from '../domain/failure.ts'
import { NotFakedError } from './not-faked-error.ts'
import type { PathParameters } from './operation.ts'
import { percentDecode } from './percent-encoding.ts'
import { type Route, routes } from './routes.ts'

/** The route of a request and the values its path has for the route's parameters. */
export interface RouteMatch {
  readonly route: Route
  readonly parameters: PathParameters
}

/** Routes by the path they share, cut at its slashes. No two paths have as many segments. */
const paths = new Map(
  routes.map(({ path }) => {
    const sharing = routes.filter((route) => route.path === path)
    const methods = new Map<string, Route>(sharing.map((route) => [route.method, route]))
    // `{name}` stands for one segment that is not empty.
    const segments = path.split('/').map((name) => (name.startsWith('{') ? undefined : name))
    return [segments.length, { segments, methods }]
  }),
)

/** Documented objects of a service that this package does not fake. */
const notFaked = /^\/v1\/Services\/[^/]+\/(Documents|Lists|Maps)(?:\/|$)/

/**
 * Finds the route of a request. `HEAD` takes the route of `GET`.
 *
 * Throws a SyncError 20404 for an unknown path and for broken percent-encoding, 20004 for a method the
 * path does not have, a NotFakedError for a part of the API that is not faked.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split('/')
  const found = paths.get(segments.length)
  if (found !== undefined && matches(found.segments, segments)) {
    const route = found.methods.get(method === 'HEAD' ? 'GET' : method)
    if (route === undefined) throw new SyncError({ kind: 'method-not-allowed', method, path })
    return { route, parameters: decodeParameters(path, segments) }
  }
  const [, part] = notFaked.exec(path) ?? []
  if (part !== undefined) throw new NotFakedError(part, method, path)
  throw new SyncError({ kind: 'path-not-found', path })
}

/** The path as it stands in the text of an error: without the version (observed). */
export function withoutVersion(path: string): string {
  return path.replace(/^\/v1(?=\/)/, '')
}

function matches(known: readonly (string | undefined)[], segments: readonly string[]): boolean {
  return known.every((name, index) =>
    name === undefined ? segments[index] !== '' : segments[index] === name,
  )
}

/** `/v1/Services/{serviceSid}/Streams/{streamSid}`: a parameter that the path does not have is empty. */
function decodeParameters(path: string, segments: readonly string[]): PathParameters {
  const serviceSid = percentDecode(segments[3] ?? '')
  const streamSid = percentDecode(segments[5] ?? '')
  // Assumed: a path that cannot be decoded names nothing.
  if (serviceSid === undefined || streamSid === undefined) {
    throw new SyncError({ kind: 'path-not-found', path })
  }
  return { serviceSid, streamSid }
}
