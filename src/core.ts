export {
  type Clock,
  type ClockWatcher,
  type Duration,
  FakeClock,
  systemClock,
  type TimeInput,
} from './domain/clock.ts'
export { type Failure, SyncError } from './domain/failure.ts'
export { type LimitOverrides, type Limits, twilioLimits } from './domain/limits.ts'
export type { PageOptions } from './domain/page.ts'
export type {
  Json,
  JsonObject,
  ServiceRecord,
  ServiceSettings,
  Stream,
  StreamEvent,
  StreamMessage,
} from './domain/records.ts'
export type { KnownServices, Service } from './domain/services.ts'
export { type Sid, SidGenerator, type SidPrefix } from './domain/sid.ts'
export {
  type CreateStreamOptions,
  type StreamPage,
  StreamStore,
  type StreamStoreOptions,
  type UpdateStreamOptions,
} from './domain/stream-store.ts'
export type { StreamListener } from './domain/audience.ts'
export { createFakeSync, type FakeSync } from './fake/fake-sync.ts'
export type { FakeSyncOptions } from './fake/options.ts'
export type { HttpRequest, HttpResponse } from './http/exchange.ts'
export type { RequestRecord } from './http/journal.ts'
export { NotFakedError } from './http/not-faked-error.ts'
export type { OperationName } from './http/routes.ts'
