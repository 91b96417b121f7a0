import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from './support/pages.ts'

it('npm run demo tells the same story every time', async () => {
  const demo = join(root, 'bench/demo.js')
  const { stdout } = await promisify(execFile)(process.execPath, [demo])
  expect(stdout).toMatchInlineSnapshot(`
    "
    1. The server creates a stream for a minute; alice opens it by the SDK, and hears
       alice hears: { order: 1, state: 'paid' }
       refused: 409 / 54301 Unique name already exists
       refused: 413 / 54006 Request entity too large

    2. A message is lost on its way to alice: Twilio guarantees no delivery
       alice hears: { order: 3, state: 'paid' }
       published: [ 1, 2, 3 ]

    3. 120 more streams, and a list that the client follows page by page
       listed: 121
       pages requested: 3

    4. A minute passes, because the test says so
       after 59 s: 'orders'
       alice hears: 'removed'
       refused: 404 / 20404 The requested resource /Services/default/Streams/orders was not found

    5. Two callers change an item of a Map at once; the app says which revision it has read
       refused: 412 / 54205 The revision of the Map Item does not match the expected revision
       seated: { guests: 1 }

    6. A response is lost after the write, and the app tries again
       failed: ECONNRESET
       refused: 409 / 54301 Unique name already exists
       failed: ECONNRESET
       published: [ 1, 1 ]

    7. The app now fetches what is there already; a search for an order of requests that breaks it
       failed in run: 3
       refused: 404 / 20404 The requested resource /Services/default/Streams/lobby was not found

    8. The same seed and path, the same failure
       replayed with: { seed: 2026, path: '2', endOnFailure: true }
       refused: 404 / 20404 The requested resource /Services/default/Streams/lobby was not found
       streams.create → 409
       streams.delete → 204
       streams.fetch → 404
    "
  `)
})
