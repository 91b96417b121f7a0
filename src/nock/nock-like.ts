/**
 * The part of nock that is used, as nock 13, 14 and 15 all have it. Structural, so that the types of
 * this package name no version of nock.
 */
export interface NockLike {
  (origin: string, options: { filteringScope: (origin: string) => boolean }): NockScope
  isActive(): boolean
  activeMocks(): string[]
  cleanAll: () => void
  // `object`, since the interceptors of nock's own types hold more than a NockInterceptor.
  removeInterceptor(interceptor: object): boolean
  readonly emitter: {
    on(event: string, listener: (...args: unknown[]) => void): unknown
    removeListener(event: string, listener: (...args: unknown[]) => void): unknown
  }
}

export interface NockScope {
  persist(flag?: boolean): NockScope
  activeMocks(): string[]
  on(event: 'request', listener: (request: { headers: object }) => void): unknown
  intercept(path: () => boolean, method: string): NockInterceptor
}

/** What a reply function returns. */
export type NockReply = readonly [status: number, body: string, headers: Record<string, string>]

export interface NockInterceptor {
  optionally(): NockInterceptor
  reply(answer: (...args: unknown[]) => Promise<NockReply>): unknown
}
