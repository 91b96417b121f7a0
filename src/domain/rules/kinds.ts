import type { Failure } from './failure.ts'
import type { SidPrefix } from './sid.ts'

/** What tells the objects of one kind from those of others. */
export interface Kind<Prefix extends SidPrefix = SidPrefix> {
  readonly prefix: Prefix
  /** What an object is called in error messages. */
  readonly noun: string
  /** The failure of a call for an object that is not there. */
  readonly notFound: (service: string, key: string) => Failure
}

/** The kinds of objects. */
export const kinds: { readonly streams: Kind<'TO'> } = {
  streams: {
    prefix: 'TO',
    noun: 'stream',
    notFound: (service, stream) => ({ kind: 'stream-not-found', service, stream }),
  },
}
