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

/** Routes by the path they share: `{name}` stands for one segment, which is not empty. */
const paths = Array.from(new Set(routes.map(({ path }) => path)), (path) => ({
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  methods: new Map<string, Route>(
    routes.filter((route) => route.path === path).map((route) => [route.method, route]),
  ),
}))

/** Documented objects of a service that this package does not fake. */
const notFaked = /^\/v1\/Services\/[^/]+\/(Documents|Lists|Maps)(?:\/|$)/

/**
 * Finds the route of a request. `HEAD` takes the route of `GET`.
 *
 * Throws a SyncError 20404 for an unknown path and for broken percent-encoding, 20004 for a method the
 * path does not have, a NotFakedError for a part of the API that is not faked.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  for (const { pattern, methods } of paths) {
    const match = pattern.exec(path)
    if (match === null) continue
    const route = methods.get(method === 'HEAD' ? 'GET' : method)
    if (route === undefined) throw new SyncError({ kind: 'method-not-allowed', method, path })
    return { route, parameters: decodeParameters(path, match.groups) }
  }
  const [, part] = notFaked.exec(path) ?? []
  if (part !== undefined) throw new NotFakedError(part, method, path)
  throw new SyncError({ kind: 'path-not-found', path })
}

/** The path as it stands in the text of an error: without the version (observed). */
export function withoutVersion(path: string): string {
  return path.replace(/^\/v1(?=\/)/, '')
}

/** A parameter that the path does not have is empty. */
function decodeParameters(path: string, found: Record<string, string> = {}): PathParameters {
  const serviceSid = percentDecode(found['serviceSid'] ?? '')
  const streamSid = percentDecode(found['streamSid'] ?? '')
  // Assumed: a path that cannot be decoded names nothing.
  if (serviceSid === undefined || streamSid === undefined) {
    throw new SyncError({ kind: 'path-not-found', path })
  }
  return { serviceSid, streamSid }
}
