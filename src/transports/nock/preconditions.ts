import { defaultOrigin, isSyncOrigin } from '../../rest/hosts.ts'
import { isNock15, type NockLike } from './nock-like.ts'

/** The part of Node's `process` that is checked. */
export interface ProcessLike {
  readonly versions: { readonly node: string }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nextTick: object
}

/**
 * Detects setup mistakes that would otherwise show as requests that hang, or that reach the real
 * Twilio.
 *
 * @throws Error that says what was found, what was expected and how to fix it
 */
export function checkNock(found: unknown, process: ProcessLike): NockLike {
  // May be a namespace of an ES module, from `import * as nock` or from require() of nock 15.
  const nock = (found as { default?: unknown } | null)?.default ?? found
  if (!isNock(nock)) {
    refuse(
      `${typeof nock} that is not nock`,
      'nock 13.5.6 or later: pass { nock } or npm i -D nock@14',
    )
  }
  const nodeVersion = process.versions.node
  const major = Number(nodeVersion.split('.')[0])
  if (isNock15(nock) && major < 22) {
    refuse(
      `nock 15 on Node ${nodeVersion}, where its every request fails`,
      'Node 22.20 or later, or nock 14: npm i -D nock@14',
    )
  }
  if (process.env['NOCK_OFF'] === 'true') {
    refuse('NOCK_OFF=true in the environment', 'nock to be on: unset NOCK_OFF')
  }
  if (!nock.isActive()) {
    refuse(
      'nock restored, so that it intercepts nothing',
      'nock to be active: call nock.activate() first',
    )
  }
  const shadow = nock.activeMocks().find(hidesSync)
  if (shadow !== undefined) {
    refuse(
      `an interceptor of yours (${shadow}) that hides the fake at its host`,
      `none: what you answer yourself is for nock('${defaultOrigin}'), before installFakeSync()`,
    )
  }
  return nock
}

/**
 * Detects the fake timers under which no request through nock ever ends. Clients of a twilio module
 * that is served do not mind.
 *
 * @throws Error that says how to fix it
 */
export function checkNextTick({ nextTick }: Pick<ProcessLike, 'nextTick'>): void {
  // All fake timers since lolex leave this member on a function they have replaced.
  if (!Object.hasOwn(nextTick, 'clock')) return
  refuse(
    'process.nextTick faked by fake timers, so that no request would ever end',
    "it real: jest.useFakeTimers({ doNotFake: ['nextTick'] }), or the app's twilio module: installFakeSync({ twilio })",
  )
}

function refuse(found: string, expected: string): never {
  throw new Error(`Cannot install the fake: found ${found}, expected ${expected}`)
}

function isNock(found: unknown): found is NockLike {
  if (typeof found !== 'function') return false
  const members = new Map<string, unknown>(Object.entries(found))
  const functions = ['isActive', 'activeMocks', 'cleanAll', 'removeInterceptor']
  return (
    functions.every((name) => typeof members.get(name) === 'function') && members.has('emitter')
  )
}

/** A RegExp may be meant for any of Twilio's regions, or for an edge of one. */
const sampleOrigins = ['', '.us1', '.ie1', '.au1', '.dublin.ie1'].map(
  (place) => `https://sync${place}.twilio.com:443`,
)

/**
 * nock lists an interceptor as "METHOD base path", where the base of a RegExp is its literal. An
 * interceptor with the same base as the fake's shares the host with it; any other base has the host
 * to itself.
 */
function hidesSync(mock: string): boolean {
  const [, base = ''] = /^\S+ (https:\/\/[^/]+)/.exec(mock) ?? []
  if (isSyncOrigin(base)) return base !== `${defaultOrigin}:443`
  const [, source, flags] =
    /^\S+ \/((?:\\.|\[(?:\\.|[^\]])*\]|[^/\\[])+)\/([a-z]*)/.exec(mock) ?? []
  if (source === undefined) return false
  return sampleOrigins.some((origin) => new RegExp(source, flags).test(origin))
}
