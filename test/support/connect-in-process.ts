import { setImmediate } from 'node:timers/promises'
import twilio from 'twilio'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'

/** Twilio clients that hand their requests to the fake itself. */
export const connectInProcess: Connect = (options) => {
  const sync = createFakeSync(options)
  return {
    sync,
    client: ({ username, password, ...rest }) =>
      twilio(username, password, { ...rest, httpClient: new InProcessClient(sync) }),
    close: () => sync.uninstall(),
  }
}

type RequestOptions = Parameters<twilio.RequestClient['request']>[0]

interface Answer<Body> {
  readonly statusCode: number
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
}

class InProcessClient extends twilio.RequestClient {
  readonly #sync: FakeSync

  constructor(sync: FakeSync) {
    super()
    this.#sync = sync
  }

  override async request<Body>(options: RequestOptions): Promise<Answer<Body>> {
    const { method, uri, username = '', password = '', params = {}, data = {} } = options
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    const query = encodeForm(params)
    // As with every transport, the answer comes in a later turn of the event loop.
    await setImmediate()
    const { status, headers, body } = this.#sync.handle({
      method: method.toUpperCase(),
      url: query === '' ? uri : `${uri}?${query}`,
      headers: { authorization: `Basic ${credentials}` },
      body: encodeForm(data as object),
    })
    return { statusCode: status, headers, body: (body && JSON.parse(body)) as Body }
  }
}

function encodeForm(fields: object): string {
  const pairs = Object.entries(fields).map(([name, value]) => [name, String(value)])
  return new URLSearchParams(pairs).toString()
}
