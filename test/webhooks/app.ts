import twilio from 'twilio'
import { createFakeSync, FakeClock, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'
import { account } from '../rest/cases.ts'

export const authToken = 'the auth token'
export const webhookUrl = 'https://app.example.com/sync?tenant=7'

/** What an app has received. */
export interface Received {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  /** Whether `twilio.validateRequest` accepts it. */
  readonly isValid: boolean
}

/** An app that receives webhooks as a function. */
export interface App {
  readonly received: Received[]
  /** The types of the events that have arrived, in order. */
  readonly events: () => string[]
  readonly webhooks: (request: Request) => Promise<Response>
}

/** An app that validates what it receives, and then does what it is given to do. */
export function newApp(handle: (received: Received) => unknown = () => undefined): App {
  const received: Received[] = []
  return {
    received,
    events: () => received.map(({ params }) => params['EventType'] ?? ''),
    async webhooks(request) {
      const params = Object.fromEntries(new URLSearchParams(await request.text()))
      const signature = request.headers.get('x-twilio-signature') ?? ''
      const isValid = twilio.validateRequest(authToken, signature, request.url, params)
      const one = { request, params, isValid }
      received.push(one)
      const response = await handle(one)
      return response instanceof Response ? response : new Response(null, { status: 204 })
    },
  }
}

/** Makes a fake whose default service has a webhook, set over REST. */
export function openFake(
  options: FakeSyncOptions = {},
  settings: Readonly<Record<string, string>> = { WebhooksFromRestEnabled: 'true' },
): FakeSync {
  const sync = createFakeSync({ clock: new FakeClock('2026-01-01'), ...options })
  setWebhook(sync, settings)
  return sync
}

/** Sets the webhook of the default service over REST, in the name of the account. */
export function setWebhook(
  sync: FakeSync,
  settings: Readonly<Record<string, string>> = {},
  url: string = webhookUrl,
): void {
  const { status } = sync.handle({
    method: 'POST',
    url: 'https://sync.twilio.com/v1/Services/default',
    headers: { authorization: `Basic ${btoa(`${account}:${authToken}`)}` },
    body: new URLSearchParams({ WebhookUrl: url, ...settings }).toString(),
  })
  if (status !== 200) throw new Error(`found ${status}, expected 200`)
}
