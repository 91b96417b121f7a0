import { SyncError } from '../domain/failure.ts'
import { NotFakedError } from './not-faked-error.ts'
import type { PathParameters } from './operation.ts'
import { type Route, routes } from './routes.ts'

/** The route of a request and the values its path has for the route's parameters. */
export interface RouteMatch {
  readonly route: Route
  readonly parameters: PathParameters
}

/** Routes by the path they share, with the path cut at its slashes. */
const paths = Array.from(new Set(routes.map((route) => route.path)), (path) => ({
  segments: path.split('/'),
  routes: new Map<string, Route>(
    routes.filter((route) => route.path === path).map((route) => [route.method, route]),
  ),
}))

/** Documented objects of a service that this package does not fake. */
const notFaked = /^\/v1\/Services\/[^/]+\/(Documents|Lists|Maps)(?:\/|$)/

/**
 * Finds the route of a request. `HEAD` takes the route of `GET`.
 *
 * Throws a SyncError 20404 for an unknown path and 20004 for a method the path does not have, a
 * NotFakedError for a part of the API that is not faked, a URIError for broken percent-encoding.
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split('/')
  const known = paths.find((candidate) => fits(candidate.segments, segments))
  if (known === undefined) {
    const [, part] = notFaked.exec(path) ?? []
    if (part !== undefined) throw new NotFakedError(part, method, path)
    throw new SyncError({ kind: 'path-not-found', path })
  }
  const route = known.routes.get(method === 'HEAD' ? 'GET' : method)
  if (route === undefined) throw new SyncError({ kind: 'method-not-allowed', method, path })
  return { route, parameters: readParameters(known.segments, segments) }
}

/** The path as it stands in the text of an error: without the version (observed). */
export function withoutVersion(path: string): string {
  return path.replace(/^\/v1(?=\/)/, '')
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) =>
      isParameter(part) ? segments[index] !== '' : part === segments[index],
    )
  )
}

function readParameters(pattern: readonly string[], segments: readonly string[]): PathParameters {
  const values = pattern.flatMap((part, index) =>
    isParameter(part) ? [[part.slice(1, -1), decodeURIComponent(segments[index] ?? '')]] : [],
  )
  return Object.fromEntries(values) as PathParameters
}

function isParameter(part: string): boolean {
  return part.startsWith('{')
}
