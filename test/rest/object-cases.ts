import {
  type Acceptance,
  absent,
  accepted,
  get,
  jsonOf,
  type Parameters,
  post,
  type Refusal,
  refused,
  remove,
  tokenOf,
  type WireCase,
  type WireRequest,
} from './cases.ts'

export const documents = '/v1/Services/default/Documents'
export const lists = '/v1/Services/default/Lists'
export const maps = '/v1/Services/default/Maps'
export const order = '/v1/Services/default/Documents/order-7'
export const queue = '/v1/Services/default/Lists/queue'
export const queueItems = '/v1/Services/default/Lists/queue/Items'
export const players = '/v1/Services/default/Maps/players'
export const playerItems = '/v1/Services/default/Maps/players/Items'

const createOrder = post(documents, { UniqueName: 'order-7', Data: '{"state":"new"}' })
const createQueue = post(lists, { UniqueName: 'queue' })
const createPlayers = post(maps, { UniqueName: 'players' })
const push = post(queueItems, { Data: '{"n":1}' })
const addAnn = post(playerItems, { Key: 'ann', Data: '{"score":1}' })

/** Objects of each kind and a request that creates them, which `players` and so on then address. */
const objects = [
  { noun: 'document', list: documents, path: order, create: createOrder },
  { noun: 'list', list: lists, path: queue, create: createQueue },
  { noun: 'map', list: maps, path: players, create: createPlayers },
] as const

/** Items of each kind, after the requests that create one. */
const items = [
  {
    noun: 'list item',
    list: queueItems,
    path: `${queueItems}/0`,
    given: [createQueue, push],
    add: (form: Fields) => post(queueItems, form),
  },
  {
    noun: 'map item',
    list: playerItems,
    path: `${playerItems}/ann`,
    given: [createPlayers, addAnn],
    add: (form: Fields) => post(playerItems, { Key: 'bob', ...form }),
  },
] as const

type Fields = Readonly<Record<string, string>>

/** What is written with data, and has a revision: documents and items. */
const written = [{ noun: 'document', path: order, given: [createOrder] } as const, ...items]

const nothing = '0'.repeat(32)

const badTtls = ['-1', '1.5', 'abc', '31536001', ' 60']
const badData = ['', 'hi', '"hi"', '5', 'true', '[]', '{']
const tooLarge = {
  kind: 'data-too-large',
  status: 413,
  code: 54006,
  message: 'Request entity too large',
} as const

/** The failures whose codes and texts differ by what is written. */
const byNoun = {
  document: {
    mismatch: { kind: 'document-revision-mismatch', code: 54103, what: 'Document' },
    missing: { kind: 'document-data-missing', code: 54101 },
  },
  'list item': {
    mismatch: { kind: 'list-item-revision-mismatch', code: 54155, what: 'List Item' },
    missing: { kind: 'list-item-data-missing', code: 54156 },
  },
  'map item': {
    mismatch: { kind: 'map-item-revision-mismatch', code: 54205, what: 'Map Item' },
    missing: { kind: 'map-item-data-missing', code: 54206 },
  },
} as const

/** The rows of the error table that Documents, Lists, Maps, items and permissions have. */
export const objectRefusals: readonly Refusal[] = [
  ...absences('document-not-found', documents, [
    ['by name', get(order)],
    ['by SID', get(`${documents}/ET${nothing}`)],
    ['by the SID of a list', get(`${documents}/ES${nothing}`)],
    ['to update', post(order, { Data: '{}' })],
    ['to remove', remove(order)],
    ['before a bad If-Match', { ...post(order, { Data: '{}' }), ifMatch: '' }],
    ['before bad data', post(order, { Data: '[]' })],
    ['before too much data', post(order, { Data: jsonOf(16_385) })],
    ['before an empty update', post(order)],
    ['for a list of permissions', get(`${order}/Permissions`, { PageSize: '0' })],
    ['for a permission', get(`${order}/Permissions/bob`)],
    ['to grant', post(`${order}/Permissions/bob`, { Read: 'maybe' })],
    ['to revoke', remove(`${order}/Permissions/bob`)],
  ]),
  ...absences('list-not-found', lists, [
    ['by name', get(queue)],
    ['by SID', get(`${lists}/ES${nothing}`)],
    ['to update', post(queue, { Ttl: '-1' })],
    ['to remove', remove(queue)],
    ['for items', get(queueItems, { Order: 'up' })],
    ['to add to, before bad data', post(queueItems, { Data: '[]' })],
    ['for an item, before a bad index', get(`${queueItems}/first`)],
    ['for an item to update', { ...post(`${queueItems}/0`, { Data: '{}' }), ifMatch: 'x' }],
    ['for an item to remove', remove(`${queueItems}/0`)],
    ['for a permission', get(`${queue}/Permissions/bob`)],
  ]),
  ...absences('map-not-found', maps, [
    ['by name', get(players)],
    ['by SID', get(`${maps}/MP${nothing}`)],
    ['to update', post(players, { Ttl: '-1' })],
    ['to remove', remove(players)],
    ['for items', get(playerItems, { Bounds: 'none' })],
    ['to add to, before a bad key', post(playerItems, { Key: '', Data: '{}' })],
    ['for an item', get(`${playerItems}/ann`)],
    ['for an item to update', { ...post(`${playerItems}/ann`, { Data: '{}' }), ifMatch: 'x' }],
    ['for an item to remove', remove(`${playerItems}/ann`)],
    ['for a permission', get(`${players}/Permissions/bob`)],
  ]),
  ...absences(
    'list-item-not-found',
    queueItems,
    [
      ['that has yet to come', get(`${queueItems}/1`)],
      ['beyond all items', get(`${queueItems}/${'9'.repeat(15)}`)],
      ['to update', post(`${queueItems}/1`, { Data: '{}' })],
      ['to remove', remove(`${queueItems}/1`)],
      ['before another revision', { ...remove(`${queueItems}/1`), ifMatch: '7' }],
      ['before a bad If-Match', { ...post(`${queueItems}/1`, { Data: '{}' }), ifMatch: '' }],
      ['before an empty update', post(`${queueItems}/1`)],
    ],
    [createQueue, push],
  ),
  ...absences(
    'list-item-not-found',
    queueItems,
    [
      ['that was removed', get(`${queueItems}/0`)],
      // One counter for all changes: the removal has number 1.
      ['with the number of a removal', get(`${queueItems}/1`)],
    ],
    [createQueue, push, remove(`${queueItems}/0`)],
  ),
  ...absences(
    'map-item-not-found',
    playerItems,
    [
      ['that was never added', get(`${playerItems}/bob`)],
      ['in other letters', get(`${playerItems}/Ann`)],
      ['with a key that none can have', get(`${playerItems}/${'k'.repeat(321)}`)],
      ['in its percent-encoding', get(`${playerItems}/a%23b%2fc`)],
      ['to update, as there is no upsert', post(`${playerItems}/bob`, { Data: '{}' })],
      ['to remove', remove(`${playerItems}/bob`)],
      ['before another revision', { ...remove(`${playerItems}/bob`), ifMatch: '7' }],
      [
        'before an If-Match for none',
        { ...post(`${playerItems}/bob`, { Data: '{}' }), ifMatch: '-1' },
      ],
      ['before an empty update', post(`${playerItems}/bob`)],
    ],
    [createPlayers, addAnn],
  ),
  ...objects.flatMap(({ noun, path, create }) =>
    absences(
      'permission-not-found',
      path,
      [
        [`for a ${noun} that was never set`, get(`${path}/Permissions/bob`)],
        [`for a ${noun} to revoke`, remove(`${path}/Permissions/bob`)],
        [`for a ${noun} of another identity`, get(`${path}/Permissions/Ann`)],
      ],
      [create, post(`${path}/Permissions/ann`, { Read: 'true' })],
    ),
  ),
  ...absences(
    'path-not-found',
    '',
    [
      ['of the context of a list', get(`${queue}/Context`)],
      ['of items and a slash', post(`${playerItems}/`, { Key: 'a', Data: '{}' })],
      ['of the items of a document', get(`${order}/Items`)],
      ['of a part of an item', get(`${playerItems}/a/b`)],
      ['of a key that cannot be decoded', get(`${playerItems}/50%`)],
      ['of an identity that cannot be decoded', get(`${players}/Permissions/%FF`)],
    ],
    [createQueue, createOrder, createPlayers],
  ),

  ...refused(
    { kind: 'method-not-allowed', status: 405, code: 20004, message: 'Method not allowed' },
    [
      { title: 'PUT of a map item, which clients send', request: put(`${playerItems}/ann`) },
      { title: 'the removal of all maps', request: remove(maps) },
      { title: 'the removal of all items', request: remove(playerItems) },
      { title: 'a permission for nobody', request: post(`${order}/Permissions`, { Read: 'true' }) },
      { title: 'PATCH of a document', request: { method: 'PATCH', path: order } },
    ].map((one) => ({ given: [createPlayers, addAnn], ...one })),
  ),

  ...objects.flatMap(({ noun, list, path, create }) => [
    ...refused(
      { kind: 'name-taken', status: 409, code: 54301, message: 'Unique name already exists' },
      [{ title: `the name of a ${noun} that is taken`, given: [create], request: create }],
    ),
    ...refused(
      {
        kind: 'name-invalid',
        status: 400,
        code: 54302,
        message:
          'Invalid unique name. Expected a string with length 1-320 not matching the SID pattern [A-Z]{2}[a-f0-9]{32}',
      },
      ['', 'n'.repeat(321), `MP${'0a'.repeat(16)}`, `ET${'f9'.repeat(16)}`].map((UniqueName) => ({
        title: `the name "${UniqueName.slice(0, 9)}" for a ${noun}`,
        request: post(list, { UniqueName }),
      })),
    ),
    ...refused({ kind: 'ttl-invalid', status: 400, code: 54011, message: 'Invalid TTL' }, [
      ...badTtls.map((Ttl) => ({
        title: `a new ${noun} with the TTL "${Ttl}"`,
        request: post(list, { Ttl }),
      })),
      ...badTtls.map((Ttl) => ({
        title: `an update of a ${noun} with the TTL "${Ttl}"`,
        given: [create],
        request: post(path, { Ttl }),
      })),
    ]),
    ...refused(
      { kind: 'identity-invalid', status: 400, code: 54351, message: 'Invalid identity' },
      [
        {
          title: `a permission for a ${noun} with an identity of 257 characters`,
          given: [create],
          request: post(`${path}/Permissions/${'i'.repeat(257)}`, { Read: 'true' }),
        },
      ],
    ),
    ...refused(badType('permission-invalid'), [
      ...['Read=maybe', 'Write=1', 'Manage=', 'Read=true&Write=yes'].map((form) => ({
        title: `a permission for a ${noun} with ${form}`,
        given: [create],
        request: post(`${path}/Permissions/bob`, form),
      })),
    ]),
    ...badPages(noun, list, [create]),
    ...badPages(`permission for a ${noun}`, `${path}/Permissions`, [create]),
  ]),

  ...refused({ kind: 'ttl-invalid', status: 400, code: 54011, message: 'Invalid TTL' }, [
    ...[lists, maps].map((list) => ({
      title: `a CollectionTtl of -1 at ${list}`,
      request: post(list, { CollectionTtl: '-1' }),
    })),
    ...items.flatMap(({ noun, path, given, add }) =>
      ['Ttl', 'ItemTtl', 'CollectionTtl'].flatMap((name) => [
        {
          title: `a ${noun} with ${name} of -1`,
          given,
          request: add({ Data: '{}', [name]: '-1' }),
        },
        {
          title: `an update of a ${noun} with ${name} of -1`,
          given,
          request: post(path, { Data: '{}', [name]: '-1' }),
        },
      ]),
    ),
  ]),

  ...refused(
    { kind: 'nothing-to-update', status: 400, code: 54010, message: 'No parameters specified' },
    [
      ...objects.map(({ noun, path, create }) => ({
        title: `an empty update of a ${noun}`,
        given: [create],
        request: post(path),
      })),
      ...items.flatMap(({ noun, path, given }) => [
        { title: `an empty update of a ${noun}`, given, request: post(path) },
        // Documented: it counts together with something to update alone.
        {
          title: `an update of a ${noun} with CollectionTtl alone`,
          given,
          request: post(path, { CollectionTtl: '60' }),
        },
      ]),
      { title: 'a name alone', given: [createOrder], request: post(order, { UniqueName: 'a' }) },
    ],
  ),

  ...written.flatMap(({ noun, path, given }) => [
    ...refused(
      { kind: 'if-match-invalid', status: 400, code: 54003, message: 'Invalid If-Match header' },
      ['', 'A', '0x1', '-1', '"', 'W/', '""', '0,1', 'last'].map((ifMatch) => ({
        title: `an update of a ${noun} with the If-Match '${ifMatch}'`,
        given,
        request: { ...post(path, { Data: '{}' }), ifMatch },
      })),
    ),
    ...refused(
      mismatchOf(noun),
      [
        { title: `an update of a ${noun} of another revision`, ifMatch: '1' },
        { title: `a quoted If-Match for a ${noun}`, ifMatch: '"1"' },
        { title: `a weak If-Match for a ${noun}`, ifMatch: 'W/"a"' },
        { title: `another revision of a ${noun} before bad data`, ifMatch: '1', Data: '[]' },
        {
          title: `another revision of a ${noun} before too much data`,
          ifMatch: '1',
          Data: jsonOf(16_385),
        },
      ].map(({ title, ifMatch, Data = '{}' }) => ({
        title,
        given,
        request: { ...post(path, { Data }), ifMatch },
      })),
    ),
    ...refused(mismatchOf(noun), [
      {
        title: `another revision of a ${noun} before an empty update`,
        given,
        request: { ...post(path), ifMatch: '1' },
      },
      {
        title: `the revision of a ${noun} from before an update`,
        given: [...given, post(path, { Data: '{}' })],
        request: { ...post(path, { Data: '{}' }), ifMatch: '0' },
      },
    ]),
    ...refused(badType('data-invalid'), [
      ...badData.map((Data) => ({
        title: `an update of a ${noun} with the data ${Data || 'empty'}`,
        given,
        request: post(path, { Data }),
      })),
    ]),
    ...refused(tooLarge, [
      {
        title: `an update of a ${noun} with 16 385 bytes`,
        given,
        request: post(path, { Data: jsonOf(16_385) }),
      },
    ]),
    ...refused(missingData(noun), [
      { title: `an update of a ${noun} with null`, given, request: post(path, { Data: 'null' }) },
    ]),
  ]),

  ...refused(
    badType('data-invalid'),
    badData.map((Data) => ({
      title: `a new document with the data ${Data || 'empty'}`,
      request: post(documents, { Data }),
    })),
  ),
  ...refused(tooLarge, [
    { title: 'a new document of 16 385 bytes', request: post(documents, { Data: jsonOf(16_385) }) },
    {
      title: 'a new document of 16 385 bytes in fewer characters',
      request: post(documents, { Data: jsonOf(16_385, '☃') }),
    },
  ]),
  ...refused(missingData('document'), [
    { title: 'a new document with null', request: post(documents, { Data: 'null' }) },
  ]),

  ...items.flatMap(({ noun, list, path, given, add }) => [
    ...refused(
      badType('data-invalid'),
      badData.map((Data) => ({
        title: `a new ${noun} with the data ${Data || 'empty'}`,
        given,
        request: add({ Data }),
      })),
    ),
    ...refused(tooLarge, [
      { title: `a new ${noun} of 16 385 bytes`, given, request: add({ Data: jsonOf(16_385) }) },
    ]),
    ...refused(missingData(noun), [
      { title: `a new ${noun} without data`, given, request: add({}) },
      { title: `a new ${noun} with null`, given, request: add({ Data: 'null' }) },
    ]),
    ...refused(mismatchOf(noun), [
      {
        title: `the removal of a ${noun} of another revision`,
        given,
        request: { ...remove(path), ifMatch: '1' },
      },
    ]),
    ...refused(
      { kind: 'if-match-invalid', status: 400, code: 54003, message: 'Invalid If-Match header' },
      [
        {
          title: `the removal of a ${noun} with a bad If-Match`,
          given,
          request: { ...remove(path), ifMatch: 'A' },
        },
      ],
    ),
    ...refused(
      { kind: 'order-invalid', status: 400, code: 54451, message: 'Invalid Order' },
      ['', 'ASC', 'up', 'asc,desc'].map((Order) => ({
        title: `${noun}s in the order "${Order}"`,
        given,
        request: get(list, { Order }),
      })),
    ),
    ...refused(
      { kind: 'bounds-invalid', status: 400, code: 54452, message: 'Invalid Bounds' },
      ['', 'Inclusive', 'none'].map((Bounds) => ({
        title: `${noun}s with the bounds "${Bounds}"`,
        given,
        request: get(list, { Bounds }),
      })),
    ),
    ...badPages(noun, list, given),
  ]),

  ...refused(
    { kind: 'page-token-invalid', status: 400, code: 54453, message: 'Invalid PageToken' },
    [
      {
        title: 'list items with the token of a map',
        request: get(queueItems, { PageToken: tokenOf({ key: 'ann', direction: 'next' }) }),
      },
      {
        title: 'list items with a token from later on',
        request: get(queueItems, { PageToken: tokenOf({ key: 1, direction: 'next' }) }),
      },
      {
        title: 'map items with the token of a list',
        request: get(playerItems, { PageToken: tokenOf({ key: 0, direction: 'next' }) }),
      },
    ].map((one) => ({ given: [createQueue, push, createPlayers, addAnn], ...one })),
  ),

  ...refused(
    { kind: 'index-invalid', status: 400, code: 54458, message: 'Invalid List Item index' },
    [
      ...['abc', '-1', '1.5', '0x1', '%20', '1e3', '+1', '9'.repeat(400)].flatMap((index) => [
        { title: `the index ${index.slice(0, 9)}`, request: get(`${queueItems}/${index}`) },
        {
          title: `an update at the index ${index.slice(0, 9)}`,
          request: post(`${queueItems}/${index}`, { Data: '{}' }),
        },
        {
          title: `a removal at the index ${index.slice(0, 9)}`,
          request: remove(`${queueItems}/${index}`),
        },
      ]),
      ...['abc', '-1', ''].map((From) => ({
        title: `items from "${From}" on`,
        request: get(queueItems, { From }),
      })),
    ].map((one) => ({ given: [createQueue, push], ...one })),
  ),

  ...refused(
    { kind: 'key-invalid', status: 400, code: 54209, message: 'Invalid Map Item key' },
    [
      { title: 'a map item without a key', request: post(playerItems, { Data: '{}' }) },
      { title: 'an empty key', request: post(playerItems, { Key: '', Data: '{}' }) },
      {
        title: 'a key of 321 characters',
        request: post(playerItems, { Key: 'k'.repeat(321), Data: '{}' }),
      },
    ].map((one) => ({ given: [createPlayers], ...one })),
  ),

  ...refused(
    {
      kind: 'key-taken',
      status: 409,
      code: 54208,
      message: 'An Item with given key already exists in the Map',
    },
    [{ title: 'a key that is taken', given: [createPlayers, addAnn], request: addAnn }],
  ),
  ...refused(badType('data-invalid'), [
    {
      title: 'bad data before a key that is taken',
      given: [createPlayers, addAnn],
      request: post(playerItems, { Key: 'ann', Data: '[]' }),
    },
  ]),
  ...refused({ kind: 'ttl-invalid', status: 400, code: 54011, message: 'Invalid TTL' }, [
    {
      title: 'a bad TTL before a key that is taken',
      given: [createPlayers, addAnn],
      request: post(playerItems, { Key: 'ann', Data: '{}', CollectionTtl: '-1' }),
    },
  ]),
]

/** What is accepted of objects, items and permissions though it lies at an edge. */
export const objectAcceptances: readonly Acceptance[] = [
  ...accepted(
    { what: 'a new document', status: 201, request: (parameters) => post(documents, parameters) },
    [
      [
        'without parameters',
        '',
        { unique_name: null, data: {}, revision: '0', date_expires: null },
      ],
      ['with data', { Data: ' {"a": [1, null]} ' }, { data: { a: [1, null] } }],
      ['of 16 384 bytes', { Data: jsonOf(16_384) }, { data: JSON.parse(jsonOf(16_384)) as object }],
      ['with a TTL', { Ttl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
      ['with an empty TTL', { Ttl: '' }, { date_expires: null }],
      ['with a name of 320 letters', { UniqueName: 'n'.repeat(320) }, { revision: '0' }],
      ['with a CollectionTtl, which it does not have', { CollectionTtl: '-1' }, { revision: '0' }],
    ],
  ),
  ...accepted(
    {
      what: 'an update of a document',
      status: 200,
      given: [post(documents, { UniqueName: 'order-7', Data: '{"a":1}', Ttl: '60' })],
      request: (parameters) => post(order, parameters),
    },
    [
      [
        'with data, which keeps when it expires',
        { Data: '{"b":2}' },
        { data: { b: 2 }, revision: '1', date_expires: '2026-03-04T05:07:07Z' },
      ],
      [
        'with a TTL, which keeps the data',
        { Ttl: '0' },
        { data: { a: 1 }, revision: '1', date_expires: null },
      ],
      ['with the data that it has', { Data: '{"a":1}' }, { data: { a: 1 }, revision: '1' }],
    ],
  ),
  ...[lists, maps].flatMap((list) =>
    accepted({ what: `a new one at ${list}`, status: 201, request: (form) => post(list, form) }, [
      ['without parameters', '', { unique_name: null, revision: '0', date_expires: null }],
      ['with a TTL', { Ttl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
      ['with a CollectionTtl', { CollectionTtl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
      [
        'with both, of which Ttl is ignored',
        { CollectionTtl: '60', Ttl: '-1' },
        { date_expires: '2026-03-04T05:07:07Z' },
      ],
    ]),
  ),
  ...objects.slice(1).flatMap(({ noun, path, create }) =>
    accepted(
      {
        what: `an update of a ${noun}`,
        status: 200,
        given: [create],
        request: (form) => post(path, form),
      },
      [
        [
          'with a TTL, which is no change of its items',
          { Ttl: '60' },
          { revision: '0', date_expires: '2026-03-04T05:07:07Z' },
        ],
        ['with a CollectionTtl', { CollectionTtl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
        ['with a CollectionTtl of 0', { CollectionTtl: '0', Ttl: '9' }, { date_expires: null }],
      ],
    ),
  ),
  ...items.flatMap(({ noun, path, given, add }) => [
    ...accepted(
      { what: `a new ${noun}`, status: 201, given, request: (form) => add(form as Fields) },
      [
        ['with data', { Data: '{}' }, { data: {}, revision: '1', date_expires: null }],
        ['of 16 384 bytes', { Data: jsonOf(16_384) }, { revision: '1' }],
        ['with a TTL', { Data: '{}', Ttl: '60' }, { date_expires: '2026-03-04T05:07:07Z' }],
        [
          'with an ItemTtl',
          { Data: '{}', ItemTtl: '60' },
          { date_expires: '2026-03-04T05:07:07Z' },
        ],
        [
          'with both, of which Ttl is ignored',
          { Data: '{}', ItemTtl: '60', Ttl: '-1' },
          { date_expires: '2026-03-04T05:07:07Z' },
        ],
        [
          'with a CollectionTtl, which is not its own',
          { Data: '{}', CollectionTtl: '60' },
          { date_expires: null },
        ],
      ],
    ),
    ...accepted(
      { what: `an update of a ${noun}`, status: 200, given, request: (form) => post(path, form) },
      [
        ['with data', { Data: '{"b":2}' }, { data: { b: 2 }, revision: '1', created_by: 'system' }],
        [
          'with a TTL alone',
          { ItemTtl: '60' },
          { revision: '1', date_expires: '2026-03-04T05:07:07Z' },
        ],
        [
          'with the alias of it',
          { Ttl: '60' },
          { revision: '1', date_expires: '2026-03-04T05:07:07Z' },
        ],
      ],
    ),
    {
      title: `the removal of a ${noun}`,
      given,
      request: remove(path),
      status: 204 as const,
      body: undefined,
    },
  ]),
  ...written.flatMap(({ noun, path, given }) =>
    ['0', '"0"', 'W/"0"', '*'].map((ifMatch): Acceptance => ({
      title: `an update of a ${noun} with the If-Match ${ifMatch}`,
      given,
      request: { ...post(path, { Data: '{}' }), ifMatch },
      status: 200,
      body: { revision: '1', data: {} },
    })),
  ),
  ...objects.flatMap(({ noun, path, create }): Acceptance[] => [
    {
      title: `the removal of a ${noun}, whatever If-Match says`,
      given: [create],
      request: { ...remove(path), ifMatch: '7' },
      status: 204,
      body: undefined,
    },
    ...accepted(
      {
        what: `a permission for a ${noun}`,
        status: 200,
        given: [create],
        request: (parameters) => post(`${path}/Permissions/bob`, parameters),
      },
      [
        [
          'with all rights',
          'Read=true&Write=TRUE&Manage=True',
          { read: true, write: true, manage: true },
        ],
        ['with one of them', { Write: 'true' }, { read: false, write: true, manage: false }],
        ['without any', '', { identity: 'bob', read: false, write: false, manage: false }],
      ],
    ),
  ]),
]

function badType(kind: Refusal['kind']): Omit<Refusal, keyof WireCase> {
  const message = 'Invalid request body: the type of one of the attributes is invalid'
  return { kind, status: 400, code: 54008, message }
}

function mismatchOf(noun: keyof typeof byNoun): Omit<Refusal, keyof WireCase> {
  const { kind, code, what } = byNoun[noun].mismatch
  const message = `The revision of the ${what} does not match the expected revision`
  return { kind, status: 412, code, message }
}

function missingData(noun: keyof typeof byNoun): Omit<Refusal, keyof WireCase> {
  const { mismatch, missing } = byNoun[noun]
  return { ...missing, status: 400, message: `Invalid ${mismatch.what} data` }
}

/** Page sizes and tokens that no list accepts. */
function badPages(noun: string, list: string, given: readonly WireRequest[]): Refusal[] {
  const size = { kind: 'page-size-invalid', status: 400, code: 54454, message: 'Invalid PageSize' }
  const token = {
    kind: 'page-token-invalid',
    status: 400,
    code: 54453,
    message: 'Invalid PageToken',
  }
  const rowsOf = (name: string, values: readonly string[]): WireCase[] =>
    values.map((value) => ({
      title: `a page of each ${noun} with the ${name} "${value}"`,
      given,
      request: get(list, { [name]: value } satisfies Parameters),
    }))
  return [
    ...refused(size as Refusal, rowsOf('PageSize', ['0', '1001', 'many', ''])),
    ...refused(
      token as Refusal,
      rowsOf('PageToken', ['', 'PT', 'ann', tokenOf({ key: 0, direction: 'up' })]),
    ),
  ]
}

/** What is not there: the message repeats the path of the request. */
function absences(
  kind: Refusal['kind'],
  where: string,
  cases: readonly (readonly [title: string, request: WireRequest])[],
  given: readonly WireRequest[] = [],
): Refusal[] {
  return absent(
    kind,
    cases.map(([title, request]) => ({
      title: `${kind} ${title}, at ${where || 'a path'}`,
      given,
      request,
      resource: request.path.replace('/v1', ''),
    })),
  )
}

function put(path: string): WireRequest {
  return { method: 'PUT', path, form: { Data: '{}' } }
}
