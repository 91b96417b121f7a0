import type { FakeSync } from '../../fake/fake-sync.ts'

/** What commands run on: the `real` of `fc.asyncModelRun`. */
export interface ClientReal {
  /** The fake behind the client. Its clock is a `FakeClock`, which commands move. */
  readonly sync: FakeSync
  /** `client.sync.v1.services('default').syncStreams` of a twilio client. */
  readonly syncStreams: ClientStreams
}

/** The part of the twilio client's `syncStreams` that commands use. */
export interface ClientStreams {
  /** Addresses a stream by its unique name, percent-encoded. */
  (uniqueName: string): ClientStreamContext
  /** Creates a stream. The `ttl` is in seconds; 0 for a stream that never expires. */
  create(params: { uniqueName: string; ttl: number }): Promise<{ readonly sid: string }>
}

/** The part of the twilio client's `syncStreams(uniqueName)` that commands use. */
export interface ClientStreamContext {
  /** The messages of the stream. `create` publishes one. */
  readonly streamMessages: { create(params: { data: object }): Promise<unknown> }
  /** Restarts the time to live of the stream, in seconds; 0 removes the expiry. */
  update(params: { ttl: number }): Promise<unknown>
  /** Removes the stream. */
  remove(): Promise<unknown>
}
