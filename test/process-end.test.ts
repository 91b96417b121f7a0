import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from './support/pages.ts'

// Clients that nobody has shut down: the SDK has timers of its own, and asks again what fails.

/** How a test may leave a fake. Without an answer the SDK asks for ever, or for half a minute. */
const ends = [
  { what: 'nothing else', code: '' },
  { what: 'an uninstall', code: 'sync.uninstall()' },
  {
    what: 'a reset and an uninstall',
    code: 'sync.reset(); await sync.settled(); sync.uninstall()',
  },
  { what: 'a lost connection', code: 'sync.clients[0].drop()' },
  {
    what: 'a lost connection and an uninstall',
    code: 'sync.clients[0].drop(); sync.uninstall()',
  },
].flatMap((end) => ['eager', 'faithful'].map((subscribe) => ({ ...end, subscribe })))

it.each(ends)(
  'a process ends by itself after $what: $subscribe',
  async ({ code, subscribe }) => {
    const story = `
      import { SyncClient } from 'twilio-sync'
      import { installFakeSync } from './dist/index.js'
      const sync = installFakeSync({ subscribe: '${subscribe}' })
      const heard = []
      for (const identity of ['alice', 'bob']) {
        const client = new SyncClient(sync.accessToken({ identity }), { logLevel: 'silent' })
        const stream = await client.stream('orders')
        stream.on('messagePublished', () => heard.push(identity))
      }
      await sync.settled()
      sync.streams.publish('orders', {})
      await sync.settled()
      ${code}
      console.log(heard.join())
    `
    const args = ['--input-type=module', '--eval', story]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: root,
      timeout: 20_000,
    })
    expect(stdout).toBe('alice,bob\n')
  },
  30_000,
)
