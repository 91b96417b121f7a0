import dns from 'node:dns'
import { SyncClient } from 'twilio-sync'
import { expect, it, onTestFinished, vi } from 'vitest'
import { installFakeSync } from '../../src/index.ts'

it('a client made before the install is told so, and never reaches the network', async () => {
  const lookup = vi.spyOn(dns, 'lookup')
  const client = new SyncClient('any token', { logLevel: 'silent' })
  const sync = installFakeSync()
  onTestFinished(async () => {
    sync.uninstall()
    vi.restoreAllMocks()
    await client.shutdown()
  })
  const { message } = await new Promise<{ message: string }>((resolve) => {
    client.on('connectionError', resolve)
  })
  expect(message).toContain('that had found its class of sockets before the install')
  expect(lookup).not.toHaveBeenCalled()
})
