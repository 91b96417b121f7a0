import https from 'node:https'
import { types } from 'node:util'

/**
 * The part of nock that is used, common to nock 13, 14 and 15. Structural, so that the types of
 * this package depend on no version of nock.
 */
export interface NockLike {
  /** Creates a scope at an origin and at those `filteringScope` accepts. */
  (origin: string, options: { filteringScope: (origin: string) => boolean }): NockScope
  /** Whether nock intercepts requests. */
  isActive(): boolean
  /** Stops intercepting requests. */
  restore(): void
  /** Intercepts requests again. */
  activate(): void
  /** Lists the interceptors in place. */
  activeMocks(): string[]
  /** Removes all interceptors. */
  cleanAll: () => void
  /** Removes the interceptor that is listed with this method, host and path. */
  removeInterceptor(listed: {
    proto: string
    hostname: string
    method: string
    path: string
  }): boolean
  /** Emits `no match` for requests without an interceptor. */
  readonly emitter: {
    on(event: string, listener: (...args: unknown[]) => void): unknown
    removeListener(event: string, listener: (...args: unknown[]) => void): unknown
  }
}

/** Whether this is nock 15 or later, by a function that came with it. */
export function isNock15(nock: NockLike): boolean {
  return 'getGetRequestBody' in nock
}

/** Whether this is nock 14 or later, which answer by the global `Response`. */
export function answersByResponse(nock: NockLike): boolean {
  // nock 14 puts proxies in place of Node's functions.
  return isNock15(nock) || (nock.isActive() && types.isProxy(https.request))
}

/** A scope of nock: the interceptors at one origin. */
export interface NockScope {
  persist(flag?: boolean): NockScope
  activeMocks(): string[]
  on(event: 'request', listener: (request: { headers: object }) => void): unknown
  intercept(path: () => boolean, method: string): NockInterceptor
}

/** What a reply function returns. */
export type NockReply = readonly [status: number, body: string, headers: Record<string, string>]

/** An interceptor of nock. */
export interface NockInterceptor {
  optionally(): NockInterceptor
  reply(answer: (...args: unknown[]) => Promise<NockReply>): unknown
}
