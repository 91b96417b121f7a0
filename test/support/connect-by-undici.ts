import twilio from 'twilio'
import { MockAgent, request } from 'undici'
import { createFakeSync, type FakeSync } from '../../src/core.ts'
import { parseJson } from '../../src/lang/json.ts'
import type { Connect } from '../contract.ts'

/** Twilio clients whose HTTP client goes over undici, and a fake that answers in its MockAgent. */
export const connectByUndici: Connect = (options) => {
  const sync = createFakeSync(options)
  const agent = mockSync(sync)
  return {
    sync,
    client: ({ username, password, ...rest }) =>
      twilio(username, password, { ...rest, httpClient: new UndiciClient(agent) }),
    close: () => sync.uninstall(),
  }
}

/** An agent of undici that reaches a fake at Sync hosts, and nothing elsewhere. */
export function mockSync(sync: FakeSync): MockAgent {
  const agent = new MockAgent()
  agent.disableNetConnect()
  agent
    .get(/^https:\/\/sync\.(?:[\w-]+\.){0,2}twilio\.com$/)
    .intercept({ path: () => true, method: () => true })
    .reply(({ origin = '', path, method, headers, body }) => {
      const answer = sync.handle({
        method,
        url: `${origin}${path}`,
        headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
        body: Buffer.from((body ?? '') as string | Uint8Array).toString(),
      })
      const { status: statusCode, body: data } = answer
      return { statusCode, data, responseOptions: { headers: answer.headers } }
    })
    .persist()
  return agent
}

type RequestOptions = Parameters<twilio.RequestClient['request']>[0]

interface Answer<Body> {
  readonly statusCode: number
  readonly body: Body
  readonly headers: object
}

class UndiciClient extends twilio.RequestClient {
  readonly #agent: MockAgent

  constructor(agent: MockAgent) {
    super()
    this.#agent = agent
  }

  override async request<Body>(options: RequestOptions): Promise<Answer<Body>> {
    const { method, uri, username = '', password = '', params = {}, data = {} } = options
    const given = options.headers as Record<string, string> | undefined
    const query = new URLSearchParams(params as Record<string, string>).toString()
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    const { statusCode, headers, body } = await request(query === '' ? uri : `${uri}?${query}`, {
      method: method.toUpperCase() as 'GET' | 'POST' | 'DELETE',
      headers: { ...given, authorization: `Basic ${credentials}` },
      body: new URLSearchParams(data as Record<string, string>).toString(),
      dispatcher: this.#agent,
    })
    const text = await body.text()
    return { statusCode, headers, body: (parseJson(text) ?? text) as Body }
  }
}
