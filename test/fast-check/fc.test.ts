import original from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.doUnmock('fast-check')
  vi.resetModules()
})

describe('fake-twilio-sync/fast-check', () => {
  it.each(['1.26.0', '2.25.0', '3.19.0', '3.22.9'])('refuses fast-check %s', async (version) => {
    await expect(load(version)).rejects.toThrow(
      `Cannot load fake-twilio-sync/fast-check: found fast-check ${version}, expected 3.23 or later: npm i -D fast-check@4`,
    )
  })

  it.each(['3.23.0', '3.23.2', '4.0.0', '4.11.0', '10.0.0'])('takes %s', async (version) => {
    await expect(load(version)).resolves.toHaveProperty('raceGate')
  })
})

function load(version: string): Promise<object> {
  vi.doMock('fast-check', () => ({ default: { ...original, __version: version } }))
  return import('../../src/fast-check.ts')
}
