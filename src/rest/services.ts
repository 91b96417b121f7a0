import type { ServiceOptions } from '../domain/services.ts'
import type { Form } from './form.ts'
import type { Call } from '../api/operation.ts'
import { pageBody, readPageOptions } from './paging.ts'
import { serviceBody } from './serialize.ts'

export function createService(call: Call): object {
  return serviceBody(call.services.create(readSettings(call.form)), call)
}

export function fetchService(call: Call): object {
  return serviceBody(call.services.fetch(call.parameters.serviceSid), call)
}

export function updateService(call: Call): object {
  // Assumed, as for streams: a missing service is reported before a bad parameter.
  const { sid } = call.services.fetch(call.parameters.serviceSid)
  return serviceBody(call.services.update(sid, readSettings(call.form)), call)
}

export function deleteService({ services, parameters }: Call): undefined {
  services.remove(parameters.serviceSid)
}

export function listServices(call: Call): object {
  const { services, ...page } = call.services.page(readPageOptions(call.query))
  const url = `${call.origin}/v1/Services`
  const bodies = services.map((service) => serviceBody(service, call))
  return pageBody('services', bodies, { url, page, query: call.query })
}

function readSettings(form: Form): ServiceOptions {
  return {
    friendlyName: form.text('FriendlyName'),
    webhookUrl: form.text('WebhookUrl'),
    webhooksFromRestEnabled: form.boolean('WebhooksFromRestEnabled'),
    reachabilityWebhooksEnabled: form.boolean('ReachabilityWebhooksEnabled'),
    aclEnabled: form.boolean('AclEnabled'),
    reachabilityDebouncingEnabled: form.boolean('ReachabilityDebouncingEnabled'),
    reachabilityDebouncingWindow: form.integer('ReachabilityDebouncingWindow'),
  }
}
