import type { Call, RowsOf } from '../api/route.ts'
import type { ServiceOptions } from '../domain/rules/validate.ts'
import type { Service } from '../domain/world/services.ts'
import { formatDate } from './date.ts'
import { boolean, integer, text } from './fields.ts'
import { pageBody, readPageOptions } from './paging.ts'

const listPath = '/v1/Services'
const servicePath = `${listPath}/{service}`

/** The rows of Services (documented, with their statuses). */
export const serviceRows: RowsOf<'services'> = {
  'services.create': {
    method: 'POST',
    path: listPath,
    status: 201,
    read: readSettings,
    write: serviceBody,
  },
  'services.list': {
    method: 'GET',
    path: listPath,
    status: 200,
    read: ({ query }) => readPageOptions(query),
    write: ({ services, ...page }, call) =>
      pageBody({
        key: 'services',
        items: services.map((one) => serviceBody(one, call)),
        page,
        url: `${call.origin}${listPath}`,
        query: call.query,
      }),
  },
  'services.fetch': {
    method: 'GET',
    path: servicePath,
    status: 200,
    read: ({ parameters }) => parameters,
    write: serviceBody,
  },
  'services.update': {
    method: 'POST',
    path: servicePath,
    status: 200,
    read: (call) => ({ service: call.parameters.service, settings: readSettings(call) }),
    write: serviceBody,
  },
  'services.delete': {
    method: 'DELETE',
    path: servicePath,
    status: 204,
    read: ({ parameters }) => parameters,
  },
}

function readSettings({ input }: Call): ServiceOptions {
  return {
    friendlyName: text(input, 'FriendlyName'),
    webhookUrl: text(input, 'WebhookUrl'),
    webhooksFromRestEnabled: boolean(input, 'WebhooksFromRestEnabled'),
    reachabilityWebhooksEnabled: boolean(input, 'ReachabilityWebhooksEnabled'),
    aclEnabled: boolean(input, 'AclEnabled'),
    reachabilityDebouncingEnabled: boolean(input, 'ReachabilityDebouncingEnabled'),
    reachabilityDebouncingWindow: integer(input, 'ReachabilityDebouncingWindow'),
  }
}

/** A Service as Twilio writes it (documented, field for field). */
function serviceBody({ record }: Service, { accountSid, origin }: Call): object {
  const url = `${origin}${listPath}/${record.sid}`
  return {
    sid: record.sid,
    unique_name: record.uniqueName,
    account_sid: accountSid,
    friendly_name: record.friendlyName,
    date_created: formatDate(record.dateCreated),
    date_updated: formatDate(record.dateUpdated),
    url,
    webhook_url: record.webhookUrl,
    webhooks_from_rest_enabled: record.webhooksFromRestEnabled,
    reachability_webhooks_enabled: record.reachabilityWebhooksEnabled,
    acl_enabled: record.aclEnabled,
    reachability_debouncing_enabled: record.reachabilityDebouncingEnabled,
    reachability_debouncing_window: record.reachabilityDebouncingWindow,
    links: {
      documents: `${url}/Documents`,
      lists: `${url}/Lists`,
      maps: `${url}/Maps`,
      streams: `${url}/Streams`,
    },
  }
}
