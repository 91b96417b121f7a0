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
  it('give a clock that can be moved when none was given', () => {
    expectTypeOf(() => createFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => createFakeSync({ seed: 1 }).clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => installFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
  })

  it('give the very type of clock that was given', () => {
    expectTypeOf(() => createFakeSync({ clock: systemClock }).clock).returns.toEqualTypeOf<Clock>()
    expectTypeOf(
      () => installFakeSync({ clock: Date }).clock,
    ).returns.toEqualTypeOf<DateConstructor>()
    expectTypeOf(
      () => createFakeSync({ clock: new FakeClock() }).clock,
    ).returns.toEqualTypeOf<FakeClock>()
  })

  it('take every option as undefined', () => {
    type Undefined<Options> = { [Name in keyof Options]-?: undefined }
    expectTypeOf<Undefined<FakeSyncOptions>>().toExtend<FakeSyncOptions>()
    expectTypeOf<Undefined<InstallFakeSyncOptions>>().toExtend<InstallFakeSyncOptions>()
  })

  it('give what `using` disposes of', () => {
    expectTypeOf(() => installFakeSync()).returns.toExtend<Disposable>()
  })
})

describe('StreamStore', () => {
  it('gives records that cannot be written to', () => {
    expectTypeOf<Stream>().toEqualTypeOf<Readonly<Stream>>()
    expectTypeOf<JsonObject>().toEqualTypeOf<Readonly<JsonObject>>()
  })

  it('publishes what has an interface of its own', () => {
    interface Order {
      readonly id: number
    }
    expectTypeOf<Order>().toExtend<Parameters<StreamStore['publish']>[1]>()
    expectTypeOf<string>().not.toExtend<Parameters<StreamStore['publish']>[1]>()
  })
})

describe('StreamEvent', () => {
  it('has a message when its type says so', () => {
    type EventOf<Type> = Extract<StreamEvent, { type: Type }>
    expectTypeOf<EventOf<'message'>>().toHaveProperty('message')
    expectTypeOf<EventOf<'expired'>>().not.toHaveProperty('message')
    expectTypeOf<EventOf<'removed'>>().not.toHaveProperty('message')
  })
})

describe('SyncError', () => {
  it('tells its failures apart by their kind', () => {
    expectTypeOf<SyncError['failure']>().toEqualTypeOf<Failure>()
    expectTypeOf<Extract<Failure, { kind: 'name-taken' }>>().toHaveProperty('uniqueName')
    expectTypeOf<Extract<Failure, { kind: 'data-missing' }>>().not.toHaveProperty('uniqueName')
  })
})
