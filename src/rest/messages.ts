import { SyncError } from '../domain/failure.ts'
import { parseJson } from '../domain/json.ts'
import { measureMessage } from '../domain/validate.ts'
import type { Call } from '../api/operation.ts'
import { messageBody } from './serialize.ts'

export function createMessage({ services, parameters, form }: Call): object {
  const { streams } = services.fetch(parameters.serviceSid)
  // Assumed: a missing stream is reported before bad data.
  const { sid } = streams.fetch(parameters.streamSid)
  return messageBody(streams.publish(sid, readData(form.text('Data'))))
}

/** Returns the bytes of the message a call would publish; 0 if it is not JSON. */
export function messageSize({ form }: Call): number {
  return measureMessage(parseJson(form.text('Data') ?? '')).bytes
}

/** Refuses only what is not JSON; the store refuses what is not an object. */
function readData(text: string | undefined): object {
  const data = text === undefined ? null : parseJson(text)
  if (data === undefined) throw new SyncError({ kind: 'data-invalid' })
  return data as object
}
