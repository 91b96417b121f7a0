/**
 * The part of nock that is used, as nock 13, 14 and 15 all have it. Structural, so that the types of
 * this package name no version of nock.
 */
export interface NockLike {
  (origin: string, options: { filteringScope: (origin: string) => boolean }): NockScope
  isActive(): boolean
  activeMocks(): string[]
  cleanAll: () => void
  removeInterceptor(interceptor: NockInterceptor): boolean
  readonly emitter: {
    on(event: string, listener: (...args: never[]) => void): unknown
    removeListener(event: string, listener: (...args: never[]) => void): unknown
  }
}

export interface NockScope {
  persist(flag?: boolean): NockScope
  activeMocks(): string[]
  intercept(path: () => boolean, method: string): NockInterceptor
}

export interface NockInterceptor {
  optionally(): NockInterceptor
  reply(answer: (...args: never) => Promise<readonly unknown[]>): unknown
}
