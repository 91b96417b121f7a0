import dns from 'node:dns'
import { SyncClient } from 'twilio-sync'
import { expect, it, onTestFinished, vi } from 'vitest'
import { installFakeSync, type InstallFakeSyncOptions } from '../../src/index.ts'

it('a client made before the install is told so, and never reaches the network', async () => {
  const { message, hosts } = await firstError({})
  expect(message).toContain('that had found its class of sockets before the install')
  expect(hosts).toEqual([])
})

it('a client reaches the network if its sockets are left alone', async () => {
  const { message, hosts } = await firstError({ webSocket: false })
  expect(message).toContain('there is no network here')
  expect(hosts).toEqual(['tsock.us1.twilio.com'])
})

/** What a client first reports that is made before the install, and which hosts were looked up. */
async function firstError(
  options: InstallFakeSyncOptions,
): Promise<{ readonly message: string; readonly hosts: readonly string[] }> {
  const hosts: string[] = []
  vi.spyOn(dns, 'lookup').mockImplementation((host: string, ...rest: unknown[]) => {
    hosts.push(host)
    const callback = rest.at(-1) as (error: Error) => void
    callback(new Error('there is no network here'))
  })
  const client = new SyncClient('any token', { logLevel: 'silent' })
  const sync = installFakeSync(options)
  onTestFinished(async () => {
    sync.uninstall()
    await client.shutdown()
    vi.restoreAllMocks()
  })
  const { message } = await new Promise<{ message: string }>((resolve) => {
    client.on('connectionError', resolve)
  })
  return { message, hosts }
}
