import { describe, expect, it } from 'vitest'
import { createExchange } from '../../src/api/exchange.ts'
import { Journal } from '../../src/api/journal.ts'
import type { SyncRequest } from '../../src/api/message.ts'
import type { Operation } from '../../src/api/operation.ts'
import type { Outcome } from '../../src/api/outcome.ts'
import type { Protocol } from '../../src/api/protocol.ts'
import type { Row } from '../../src/api/route.ts'
import { FakeClock } from '../../src/core.ts'
import { World } from '../../src/domain/world/world.ts'
import { RestProtocol } from '../../src/rest/rest-protocol.ts'

const request = {
  method: 'GET',
  url: 'https://sync.twilio.com/v1/Services/default/Streams/orders',
  headers: { authorization: 'any', 'if-match': '"1"' },
  input: {},
}

describe('createExchange', () => {
  it('takes headers of a request to the operation, and headers of its result to the response', () => {
    const inputs: unknown[] = []
    const operation: Operation<unknown, unknown> = {
      run(input) {
        inputs.push(input)
        return { revision: '2' }
      },
    }
    const row: Row<unknown, unknown> = {
      method: 'GET',
      path: '/v1/Services/{service}/Streams/{object}',
      status: 200,
      read: ({ parameters, headers }) => ({
        key: parameters.object,
        ifMatch: headers['if-match'],
      }),
      write: (result) => ({ result }),
      headers: () => ({ etag: '"2"' }),
    }
    const { exchange } = withRoute(row, operation)
    expect(exchange(request)).toMatchObject({
      response: {
        status: 200,
        headers: { etag: '"2"', 'content-type': 'application/json;charset=utf-8' },
        body: { result: { revision: '2' } },
      },
    })
    expect(inputs).toEqual([{ key: 'orders', ifMatch: '"1"' }])
  })
})

/** An exchange in which every request leads to one route. */
function withRoute(
  row: Row<unknown, unknown>,
  operation: Operation<unknown, unknown>,
): { readonly exchange: (request: SyncRequest) => Outcome } {
  const clock = new FakeClock()
  const rest = new RestProtocol(new World({ clock }), () => `AC${'1'.repeat(32)}`)
  const route = { ...row, name: 'streams.fetch', operation } as const
  const protocol: Protocol = {
    identify: (from) => rest.identify(from),
    match: (method, path) => ({ ...rest.match(method, path), route }),
    via: rest.via,
    codeOf: (error) => rest.codeOf(error),
    respond: (line, reply) => rest.respond(line, reply),
    refusalBody: (line, error) => rest.refusalBody(line, error),
    errorBody: (error) => rest.errorBody(error),
  }
  const exchange = createExchange({ clock, journal: new Journal(10), plan: () => ({ delay: 0 }) })
  return { exchange: (asked) => exchange(asked, protocol) }
}
