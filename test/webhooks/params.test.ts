import { describe, expect, it } from 'vitest'
import type { FakeSync, FakeSyncOptions } from '../../src/core.ts'
import { account } from '../rest/cases.ts'
import { newApp, openFake } from './app.ts'

interface Case {
  readonly title: string
  readonly options?: FakeSyncOptions
  /** What was there before. */
  readonly given?: (sync: FakeSync) => void
  readonly act: (sync: FakeSync) => void
  /** What the last webhook tells, besides what all have. */
  readonly params: (sync: FakeSync) => Readonly<Record<string, string>>
}

const undocumented: FakeSyncOptions = { undocumentedWebhooks: ['streams', 'expiry'] }

function withDocument({ documents }: FakeSync): void {
  documents.create({ uniqueName: 'order-7', data: { state: 'new' } })
}

function withList({ lists }: FakeSync): void {
  lists.create({ uniqueName: 'todo' })
  // So that indexes, event IDs and revisions differ.
  for (let n = 0; n < 27; n += 1) lists.items('todo').create({ data: { n } })
}

function withMap({ maps }: FakeSync): void {
  maps.create({ uniqueName: 'players' })
  maps.items('players').create({ key: 'ann', data: { score: 1 } })
}

/** A SID that the first webhook told: what is gone cannot be asked. */
function sidIn(sync: FakeSync, name: string): string {
  return sync.webhooks.at(0)?.params[name] ?? ''
}

const cases: readonly Case[] = [
  {
    title: 'document_created, without a name that is not there',
    act: ({ documents }) => void documents.create({ data: { n: 1 } }),
    params: ({ documents }) => ({
      EventType: 'document_created',
      DocumentData: '{"n":1}',
      DocumentRevision: '0',
      DocumentSid: documents.all()[0]?.sid ?? '',
    }),
  },
  {
    title: 'document_updated',
    given: withDocument,
    act: ({ documents }) => void documents.update('order-7', { data: { state: 'paid' } }),
    params: ({ documents }) => ({
      EventType: 'document_updated',
      DocumentData: '{"state":"paid"}',
      DocumentRevision: '1',
      DocumentSid: documents.fetch('order-7').sid,
      DocumentUniqueName: 'order-7',
    }),
  },
  {
    title: 'document_updated, for a new time to live alone',
    given: withDocument,
    act: ({ documents }) => void documents.update('order-7', { ttl: 60 }),
    params: ({ documents }) => ({
      EventType: 'document_updated',
      DocumentData: '{"state":"new"}',
      DocumentRevision: '1',
      DocumentSid: documents.fetch('order-7').sid,
      DocumentUniqueName: 'order-7',
    }),
  },
  {
    title: 'document_removed, without its data',
    given: withDocument,
    act: ({ documents }) => documents.remove('order-7'),
    params: (sync) => ({
      EventType: 'document_removed',
      DocumentRevision: '0',
      DocumentSid: sidIn(sync, 'DocumentSid'),
      DocumentUniqueName: 'order-7',
    }),
  },
  {
    title: 'list_created',
    act: ({ lists }) => void lists.create({ uniqueName: 'todo' }),
    params: ({ lists }) => ({
      EventType: 'list_created',
      ListRevision: '0',
      ListSid: lists.fetch('todo').sid,
      ListUniqueName: 'todo',
    }),
  },
  {
    title: 'list_item_added',
    given: withList,
    act: ({ lists }) => void lists.items('todo').create({ data: { buy: 'milk' } }),
    params: ({ lists }) => ({
      EventType: 'list_item_added',
      EventId: '27',
      ItemData: '{"buy":"milk"}',
      ItemIndex: '27',
      ItemRevision: '1b',
      ListRevision: '1c',
      ListSid: lists.fetch('todo').sid,
      ListUniqueName: 'todo',
    }),
  },
  {
    title: 'list_item_updated',
    given: withList,
    act: ({ lists }) => void lists.items('todo').update(3, { data: { n: 'three' } }),
    params: ({ lists }) => ({
      EventType: 'list_item_updated',
      EventId: '27',
      ItemData: '{"n":"three"}',
      ItemIndex: '3',
      ItemRevision: '1b',
      ListRevision: '1c',
      ListSid: lists.fetch('todo').sid,
      ListUniqueName: 'todo',
    }),
  },
  {
    title: 'list_item_removed, with its data',
    given: withList,
    act: ({ lists }) => lists.items('todo').remove(3),
    params: ({ lists }) => ({
      EventType: 'list_item_removed',
      EventId: '27',
      ItemData: '{"n":3}',
      ItemIndex: '3',
      ItemRevision: '1b',
      ListRevision: '1c',
      ListSid: lists.fetch('todo').sid,
      ListUniqueName: 'todo',
    }),
  },
  {
    title: 'list_removed, and nothing of its items',
    given: withList,
    act: ({ lists }) => lists.remove('todo'),
    params: (sync) => ({
      EventType: 'list_removed',
      ListRevision: '1b',
      ListSid: sidIn(sync, 'ListSid'),
      ListUniqueName: 'todo',
    }),
  },
  {
    title: 'map_created',
    act: ({ maps }) => void maps.create({ uniqueName: 'players' }),
    params: ({ maps }) => ({
      EventType: 'map_created',
      MapRevision: '0',
      MapSid: maps.fetch('players').sid,
      MapUniqueName: 'players',
    }),
  },
  {
    title: 'map_item_added',
    given: withMap,
    act: ({ maps }) => void maps.items('players').create({ key: 'é/b', data: { score: 2 } }),
    params: ({ maps }) => ({
      EventType: 'map_item_added',
      EventId: '1',
      ItemData: '{"score":2}',
      ItemKey: 'é/b',
      ItemRevision: '1',
      MapRevision: '2',
      MapSid: maps.fetch('players').sid,
      MapUniqueName: 'players',
    }),
  },
  {
    title: 'map_item_updated',
    given: withMap,
    act: ({ maps }) => void maps.items('players').set('ann', { data: { score: 3 } }),
    params: ({ maps }) => ({
      EventType: 'map_item_updated',
      EventId: '1',
      ItemData: '{"score":3}',
      ItemKey: 'ann',
      ItemRevision: '1',
      MapRevision: '2',
      MapSid: maps.fetch('players').sid,
      MapUniqueName: 'players',
    }),
  },
  {
    title: 'map_item_removed, with its data',
    given: withMap,
    act: ({ maps }) => maps.items('players').remove('ann'),
    params: ({ maps }) => ({
      EventType: 'map_item_removed',
      EventId: '1',
      ItemData: '{"score":1}',
      ItemKey: 'ann',
      ItemRevision: '1',
      MapRevision: '2',
      MapSid: maps.fetch('players').sid,
      MapUniqueName: 'players',
    }),
  },
  {
    title: 'map_removed',
    given: withMap,
    act: ({ maps }) => maps.remove('players'),
    params: (sync) => ({
      EventType: 'map_removed',
      MapRevision: '1',
      MapSid: sidIn(sync, 'MapSid'),
      MapUniqueName: 'players',
    }),
  },
  {
    title: 'stream_created, if asked to',
    options: undocumented,
    act: ({ streams }) => void streams.create({ uniqueName: 'orders' }),
    params: ({ streams }) => ({
      EventType: 'stream_created',
      StreamSid: streams.fetch('orders').sid,
      StreamUniqueName: 'orders',
    }),
  },
  {
    title: 'message_published, if asked to',
    options: undocumented,
    given: ({ streams }) => void streams.create({ uniqueName: 'orders' }),
    act: ({ streams }) => void streams.publish('orders', { n: 1 }),
    params: ({ streams }) => ({
      EventType: 'message_published',
      MessageData: '{"n":1}',
      MessageSid: streams.messages('orders')[0]?.sid ?? '',
      StreamSid: streams.fetch('orders').sid,
      StreamUniqueName: 'orders',
    }),
  },
  {
    title: 'stream_removed, if asked to, for one that expires, too',
    options: undocumented,
    given: ({ streams }) => void streams.create({ uniqueName: 'orders', ttl: 60 }),
    act: ({ clock }) => clock.advance({ minutes: 1 }),
    params: (sync) => ({
      EventType: 'stream_removed',
      StreamSid: sidIn(sync, 'StreamSid'),
      StreamUniqueName: 'orders',
    }),
  },
  {
    title: 'map_item_removed for an item that expires, if asked to',
    options: undocumented,
    given(sync) {
      sync.maps.create({ uniqueName: 'players' })
      sync.maps.items('players').create({ key: 'bob', data: {}, ttl: 60 })
    },
    act: ({ clock }) => clock.advance({ minutes: 1 }),
    params: ({ maps }) => ({
      EventType: 'map_item_removed',
      EventId: '1',
      ItemData: '{}',
      ItemKey: 'bob',
      ItemRevision: '1',
      MapRevision: '2',
      MapSid: maps.fetch('players').sid,
      MapUniqueName: 'players',
    }),
  },
]

describe('a webhook', () => {
  it.each(cases)('tells of $title', async ({ options, given, act, params }) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks, ...options })
    given?.(sync)
    await sync.settled()
    const before = app.received.length
    act(sync)
    await sync.settled()
    expect(app.received.slice(before).map((one) => one.params)).toEqual([
      { AccountSid: account, ServiceSid: sync.service().sid, Identity: 'system', ...params(sync) },
    ])
    expect(app.received.every(({ isValid }) => isValid)).toBe(true)
  })

  it.each<{ title: string; act: (sync: FakeSync) => void }>([
    { title: 'a stream', act: ({ streams }) => void streams.create({ uniqueName: 'orders' }) },
    {
      title: 'a message',
      act({ streams }) {
        streams.publish(streams.create().sid, {})
      },
    },
    {
      title: 'a new time to live of a list',
      act: ({ lists }) => void lists.update('todo', { ttl: 1 }),
    },
    { title: 'a permission', act: ({ lists }) => void lists.permissions('todo').set('bob', {}) },
    { title: 'what expires', act: ({ clock }) => clock.advance({ hours: 1 }) },
    { title: 'a read', act: ({ lists }) => void lists.fetch('todo') },
    {
      title: 'what goes with a service',
      act(sync) {
        sync.handle({
          method: 'DELETE',
          url: 'https://sync.twilio.com/v1/Services/default',
          headers: { authorization: `Basic ${btoa(`${account}:any`)}` },
        })
      },
    },
  ])('tells nothing of $title', async ({ act }) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    sync.lists.create({ uniqueName: 'todo', ttl: 60 })
    await sync.settled()
    act(sync)
    await sync.settled()
    expect(app.events()).toEqual(['list_created'])
  })
})
