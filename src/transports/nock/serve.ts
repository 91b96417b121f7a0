import { METHODS } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { Dispatch } from '../../api/deliver.ts'
import { defaultOrigin, isSyncOrigin } from '../../rest/hosts.ts'
import { allOrNone } from '../all-or-none.ts'
import type { InstalledTransport } from '../installed-transport.ts'
import { replaceMethod } from '../replace-method.ts'
import { checkResponse } from '../standard-response.ts'
import { removeAbandonedNocks } from './abandoned-nocks.ts'
import { answersByResponse, type NockLike, type NockReply, type NockScope } from './nock-like.ts'
import { readRequest, type ReplyArguments, type ReplyContext, toReply } from './reply.ts'
import { guardUnmatched } from './unmatched-guard.ts'

interface Registration {
  readonly scope: NockScope
  /** Removes it, and lets it answer nothing from then on. */
  end(): void
}

/**
 * All methods Node can send, those of the API first. CONNECT asks for a tunnel and is not a
 * request.
 */
const methods = [
  ...new Set(['GET', 'POST', 'DELETE', ...METHODS.filter((method) => method !== 'CONNECT')]),
]

/** Serves a fake at every Sync host through nock 13, 14 or 15. */
export function serveThroughNock(dispatch: Dispatch, nock: NockLike): InstalledTransport {
  removeAbandonedNocks(nock)
  let registration: Registration | undefined
  const stop = allOrNone([
    () => {
      registration = register(dispatch, nock)
      return () => {
        registration?.end()
        registration = undefined
      }
    },
    () =>
      wrapCleanAll(nock, () => {
        if (registration !== undefined) registration = register(dispatch, nock)
      }),
    () => guardUnmatched(nock),
    () => {
      // Otherwise `import { request } from 'node:https'` keeps the meaning it had before nock was
      // loaded.
      syncBuiltinESMExports()
      return syncBuiltinESMExports
    },
  ])
  return {
    get isServing() {
      const mocks = registration?.scope.activeMocks() ?? []
      return mocks.length > 0 && nock.isActive() && process.env['NOCK_OFF'] !== 'true'
    },
    stop,
  }
}

/**
 * The base is a string, and `filteringScope` adds the other hosts. A RegExp as the base would hide
 * the user's own interceptors on the host, even after it is removed.
 */
function register(dispatch: Dispatch, nock: NockLike): Registration {
  let hasEnded = false
  const name = freeName(nock)
  const path = Object.assign(() => !hasEnded, { toString: () => name })
  const scope = nock(defaultOrigin, { filteringScope: isSyncOrigin }).persist()
  scope.on('request', leaveBodyAlone)
  const byResponse = answersByResponse(nock)
  for (const method of methods) {
    // Optional, or nock.isDone() would wait for every method to be used.
    scope.intercept(path, method).optionally().reply(replier(dispatch, { method, byResponse }))
  }
  return {
    scope,
    end() {
      hasEnded = true
      for (const method of methods) removeInterceptor(nock, { method, path: `/${name}` })
    },
  }
}

/** Returns a name for the path that `nock.activeMocks()` does not list yet. */
function freeName(nock: NockLike): string {
  const mocks = nock.activeMocks()
  let name = 'fake-twilio-sync'
  for (let count = 2; mocks.some((mock) => mock.endsWith(`/${name}`)); count += 1) {
    name = `fake-twilio-sync-${count}`
  }
  return name
}

/**
 * By what nock lists it as: after `jest.resetModules()` nock does not recognize an interceptor
 * itself.
 */
function removeInterceptor(
  nock: NockLike,
  listed: { readonly method: string; readonly path: string },
): void {
  const { protocol, hostname } = new URL(defaultOrigin)
  nock.removeInterceptor({ proto: protocol.replace(':', ''), hostname, ...listed })
}

/**
 * Up to nock 14, a body declared as JSON is parsed before the reply function sees it, and invalid
 * JSON ends the process. These headers are nock's copy; from nock 15 on there is nothing to do.
 */
function leaveBodyAlone({ headers }: { headers: object }): void {
  if (!(headers instanceof Headers)) Reflect.deleteProperty(headers, 'content-type')
}

/**
 * nock counts a reply function's parameters to tell whether it takes a callback: a rest parameter
 * counts as none.
 */
function replier(
  dispatch: Dispatch,
  { method, byResponse }: { readonly method: string; readonly byResponse: boolean },
): (...args: unknown[]) => Promise<NockReply> {
  return async function (this: ReplyContext | undefined, ...given: readonly unknown[]) {
    const args = given as ReplyArguments
    if (byResponse) checkResponse(`answer ${method} through nock`)
    return toReply(await dispatch(await readRequest(args, { method, context: this })), args)
  }
}

/**
 * Registers again after `nock.cleanAll()`, which in a test's clean-up would remove the fake and
 * send the next request to Twilio.
 */
function wrapCleanAll(nock: NockLike, afterwards: () => void): () => void {
  return replaceMethod(nock, {
    name: 'cleanAll',
    by: (original: () => void) => () => {
      original()
      afterwards()
    },
  })
}
