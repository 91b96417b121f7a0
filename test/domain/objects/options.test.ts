import { describe, it } from 'vitest'
import { expectMisuse, newWorld, type ObjectWorld } from './object-world.ts'

// Options that the types forbid: those of streams are in `stream-store.options.test.ts`.

interface Method {
  readonly method: string
  readonly call: (world: ObjectWorld, options: never) => unknown
  readonly action: string
  readonly known: string
}

const created = 'uniqueName, ttl, createdBy'
const page = { action: 'read the page', known: 'pageSize, pageToken' }
const itemPage = { ...page, known: 'pageSize, pageToken, order, from, bounds' }
const permission = { action: 'set the permission', known: 'read, write, manage' }
const updatedItem = { action: 'update the item', known: 'data, ttl, collectionTtl, ifMatch' }
const removedItem = { action: 'remove the item', known: 'ifMatch' }

const methods: readonly Method[] = [
  {
    method: 'documents.create',
    call: ({ documents }, options) => documents.create(options),
    action: 'create the document',
    known: `${created}, data`,
  },
  {
    method: 'documents.update',
    call: ({ documents }, options) => documents.update('order', options),
    action: 'update the document',
    known: 'data, ttl, ifMatch',
  },
  {
    method: 'documents.page',
    call: ({ documents }, options) => documents.page(options),
    ...page,
  },
  {
    method: 'documents.permissions.set',
    call: ({ documents }, options) => documents.permissions('order').set('ann', options),
    ...permission,
  },
  {
    method: 'documents.permissions.page',
    call: ({ documents }, options) => documents.permissions('order').page(options),
    ...page,
  },
  {
    method: 'lists.create',
    call: ({ lists }, options) => lists.create(options),
    action: 'create the list',
    known: created,
  },
  {
    method: 'lists.update',
    call: ({ lists }, options) => lists.update('queue', options),
    action: 'update the list',
    known: 'ttl',
  },
  { method: 'lists.page', call: ({ lists }, options) => lists.page(options), ...page },
  {
    method: 'lists.items.create',
    call: ({ lists }, options) => lists.items('queue').create(options),
    action: 'create the item',
    known: 'data, ttl, collectionTtl, createdBy',
  },
  {
    method: 'lists.items.update',
    call: ({ lists }, options) => lists.items('queue').update(0, options),
    ...updatedItem,
  },
  {
    method: 'lists.items.remove',
    call: ({ lists }, options) => lists.items('queue').remove(0, options),
    ...removedItem,
  },
  {
    method: 'lists.items.page',
    call: ({ lists }, options) => lists.items('queue').page(options),
    ...itemPage,
  },
  {
    method: 'maps.create',
    call: ({ maps }, options) => maps.create(options),
    action: 'create the map',
    known: created,
  },
  {
    method: 'maps.update',
    call: ({ maps }, options) => maps.update('players', options),
    action: 'update the map',
    known: 'ttl',
  },
  { method: 'maps.page', call: ({ maps }, options) => maps.page(options), ...page },
  {
    method: 'maps.items.create',
    call: ({ maps }, options) => maps.items('players').create(options),
    action: 'create the item',
    known: 'key, data, ttl, collectionTtl, createdBy',
  },
  {
    method: 'maps.items.set',
    call: ({ maps }, options) => maps.items('players').set('ann', options),
    action: 'set the item',
    known: 'data, ttl, collectionTtl, ifMatch',
  },
  {
    method: 'maps.items.update',
    call: ({ maps }, options) => maps.items('players').update('ann', options),
    ...updatedItem,
  },
  {
    method: 'maps.items.remove',
    call: ({ maps }, options) => maps.items('players').remove('ann', options),
    ...removedItem,
  },
  {
    method: 'maps.items.page',
    call: ({ maps }, options) => maps.items('players').page(options),
    ...itemPage,
  },
]

describe.each(methods)('$method', ({ call, action, known }) => {
  it('refuses an option that it does not have', () => {
    const world = worldWithObjects()
    const expected = known.includes(',') ? `any of ${known}` : known
    expectMisuse(
      world,
      () => call(world, { other: 1 } as never),
      `Cannot ${action}: found the unknown option other, expected ${expected}`,
    )
  })

  it.each([5, null, [], 'data'])('refuses %j, which is no options', (found) => {
    const world = worldWithObjects()
    expectMisuse(
      world,
      () => call(world, found as never),
      `Cannot ${action}: found ${JSON.stringify(found)} for the options, expected an object`,
    )
  })
})

it.each(methods.filter(({ known }) => known.includes('createdBy')))(
  '$method refuses a creator that is no string',
  ({ call, action }) => {
    const world = worldWithObjects()
    expectMisuse(
      world,
      () => call(world, { createdBy: 5 } as never),
      `Cannot ${action}: found 5 for createdBy, expected a string`,
    )
  },
)

function worldWithObjects(): ObjectWorld {
  const world = newWorld()
  world.documents.create({ uniqueName: 'order' })
  world.lists.create({ uniqueName: 'queue' })
  world.maps.create({ uniqueName: 'players' })
  world.lists.items('queue').create({ data: {} })
  world.maps.items('players').create({ key: 'ann', data: {} })
  return world
}
