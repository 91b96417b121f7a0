import { SyncError } from '../domain/rules/sync-error.ts'
import { keysOf } from '../lang/keys-of.ts'
import { percentDecode } from './percent-encoding.ts'
import { noParameters, type PathParameters, type Route } from './route.ts'

/** The route of a request and the values of its path parameters. */
export interface RouteMatch {
  readonly route: Route
  readonly parameters: PathParameters
}

/**
 * Finds the route of a request; `undefined` for an unknown path. `HEAD` takes the route of `GET`.
 *
 * @throws SyncError 405 / 20004 for a method the path does not have
 * @throws SyncError 404 / 20404 for broken percent-encoding
 */
export type Router = (method: string, path: string) => RouteMatch | undefined

/** A place in the tree of all paths: what may follow, and the routes of the path that ends here. */
interface Place {
  readonly literals: Map<string, Place>
  /** Any segment that is not empty, where a path has a parameter. */
  parameter: { readonly name: keyof PathParameters; readonly next: Place } | undefined
  readonly byMethod: Map<string, Route>
}

/** Creates a router for the routes of a protocol. */
export function createRouter(routes: readonly Route[]): Router {
  const root = newPlace()
  for (const route of routes) placeOf(route.path, root).byMethod.set(route.method, route)
  return (method, path) => {
    const { place, parameters } = walk(path, root)
    if (place === undefined || place.byMethod.size === 0) return undefined
    const route = place.byMethod.get(method === 'HEAD' ? 'GET' : method)
    if (route === undefined) throw new SyncError({ kind: 'method-not-allowed', method, path })
    return { route, parameters: decode(parameters, path) }
  }
}

function newPlace(): Place {
  return { literals: new Map(), parameter: undefined, byMethod: new Map() }
}

/** Returns the place of a route's path, which is added to the tree if it is new. */
function placeOf(path: string, root: Place): Place {
  return path.split('/').reduce((place, segment) => {
    const name = keysOf(noParameters).find((known) => segment === `{${known}}`)
    if (name !== undefined) {
      place.parameter ??= { name, next: newPlace() }
      return place.parameter.next
    }
    const next = place.literals.get(segment) ?? newPlace()
    place.literals.set(segment, next)
    return next
  }, root)
}

/** Where a path as requested leads, and its parameters, still encoded. */
interface Walk {
  readonly place: Place | undefined
  readonly parameters: PathParameters
}

function walk(path: string, root: Place): Walk {
  const parameters = { ...noParameters }
  let place = root
  // `split` would take as long as all the rest.
  for (let start = 0, end = 0; end < path.length; start = end + 1) {
    const slash = path.indexOf('/', start)
    end = slash < 0 ? path.length : slash
    const segment = path.slice(start, end)
    const { literals, parameter } = place
    const literal = literals.get(segment)
    if (literal !== undefined) {
      place = literal
    } else if (parameter !== undefined && segment !== '') {
      parameters[parameter.name] = segment
      place = parameter.next
    } else {
      return { place: undefined, parameters }
    }
  }
  return { place, parameters }
}

function decode(encoded: PathParameters, path: string): PathParameters {
  if (!path.includes('%')) return encoded
  const parameters = { ...noParameters }
  for (const name of keysOf(noParameters)) {
    const value = percentDecode(encoded[name])
    // Assumed: a path that cannot be decoded is not found.
    if (value === undefined) throw new SyncError({ kind: 'path-not-found', path })
    parameters[name] = value
  }
  return parameters
}
