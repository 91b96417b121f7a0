import twilio from 'twilio'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import type { Connect } from '../contract.ts'

/** Twilio clients whose HTTP client goes over a `fetch`, which is the fake's. */
export const connectByFetch: Connect = (options) => {
  const sync = createFakeSync(options)
  return {
    sync,
    client: ({ username, password, ...rest }) =>
      twilio(username, password, { ...rest, httpClient: new FetchClient(sync.fetch) }),
    close: () => sync.uninstall(),
  }
}

type RequestOptions = Parameters<twilio.RequestClient['request']>[0]

interface Answer<Body> {
  readonly statusCode: number
  readonly body: Body
  readonly headers: object
}

class FetchClient extends twilio.RequestClient {
  readonly #fetch: FakeSync['fetch']

  constructor(fetch: FakeSync['fetch']) {
    super()
    this.#fetch = fetch
  }

  override async request<Body>(options: RequestOptions): Promise<Answer<Body>> {
    const { method, uri, username = '', password = '', params = {}, data, headers = {} } = options
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    const query = encodeForm(params)
    const response = await this.#fetch(query === '' ? uri : `${uri}?${query}`, {
      method,
      headers: { ...(headers as Record<string, string>), authorization: `Basic ${credentials}` },
      body: data === undefined ? null : new URLSearchParams(encodeForm(data as object)),
    })
    const text = await response.text()
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: read(text) as Body,
    }
  }
}

function encodeForm(fields: object): string {
  const pairs = Object.entries(fields).map(([name, value]) => [name, String(value)])
  return new URLSearchParams(pairs).toString()
}

/** As axios does: anything that is not JSON stays a string. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
