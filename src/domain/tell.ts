import { callEach } from './call-each.ts'
import { SyncError } from './failure.ts'
import type { StreamEvent } from './records.ts'

/** Hears what happens to one Stream. */
export type StreamListener = (event: StreamEvent) => void

/** Tells every listener, even when some throw. Whoever subscribes or undoes meanwhile changes nothing. */
export function tell(listeners: ReadonlySet<StreamListener> | undefined, event: StreamEvent): void {
  if (listeners !== undefined)
    callEach([...listeners].map((listen) => () => callOne(listen, event)))
}

/** A refusal that a listener met itself must not pass for the answer to what it heard of. */
function callOne(listen: StreamListener, event: StreamEvent): void {
  try {
    listen(event)
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause
    throw new Error(`A subscriber of ${event.stream.sid} threw: ${cause.message}`, { cause })
  }
}
