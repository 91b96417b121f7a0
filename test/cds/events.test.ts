import { describe, expect, it } from 'vitest'
import { noticeOf } from '../../src/cds/events.ts'
import { createFakeSync, FakeClock } from '../../src/core.ts'

// What clients are told, to the letter: the types of messages, and the members of events.

describe('noticeOf', () => {
  it('tells of documents, lists, maps and their items in the words of the service', () => {
    const sync = createFakeSync({ clock: new FakeClock('2026-01-01T00:00:00.250Z') })
    const told: unknown[] = []
    sync.worlds.current.world.feed.subscribe((event) => {
      const notice = noticeOf(event)
      if (notice !== undefined) told.push([notice.messageType, notice.payload])
    })
    const service = sync.service().sid
    const { sid: document } = sync.documents.create({ uniqueName: 'd' })
    const { sid: list } = sync.lists.create({ uniqueName: 'l' })
    const { sid: map } = sync.maps.create({ uniqueName: 'm' })
    sync.documents.update('d', { data: { n: 1 }, ttl: 60 })
    sync.lists.items('l').create({ data: { n: 2 } })
    sync.maps.items('m').create({ key: 'a b', data: { n: 3 } })
    sync.maps.items('m').update('a b', { data: { n: 4 } })
    sync.clock.advance({ seconds: 1 })
    sync.maps.items('m').remove('a b')
    sync.lists.update('l', { ttl: 60 })
    sync.lists.remove('l')

    const date_created = '2026-01-01T00:00:00.250Z'
    const urlOf = (path: string): string =>
      `https://cds.us1.twilio.com/v3/Services/${service}/${path}`
    const item = { map_sid: map, item_key: 'a b', date_created }
    const item_url = urlOf(`Maps/${map}/Items/a%20b`)
    expect(told).toEqual([
      saying('document', 'document_updated', {
        document_sid: document,
        id: 1,
        document_revision: '1',
        document_data: { n: 1 },
        date_created,
        date_expires: '2026-01-01T00:01:00.000Z',
      }),
      saying('list', 'list_item_added', {
        list_sid: list,
        id: 0,
        item_index: 0,
        item_url: urlOf(`Lists/${list}/Items/0`),
        item_data: { n: 2 },
        item_revision: '0',
        list_revision: '1',
        date_created,
        date_expires: null,
      }),
      saying('map', 'map_item_added', {
        ...item,
        id: 0,
        item_url,
        item_data: { n: 3 },
        item_revision: '0',
        map_revision: '1',
        date_expires: null,
      }),
      saying('map', 'map_item_updated', {
        ...item,
        id: 1,
        item_url,
        item_data: { n: 4 },
        item_revision: '1',
        map_revision: '2',
        date_expires: null,
      }),
      // Recorded: a removal has neither a URL nor an end, and the date at which it happened.
      saying('map', 'map_item_removed', {
        ...item,
        id: 2,
        item_data: { n: 4 },
        item_revision: '2',
        map_revision: '3',
        date_created: '2026-01-01T00:00:01.250Z',
      }),
      saying('list', 'list_removed', { list_sid: list }),
    ])
  })
})

function saying(noun: string, event_type: string, event: object): unknown {
  return [`com.twilio.rtd.cds.${noun}`, { event_protocol_version: 4, event_type, event }]
}
