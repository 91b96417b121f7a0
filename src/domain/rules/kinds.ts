import type { Failure } from './failure.ts'
import type { SidPrefix } from './sid.ts'

/** What tells the objects of one kind from those of others. */
export interface Kind<Prefix extends SidPrefix = SidPrefix> {
  readonly prefix: Prefix
  /** What an object is called in error messages, and by the SDK. */
  readonly noun: string
  /** The part of a path that names the kind. */
  readonly segment: string
  /** The failure of a call for an object that is not there. */
  readonly notFound: (service: string, key: string) => Failure
}

/** The names of the kinds of objects, with the prefixes of their SIDs (documented). */
interface PrefixByKind {
  readonly streams: 'TO'
  readonly documents: 'ET'
  readonly lists: 'ES'
  readonly maps: 'MP'
}

/** The name of a kind of objects. */
export type KindName = keyof PrefixByKind

/** The kinds of objects. */
export const kinds: { readonly [Name in KindName]: Kind<PrefixByKind[Name]> } = {
  streams: {
    prefix: 'TO',
    noun: 'stream',
    segment: 'Streams',
    notFound: (service, stream) => ({ kind: 'stream-not-found', service, stream }),
  },
  documents: {
    prefix: 'ET',
    noun: 'document',
    segment: 'Documents',
    notFound: (service, document) => ({ kind: 'document-not-found', service, document }),
  },
  lists: {
    prefix: 'ES',
    noun: 'list',
    segment: 'Lists',
    notFound: (service, list) => ({ kind: 'list-not-found', service, list }),
  },
  maps: {
    prefix: 'MP',
    noun: 'map',
    segment: 'Maps',
    notFound: (service, map) => ({ kind: 'map-not-found', service, map }),
  },
}
