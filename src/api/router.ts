import { SyncError } from '../domain/failure.ts'
import { NotFakedError } from './not-faked-error.ts'
import type { PathParameters } from './operation.ts'
import { percentDecode } from './percent-encoding.ts'
import { type Route, routes } from '../rest/routes.ts'

/** The route of a request and the values of its path parameters. */
export interface RouteMatch {
  readonly route: Route
  readonly parameters: PathParameters
}

/** One segment of a route's path: a literal, or a parameter that matches any non-empty text. */
type Segment = { readonly literal: string } | { readonly parameter: keyof PathParameters }

/** The paths of the API, split at their slashes, with the routes that share them by method. */
const patterns = [...new Set(routes.map(({ path }) => path))].map((path) => ({
  segments: path.split('/').map(toSegment),
  methods: new Map<string, Route>(
    routes.filter((route) => route.path === path).map((route) => [route.method, route]),
  ),
}))

/** Documented objects of a service that this package does not fake. */
const notFaked = /^\/v1\/Services\/[^/]+\/(Documents|Lists|Maps)(?:\/|$)/

/**
 * Finds the route of a request. `HEAD` takes the route of `GET`.
 *
 * @throws SyncError 404 / 20404 for an unknown path and for broken percent-encoding
 * @throws SyncError 405 / 20004 for a method the path does not have
 * @throws NotFakedError for a part of the API that is not faked
 */
export function matchRoute(method: string, path: string): RouteMatch {
  const parts = path.split('/')
  const pattern = patterns.find(({ segments }) => matches(segments, parts))
  if (pattern !== undefined) {
    const route = pattern.methods.get(method === 'HEAD' ? 'GET' : method)
    if (route === undefined) throw new SyncError({ kind: 'method-not-allowed', method, path })
    return { route, parameters: parametersOf(pattern.segments, parts) }
  }
  const [, part] = notFaked.exec(path) ?? []
  if (part !== undefined) throw new NotFakedError(part, method, path)
  throw new SyncError({ kind: 'path-not-found', path })
}

/** Returns the path as error messages name it: without the version (observed). */
export function withoutVersion(path: string): string {
  return path.replace(/^\/v1(?=\/)/, '')
}

function toSegment(text: string): Segment {
  if (!text.startsWith('{')) return { literal: text }
  return { parameter: text.slice(1, -1) as keyof PathParameters }
}

function matches(segments: readonly Segment[], parts: readonly string[]): boolean {
  return (
    segments.length === parts.length &&
    segments.every((segment, index) =>
      'literal' in segment ? segment.literal === parts[index] : parts[index] !== '',
    )
  )
}

/** Returns the decoded values of a path's parameters; those it does not have are empty. */
function parametersOf(segments: readonly Segment[], parts: readonly string[]): PathParameters {
  const parameters = { serviceSid: '', streamSid: '' }
  for (const [index, segment] of segments.entries()) {
    if ('literal' in segment) continue
    const value = percentDecode(parts[index] ?? '')
    // Assumed: a path that cannot be decoded is not found.
    if (value === undefined) throw new SyncError({ kind: 'path-not-found', path: parts.join('/') })
    parameters[segment.parameter] = value
  }
  return parameters
}
