import { shorten } from '../lang/show.ts'
import type { WebhookRecord, WebhookState } from '../webhooks/webhook-record.ts'

/** How many characters of a URL, and of an error, are shown. */
const longestText = 120

const words: Readonly<Record<WebhookState, string>> = {
  unsent: 'not sent, for want of the option webhooks',
  pending: 'on its way',
  answered: 'answered',
  failed: 'failed',
  dropped: 'dropped',
}

/** Describes a webhook: `document_updated by "alice" to https://app.example.com: answered 204`. */
export function describeWebhook(webhook: WebhookRecord): string {
  const { event, identity, url, state, status, error, fault } = webhook
  const outcome = [
    `${words[state]}${status === undefined ? '' : ` ${status}`}`,
    ...(error === undefined ? [] : [shorten(error, longestText)]),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ]
  const by = identity === 'system' ? '' : ` by ${shorten(JSON.stringify(identity), longestText)}`
  return `${event}${by} to ${shorten(url, longestText)}: ${outcome.join(', ')}`
}
