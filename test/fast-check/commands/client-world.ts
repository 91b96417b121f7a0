import twilio from 'twilio'
import { createFakeSync } from '../../../src/core.ts'
import type { ClientReal } from '../../../src/fast-check/commands/client.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'

/** What a run of commands starts from. */
export interface ClientWorld {
  readonly model: StreamModel
  readonly real: ClientReal
}

const sync = createFakeSync()
const { syncStreams } = twilio(`AC${'1'.repeat(32)}`, 'token', {
  httpClient: sync.httpClient,
}).sync.v1.services('default')

/** A fresh fake with a twilio client. */
export function clientWorld(): ClientWorld {
  sync.reset()
  return { model: new StreamModel(sync), real: { sync, syncStreams } }
}
