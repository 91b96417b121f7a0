import type { Stream, StreamMessage, StreamState } from '../rules/records.ts'
import {
  data,
  listOf,
  type ObjectRules,
  objectShape,
  shape,
  sid,
  whole,
} from '../rules/state-shapes.ts'

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
