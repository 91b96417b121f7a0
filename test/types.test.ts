import { describe, expectTypeOf, it } from 'vitest'
import {
  type Clock,
  createFakeSync,
  FakeClock,
  type FakeSyncOptions,
  type Failure,
  installFakeSync,
  type InstallFakeSyncOptions,
  type JsonObject,
  type Stream,
  type StreamEvent,
  type StreamStore,
  type SyncError,
  systemClock,
} from '../src/index.ts'

// What is wrong here fails in `npm run types`; nothing of it runs.

describe('createFakeSync and installFakeSync', () => {
  it('return a movable clock by default', () => {
    expectTypeOf(() => createFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => createFakeSync({ seed: 1 }).clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => installFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
  })

  it('return the given type of clock', () => {
    expectTypeOf(() => createFakeSync({ clock: systemClock }).clock).returns.toEqualTypeOf<Clock>()
    expectTypeOf(
      () => installFakeSync({ clock: Date }).clock,
    ).returns.toEqualTypeOf<DateConstructor>()
    expectTypeOf(
      () => createFakeSync({ clock: new FakeClock() }).clock,
    ).returns.toEqualTypeOf<FakeClock>()
  })

  it('accept undefined for every option', () => {
    type Undefined<Options> = { [Name in keyof Options]-?: undefined }
    expectTypeOf<Undefined<FakeSyncOptions>>().toExtend<FakeSyncOptions>()
    expectTypeOf<Undefined<InstallFakeSyncOptions>>().toExtend<InstallFakeSyncOptions>()
  })

  it('return a disposable for `using`', () => {
    expectTypeOf(() => installFakeSync()).returns.toExtend<Disposable>()
  })
})

describe('StreamStore', () => {
  it('returns records that cannot be written to', () => {
    expectTypeOf<Stream>().toEqualTypeOf<Readonly<Stream>>()
    expectTypeOf<JsonObject>().toEqualTypeOf<Readonly<JsonObject>>()
  })

  it('publishes data typed by an interface', () => {
    interface Order {
      readonly id: number
    }
    expectTypeOf<Order>().toExtend<Parameters<StreamStore['publish']>[1]>()
    expectTypeOf<string>().not.toExtend<Parameters<StreamStore['publish']>[1]>()
  })
})

describe('StreamEvent', () => {
  it('has a message only if its type is message', () => {
    type EventOf<Type> = Extract<StreamEvent, { type: Type }>
    expectTypeOf<EventOf<'message'>>().toHaveProperty('message')
    expectTypeOf<EventOf<'expired'>>().not.toHaveProperty('message')
    expectTypeOf<EventOf<'removed'>>().not.toHaveProperty('message')
  })
})

describe('SyncError', () => {
  it('discriminates its failures by kind', () => {
    expectTypeOf<SyncError['failure']>().toEqualTypeOf<Failure>()
    expectTypeOf<Extract<Failure, { kind: 'name-taken' }>>().toHaveProperty('uniqueName')
    expectTypeOf<Extract<Failure, { kind: 'data-missing' }>>().not.toHaveProperty('uniqueName')
  })
})
