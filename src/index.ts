export * from './core.ts'
export { installFakeSync, type InstallFakeSyncOptions } from './nock/install-fake-sync.ts'
export { NetworkGuardError } from './nock/network-guard.ts'
export type { NockLike } from './nock/nock-like.ts'
