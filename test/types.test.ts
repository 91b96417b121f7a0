import type { Twilio } from 'twilio'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { installFakeSyncClient, type InstallFakeSyncClientOptions } from '../src/client.ts'
import {
  type Clock,
  createFakeSync,
  type EndedStream,
  FakeClock,
  type FakeSyncOptions,
  type Failure,
  installFakeSync,
  type InstallFakeSyncOptions,
  type JsonObject,
  type RequestRecord,
  type Stream,
  type StreamEvent,
  type StreamMessage,
  type StreamStore,
  type SyncError,
  systemClock,
} from '../src/index.ts'
import type { Like, SyncAssertions } from '../src/matchers.ts'

// What is wrong here fails in `npm run types`; nothing of it runs.

describe('createFakeSync, installFakeSync and installFakeSyncClient', () => {
  it('return a movable clock by default', () => {
    expectTypeOf(() => createFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => createFakeSync({ seed: 1 }).clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => installFakeSync().clock).returns.toEqualTypeOf<FakeClock>()
    expectTypeOf(() => installFakeSyncClient().clock).returns.toEqualTypeOf<FakeClock>()
  })

  it('return the given type of clock', () => {
    expectTypeOf(() => createFakeSync({ clock: systemClock }).clock).returns.toEqualTypeOf<Clock>()
    expectTypeOf(
      () => installFakeSync({ clock: Date }).clock,
    ).returns.toEqualTypeOf<DateConstructor>()
    expectTypeOf(
      () => installFakeSyncClient({ clock: Date }).clock,
    ).returns.toEqualTypeOf<DateConstructor>()
    expectTypeOf(
      () => createFakeSync({ clock: new FakeClock() }).clock,
    ).returns.toEqualTypeOf<FakeClock>()
  })

  it('accept undefined for every option', () => {
    type Undefined<Options> = { [Name in keyof Options]-?: undefined }
    expectTypeOf<Undefined<FakeSyncOptions>>().toExtend<FakeSyncOptions>()
    expectTypeOf<Undefined<InstallFakeSyncOptions>>().toExtend<InstallFakeSyncOptions>()
    expectTypeOf<Undefined<InstallFakeSyncClientOptions>>().toExtend<InstallFakeSyncClientOptions>()
  })

  it('return a disposable for `using`', () => {
    expectTypeOf(() => installFakeSync()).returns.toExtend<Disposable>()
    expectTypeOf(() => installFakeSyncClient()).returns.toExtend<Disposable>()
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

  it('returns and reports data as what the app publishes', () => {
    interface Order {
      readonly id: number
    }
    expectTypeOf((streams: StreamStore) => {
      expectTypeOf(streams.messages('orders')).toEqualTypeOf<StreamMessage[]>()
      expectTypeOf<StreamMessage['data']>().toEqualTypeOf<JsonObject>()
      expectTypeOf(streams.messages<Order>('orders')).toEqualTypeOf<StreamMessage<Order>[]>()
      expectTypeOf(streams.ended<Order>()).toEqualTypeOf<EndedStream<Order>[]>()
      streams.subscribe<Order>('orders', (event) => {
        if (event.type === 'message') expectTypeOf(event.message.data).toEqualTypeOf<Order>()
      })
      streams.subscribe('orders', ({ stream }: StreamEvent<Order>) => {
        expectTypeOf(stream).toEqualTypeOf<Stream>()
      })
      streams.subscribe('orders', (event) => {
        expectTypeOf(event).toEqualTypeOf<StreamEvent>()
      })
      // @ts-expect-error data is an object
      streams.messages<string>('orders')
    }).toBeFunction()
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

describe('Like', () => {
  /** What `expect.any` and its like return in jest. */
  interface JestMatcher {
    asymmetricMatch(other: unknown): boolean
    toString(): string
    getExpectedType?(): string
    toAsymmetricMatcher?(): string
  }
  type StreamsOfTwilio = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']
  type StreamOfTwilio = Awaited<ReturnType<StreamsOfTwilio['create']>>

  it('has members of the types recorded, each optional', () => {
    expectTypeOf<Stream>().toExtend<Like<Stream>>()
    expectTypeOf<RequestRecord>().toExtend<Like<RequestRecord>>()
    expectTypeOf<{ status: undefined }>().toExtend<Like<RequestRecord>>()
    expectTypeOf<{ params: { Ttl: '60' } }>().toExtend<Like<RequestRecord>>()
    expectTypeOf<object>().not.toExtend<Like<number>>()
    expectTypeOf<{ status: number[] }>().not.toExtend<Like<RequestRecord>>()
    expectTypeOf<{ operation: string }>().not.toExtend<Like<RequestRecord>>()
    expectTypeOf<{ params: { Ttl: number } }>().not.toExtend<Like<RequestRecord>>()
    expectTypeOf<{ dateExpires: Date }>().not.toExtend<Like<Stream>>()
  })

  it('takes the SID of any client', () => {
    expectTypeOf<Pick<StreamOfTwilio, 'sid'>>().toEqualTypeOf<{ sid: string }>()
    expectTypeOf<Pick<StreamOfTwilio, 'sid'>>().toExtend<Like<Stream>>()
  })

  it('takes an asymmetric matcher for the whole and for each member', () => {
    type Matchers<Thing> = { [Name in keyof Thing]: JestMatcher }
    expectTypeOf<Matchers<Stream>>().toExtend<Like<Stream>>()
    expectTypeOf<Matchers<RequestRecord>>().toExtend<Like<RequestRecord>>()
    expectTypeOf<{ params: Record<string, JestMatcher> }>().toExtend<Like<RequestRecord>>()
    expectTypeOf<JestMatcher>().toExtend<Like<Stream>>()
    expectTypeOf(expect.any(Number)).toExtend<Like<number>>()
  })

  it('lets the matchers refuse the rest', () => {
    expectTypeOf((sync: SyncAssertions) => {
      sync.toHaveReceivedRequest({ status: 201, params: { UniqueName: 'orders' } })
      // @ts-expect-error a status is a number
      sync.toHaveReceivedRequest({ status: [201] })
      // @ts-expect-error parameters are strings
      sync.toHaveReceivedRequest({ params: { Ttl: 60 } })
      // @ts-expect-error there is no such member
      sync.toHaveReceivedRequest({ state: 201 })
      sync.toHaveDocument('order-7', { state: 'paid' })
      sync.toHaveList('queue', { revision: '3' })
      sync.toHaveListItem('queue', { order: 7 })
      sync.toHaveListItem('queue', 4, { order: 7 })
      sync.toHaveMap('players', { sid: 'MP' })
      sync.toHaveMapItem('players', 'ann', { score: 1 })
      // @ts-expect-error a revision is a string
      sync.toHaveList('queue', { revision: 3 })
      // @ts-expect-error a map has no data of its own
      sync.toHaveMap('players', { data: {} })
      // @ts-expect-error the index comes first
      sync.toHaveListItem('queue', { order: 7 }, 4)
      // @ts-expect-error a key is a string
      sync.toHaveMapItem('players', 7)
      // @ts-expect-error dates are epoch milliseconds
      sync.toHaveStream('orders', { dateExpires: new Date() })
    }).toBeFunction()
  })
})
