import type { FakeSync } from '../../src/core.ts'
import { rawClient, request } from '../twilsock/raw-client.ts'

/** What `askInVain` asks for: a live query, which clients of the SDK alone can. */
export const notFakedPath = '/v3/Insights/orders/Items'

/** An app that uses what is not faked, and swallows the error. */
export function askInVain(sync: FakeSync, path: string = notFakedPath): void {
  const client = rawClient(sync)
  client.send({ id: 'TM1', method: 'init', token: sync.accessToken({ identity: 'alice' }) })
  client.send({ id: 'TM2', ...request('GET', path) })
  client.peer.closed()
}
