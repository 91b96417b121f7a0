import { expect } from 'vitest'
import type { rows } from '../../src/cds/rows.ts'
import type { Failure } from '../../src/core.ts'
import { type ClientOptions, type ClientRequest, get, post, put, remove } from './client.ts'

// What clients ask for of documents, lists and maps, and what the service refuses.

export interface Acceptance {
  readonly title: string
  readonly operation: keyof typeof rows
  readonly given?: readonly ClientRequest[]
  readonly request: ClientRequest
  readonly status: number
  readonly body: object
}

export interface Refusal {
  readonly title: string
  readonly options?: ClientOptions
  readonly given?: readonly ClientRequest[]
  readonly request: ClientRequest
  readonly kind: Failure['kind']
  readonly status: number
  readonly code: number
  readonly message: string
}

const date = '2026-03-04T05:06:07.890Z'
const later = '2026-03-04T05:07:07.000Z'
const common = { created_by: 'alice', date_created: date, date_updated: date, date_expires: null }
const some = (prefix: string): string => `${prefix}${'0'.repeat(32)}`

const order = post('/v3/Documents', { unique_name: 'order', data: { n: 1 } })
const queue = post('/v3/Lists', { unique_name: 'queue' })
const players = post('/v3/Maps', { unique_name: 'players' })
const item0 = post('/v3/Lists/queue/Items', { data: { n: 0 } })
const ann = put('/v3/Maps/players/Items/ann', { data: { n: 1 } })

/** What clients ask for of each kind, and what they get. */
export const objectAcceptances: readonly Acceptance[] = [
  {
    title: 'creates a document, whose data does not come back',
    operation: 'documents.create',
    request: post('/v3/Documents', { unique_name: 'order', data: { n: 1 }, ttl: 60 }),
    status: 201,
    body: { ...common, unique_name: 'order', revision: '0', last_event_id: 0, date_expires: later },
  },
  {
    title: 'opens a document with its data',
    operation: 'documents.fetch',
    given: [order],
    request: get('/v3/Documents/order'),
    status: 200,
    body: { ...common, revision: '0', last_event_id: 0, data: { n: 1 } },
  },
  {
    title: 'changes a document of a revision',
    operation: 'documents.update',
    given: [order],
    request: post('/v3/Documents/order', { data: { n: 2 } }, { 'if-match': '0' }),
    status: 200,
    body: { ...common, revision: '1', last_event_id: 1 },
  },
  {
    title: 'removes a document',
    operation: 'documents.delete',
    given: [order],
    request: remove('/v3/Documents/order'),
    status: 204,
    body: {},
  },
  {
    title: 'creates a list',
    operation: 'lists.create',
    request: post('/v3/Lists', { unique_name: 'queue', ttl: 60 }),
    status: 201,
    body: { ...common, revision: '0', last_event_id: -1, date_expires: later },
  },
  {
    title: 'opens a list',
    operation: 'lists.fetch',
    given: [queue, item0],
    request: get('/v3/Lists/queue'),
    status: 200,
    body: { unique_name: 'queue', revision: '1', last_event_id: 0 },
  },
  {
    title: 'sets the time to live of a list',
    operation: 'lists.update',
    given: [queue],
    request: post('/v3/Lists/queue', { ttl: 60 }),
    status: 200,
    body: { revision: '0', date_expires: later },
  },
  {
    title: 'removes a list',
    operation: 'lists.delete',
    given: [queue],
    request: remove('/v3/Lists/queue'),
    status: 204,
    body: {},
  },
  {
    title: 'adds an item to a list',
    operation: 'listItems.create',
    given: [queue],
    request: post('/v3/Lists/queue/Items', { data: { n: 1 }, ttl: 60 }),
    status: 201,
    body: { ...common, index: 0, revision: '0', last_event_id: 0, date_expires: later },
  },
  {
    title: 'reads the items of a list from an index',
    operation: 'listItems.list',
    given: [queue, item0, item0, item0],
    request: get('/v3/Lists/queue/Items?From=1&PageSize=1&Order=asc&HideExpired=true'),
    status: 200,
    body: {
      items: [{ index: 1, data: { n: 0 }, last_event_id: 1 }],
      meta: {
        previous_token: null,
        next_token: expect.stringMatching(/^PT/) as string,
      },
    },
  },
  {
    title: 'reads one item of a list',
    operation: 'listItems.list',
    given: [queue, item0, item0],
    request: get('/v3/Lists/queue/Items?Index=1&HideExpired=true'),
    status: 200,
    body: { items: [{ index: 1 }], meta: { previous_token: null, next_token: null } },
  },
  {
    title: 'reads one item of a list at its own path',
    operation: 'listItems.fetch',
    given: [queue, item0],
    request: get('/v3/Lists/queue/Items/0'),
    status: 200,
    body: { index: 0, data: { n: 0 } },
  },
  {
    title: 'changes an item of a list',
    operation: 'listItems.update',
    given: [queue, item0],
    request: post('/v3/Lists/queue/Items/0', { data: {} }),
    status: 200,
    body: { index: 0, revision: '1', last_event_id: 1 },
  },
  {
    title: 'removes an item of a list, and says the number of that',
    operation: 'listItems.delete',
    given: [queue, item0],
    request: remove('/v3/Lists/queue/Items/0'),
    status: 200,
    body: { index: 0, revision: '1', last_event_id: 1, date_updated: date },
  },
  {
    title: 'creates a map',
    operation: 'maps.create',
    request: post('/v3/Maps', { unique_name: 'players', ttl: 60 }),
    status: 201,
    body: { ...common, revision: '0', last_event_id: -1, date_expires: later },
  },
  {
    title: 'opens a map',
    operation: 'maps.fetch',
    given: [players, ann],
    request: get('/v3/Maps/players'),
    status: 200,
    body: { unique_name: 'players', revision: '1', last_event_id: 0 },
  },
  {
    title: 'opens a map with its items',
    operation: 'maps.fetch',
    given: [players, ann],
    request: get('/v3/Maps/players?Include=items'),
    status: 200,
    body: { items: [{ key: 'ann', data: { n: 1 } }] },
  },
  {
    title: 'sets the time to live of a map',
    operation: 'maps.update',
    given: [players],
    request: post('/v3/Maps/players', { ttl: 60 }),
    status: 200,
    body: { revision: '0', date_expires: later },
  },
  {
    title: 'removes a map',
    operation: 'maps.delete',
    given: [players],
    request: remove('/v3/Maps/players'),
    status: 204,
    body: {},
  },
  {
    title: 'adds an item to a map by its key',
    operation: 'mapItems.create',
    given: [players],
    request: post('/v3/Maps/players/Items', { key: 'ann', data: {} }),
    status: 201,
    body: { ...common, key: 'ann', revision: '0', last_event_id: 0 },
  },
  {
    title: 'sets an item that is new',
    operation: 'mapItems.set',
    given: [players],
    request: put('/v3/Maps/players/Items/a%2Fb', { data: {}, ttl: 60 }),
    status: 201,
    body: { ...common, key: 'a/b', revision: '0', date_expires: later },
  },
  {
    title: 'sets an item that is there',
    operation: 'mapItems.set',
    given: [players, ann],
    request: put('/v3/Maps/players/Items/ann', { data: {} }, { 'if-match': '0' }),
    status: 200,
    body: { key: 'ann', revision: '1', last_event_id: 1 },
  },
  {
    title: 'sets an item that must not be there',
    operation: 'mapItems.set',
    given: [players],
    request: put('/v3/Maps/players/Items/ann', { data: {} }, { 'if-match': '-1' }),
    status: 201,
    body: { key: 'ann' },
  },
  {
    title: 'reads one item of a map',
    operation: 'mapItems.list',
    given: [players, ann],
    request: get('/v3/Maps/players/Items?Key=ann&HideExpired=true'),
    status: 200,
    body: { items: [{ key: 'ann', data: { n: 1 } }], meta: { next_token: null } },
  },
  {
    title: 'reads no item of a map that is not there',
    operation: 'mapItems.list',
    given: [players, ann],
    request: get('/v3/Maps/players/Items?Key=bob&HideExpired=true'),
    status: 200,
    body: { items: [], meta: { next_token: null } },
  },
  {
    title: 'reads one item of a map at its own path',
    operation: 'mapItems.fetch',
    given: [players, ann],
    request: get('/v3/Maps/players/Items/ann'),
    status: 200,
    body: { key: 'ann', data: { n: 1 } },
  },
  {
    title: 'sets the time to live of an item of a map',
    operation: 'mapItems.update',
    given: [players, ann],
    request: post('/v3/Maps/players/Items/ann', { ttl: 60 }),
    status: 200,
    body: { key: 'ann', revision: '1', date_expires: later },
  },
  {
    title: 'removes an item of a map, and says the number of that',
    operation: 'mapItems.delete',
    given: [players, ann],
    request: remove('/v3/Maps/players/Items/ann'),
    status: 200,
    body: { key: 'ann', revision: '1', last_event_id: 1 },
  },
]

interface Missing {
  readonly path: string
  readonly noun: 'document' | 'list' | 'map'
  readonly prefix: string
  readonly code: number
  readonly message: string
}

const missing: readonly Missing[] = [
  { path: 'Documents', noun: 'document', prefix: 'ET', code: 54100, message: 'Document not found' },
  { path: 'Lists', noun: 'list', prefix: 'ES', code: 54150, message: 'List not found' },
  { path: 'Maps', noun: 'map', prefix: 'MP', code: 54200, message: 'Map not found' },
]

const mismatch = {
  kind: 'map-item-revision-mismatch' as const,
  status: 412,
  code: 54205,
  message: 'The revision of the Map Item does not match the expected revision',
}

/** What the service refuses, in the words of clients. */
export const objectRefusals: readonly Refusal[] = [
  ...missing.flatMap(({ path, noun, prefix, code, message }) => [
    {
      title: `the name of a ${noun} that nobody has`,
      request: get(`/v3/${path}/none`),
      kind: `${noun}-not-found` as const,
      status: 404,
      code: 54300,
      message: 'Unique name not found',
    },
    {
      title: `the SID of a ${noun} that nobody has`,
      request: post(`/v3/${path}/${some(prefix)}`, { ttl: 1 }),
      kind: `${noun}-not-found` as const,
      status: 404,
      code,
      message,
    },
  ]),
  {
    title: 'an item of a list that is not there',
    given: [queue],
    request: post('/v3/Lists/queue/Items/0', { data: {} }, { 'if-match': '0' }),
    kind: 'list-item-not-found',
    status: 404,
    code: 54151,
    message: 'Item not found',
  },
  {
    title: 'an item of a map that is not there',
    given: [players],
    request: remove('/v3/Maps/players/Items/ann'),
    kind: 'map-item-not-found',
    status: 404,
    code: 54201,
    message: 'Item not found',
  },
  {
    title: 'a key in use',
    given: [players, ann],
    request: post('/v3/Maps/players/Items', { key: 'ann', data: {} }),
    kind: 'key-taken',
    status: 409,
    code: 54208,
    message: 'An Item with given key already exists in the Map',
  },
  {
    title: 'another revision of a document',
    given: [order],
    request: post('/v3/Documents/order', { data: {} }, { 'if-match': '1' }),
    kind: 'document-revision-mismatch',
    status: 412,
    code: 54103,
    message: 'The revision of the Document does not match the expected revision',
  },
  {
    title: 'another revision of an item of a list',
    given: [queue, item0],
    request: post('/v3/Lists/queue/Items/0', { data: {} }, { 'if-match': '1' }),
    kind: 'list-item-revision-mismatch',
    status: 412,
    code: 54155,
    message: 'The revision of the List Item does not match the expected revision',
  },
  {
    title: 'to set another revision of an item of a map',
    given: [players, ann],
    request: put('/v3/Maps/players/Items/ann', { data: {} }, { 'if-match': '1' }),
    ...mismatch,
  },
  {
    // A 404 would tell the SDK that the whole map is gone.
    title: 'to set a revision of an item of a map that is not there',
    given: [players],
    request: put('/v3/Maps/players/Items/ann', { data: {} }, { 'if-match': '0' }),
    ...mismatch,
  },
  {
    title: 'to add an item to a map that is there',
    given: [players, ann],
    request: put('/v3/Maps/players/Items/ann', { data: {} }, { 'if-match': '-1' }),
    ...mismatch,
  },
  {
    title: 'an item of a map without data',
    given: [players, ann],
    request: put('/v3/Maps/players/Items/ann', { ttl: 60 }),
    kind: 'map-item-data-missing',
    status: 400,
    code: 54206,
    message: 'Invalid Map Item data',
  },
  ...['text', 1, [1], true].map((data) => ({
    title: `the data ${JSON.stringify(data)} of a document`,
    request: post('/v3/Documents', { data }),
    kind: 'data-invalid' as const,
    status: 400,
    code: 54008,
    message: 'Invalid request body: the type of one of the attributes is invalid',
  })),
]
