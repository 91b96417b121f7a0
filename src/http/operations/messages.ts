import { SyncError } from '../../domain/failure.ts'
import { parseJson } from '../../domain/json.ts'
import { measureMessage } from '../../domain/validate.ts'
import type { Call } from '../operation.ts'
import { messageBody } from '../serialize.ts'

export function createMessage({ services, parameters, form }: Call): object {
  const { streams } = services.fetch(parameters.serviceSid)
  // Assumed: that the stream is missing is said before that the data is bad.
  const { sid } = streams.fetch(parameters.streamSid)
  return messageBody(streams.publish(sid, readData(form.text('Data'))))
}

/** The bytes of the message that a call is to publish; 0 when it is no JSON. */
export function messageSize({ form }: Call): number {
  return measureMessage(parseJson(form.text('Data') ?? '')).bytes
}

/** The store refuses what is no object; here only text that is no JSON. */
function readData(text: string | undefined): object {
  const data = text === undefined ? null : parseJson(text)
  if (data === undefined) throw new SyncError({ kind: 'data-invalid' })
  return data as object
}
