import { copyJson } from '../domain/json.ts'
import type { Stream, StreamMessage } from '../domain/records.ts'
import type { Service } from '../domain/services.ts'

/** Who sent the request, and where. */
interface Asked {
  readonly accountSid: string
  readonly origin: string
}

/**
 * A Stream as Twilio writes it (documented, field for field). URLs carry SIDs however the stream
 * was addressed (observed).
 */
export function streamBody(
  stream: Stream,
  service: Service,
  { accountSid, origin }: Asked,
): object {
  const url = `${origin}/v1/Services/${service.sid}/Streams/${stream.sid}`
  const created = formatDate(stream.dateCreated)
  return {
    sid: stream.sid,
    unique_name: stream.uniqueName,
    account_sid: accountSid,
    service_sid: service.sid,
    url,
    links: { messages: `${url}/Messages` },
    date_expires: stream.dateExpires === null ? null : formatDate(stream.dateExpires),
    date_created: created,
    date_updated:
      stream.dateUpdated === stream.dateCreated ? created : formatDate(stream.dateUpdated),
    // Observed for everything created through the REST API.
    created_by: 'system',
  }
}

/** A Stream Message as Twilio writes it: these two fields and no more (documented). */
export function messageBody({ sid, data }: StreamMessage): object {
  return { sid, data: copyJson(data) }
}

/** A Service as Twilio writes it (documented, field for field). */
export function serviceBody({ record }: Service, { accountSid, origin }: Asked): object {
  const url = `${origin}/v1/Services/${record.sid}`
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

/** Observed: whole seconds, `2026-01-01T00:00:00Z`. */
function formatDate(time: number): string {
  const date = new Date(time)
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const day = `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`
  return `${day}T${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}Z`
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
