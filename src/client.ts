export { installFakeSyncClient } from './fake/install-fake-sync-client.ts'
export type { InstallFakeSyncClientOptions } from './fake/install-options.ts'
