import { system } from '../rules/actor.ts'
import type {
  DocumentState,
  ListItem,
  ListState,
  MapItem,
  MapState,
  Permission,
  Stream,
  StreamMessage,
  StreamState,
  SyncDocument,
  SyncItem,
  SyncList,
  SyncMap,
} from '../rules/records.ts'
import { numberOf } from '../rules/revision.ts'
import { isText } from '../rules/state-shapes.ts'
import {
  boolean,
  data,
  listOf,
  type ObjectRules,
  objectShape,
  once,
  optional,
  orNull,
  type Read,
  refuseState,
  rule,
  shape,
  sid,
  text,
  time,
  whole,
} from '../rules/state-shapes.ts'

const revision: Read<string> = rule(
  'a revision: a whole number in lower-case hex',
  (found): found is string =>
    isText(found) && /^(?:0|[1-9a-f][0-9a-f]*)$/.test(found) && found.length <= 13,
)

const filledText: Read<string> = rule(
  'a string that is not empty',
  (found): found is string => isText(found) && found !== '',
)

const permissions: Read<readonly Permission[]> = ordered(
  shape<Permission>({ identity: filledText, read: boolean, write: boolean, manage: boolean }),
  ({ identity }) => identity,
)

const itemShape: { readonly [Name in keyof SyncItem]: Read<SyncItem[Name]> } = {
  revision,
  data,
  dateCreated: time,
  dateUpdated: time,
  dateExpires: orNull(time),
  createdBy: optional(text, system.identity),
}

/** What a state must hold of streams. */
export const streamRules: ObjectRules<StreamState> = {
  read: shape<StreamState>({
    sequence: whole,
    stream: shape<Stream>(objectShape('TO')),
    messages: listOf(shape<StreamMessage>({ sid: sid('TZ'), data })),
  }),
  noun: 'stream',
  recordOf: ({ stream }) => stream,
}

/** What a state must hold of documents. */
export const documentRules: ObjectRules<DocumentState> = {
  read: shape<DocumentState>({
    sequence: whole,
    document: shape<SyncDocument>({ ...objectShape('ET'), revision, data }),
    permissions,
  }),
  noun: 'document',
  recordOf: ({ document }) => document,
}

/** What a state must hold of lists. */
export const listRules: ObjectRules<ListState> = {
  read: checked(
    shape<ListState>({
      sequence: whole,
      list: shape<SyncList>({ ...objectShape('ES'), revision }),
      items: ordered(shape<ListItem>({ index: whole, ...itemShape }), ({ index }) => index),
      permissions,
    }),
    ({ list, items }, at) => {
      checkItems(items, { revision: list.revision, at })
      for (const [place, { index, revision: last }] of items.entries()) {
        if (index <= numberOf(last)) continue
        const expected = `at most the number of the revision ${last}`
        refuseState(index, { at: `${at}.items[${place}].index`, expected })
      }
    },
  ),
  noun: 'list',
  recordOf: ({ list }) => list,
}

/** What a state must hold of maps. */
export const mapRules: ObjectRules<MapState> = {
  read: checked(
    shape<MapState>({
      sequence: whole,
      map: shape<SyncMap>({ ...objectShape('MP'), revision }),
      items: ordered(shape<MapItem>({ key: filledText, ...itemShape }), ({ key }) => key),
      permissions,
    }),
    ({ map, items }, at) => checkItems(items, { revision: map.revision, at }),
  ),
  noun: 'map',
  recordOf: ({ map }) => map,
}

/** Creates a reader that checks more of what another one has read. */
function checked<Value>(read: Read<Value>, check: (value: Value, at: string) => void): Read<Value> {
  return (found, at) => {
    const value = read(found, at)
    check(value, at)
    return value
  }
}

/** Creates a reader of a list whose items are in the order of their keys, none of which repeats. */
function ordered<Item>(
  read: Read<Item>,
  keyOf: (item: Item) => number | string,
): Read<readonly Item[]> {
  return checked(listOf(read), (items, at) => {
    for (const [place, item] of items.entries()) {
      const before = items[place - 1]
      if (before === undefined || keyOf(before) < keyOf(item)) continue
      refuseState(keyOf(item), { at: `${at}[${place}]`, expected: 'more than the one before it' })
    }
  })
}

/** Every change has a number of its own, below that of the changes that are yet to come. */
function checkItems(
  items: readonly SyncItem[],
  parent: { readonly revision: string; readonly at: string },
): void {
  const change = once('every revision once')
  for (const [place, { revision: found }] of items.entries()) {
    const at = `${parent.at}.items[${place}].revision`
    change(found, at)
    if (numberOf(found) >= numberOf(parent.revision)) {
      refuseState(found, { at, expected: `less than the revision ${parent.revision} of the whole` })
    }
  }
}
