import type { Call } from '../api/operation.ts'
import { pageBody, readPageOptions } from './paging.ts'
import { streamBody } from './serialize.ts'

export function createStream({ form, ...call }: Call): object {
  const service = call.services.fetch(call.parameters.serviceSid)
  const stream = service.streams.create({
    uniqueName: form.text('UniqueName'),
    ttl: form.integerOrEmpty('Ttl'),
  })
  return streamBody(stream, service, call)
}

export function fetchStream(call: Call): object {
  const service = call.services.fetch(call.parameters.serviceSid)
  return streamBody(service.streams.fetch(call.parameters.streamSid), service, call)
}

export function updateStream({ form, ...call }: Call): object {
  const service = call.services.fetch(call.parameters.serviceSid)
  const ttl = form.integerOrEmpty('Ttl')
  return streamBody(service.streams.update(call.parameters.streamSid, { ttl }), service, call)
}

export function deleteStream({ services, parameters }: Call): undefined {
  services.fetch(parameters.serviceSid).streams.remove(parameters.streamSid)
}

export function listStreams(call: Call): object {
  const service = call.services.fetch(call.parameters.serviceSid)
  const { streams, ...page } = service.streams.page(readPageOptions(call.query))
  const url = `${call.origin}/v1/Services/${service.sid}/Streams`
  const bodies = streams.map((stream) => streamBody(stream, service, call))
  return pageBody('streams', bodies, { url, page, query: call.query })
}
