import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { streamCommands } from '../../src/fast-check/commands/stream-commands.ts'
import { fakeSyncPlugin } from '../../src/fast-check/plugin/plugin.ts'
import { raceGate } from '../../src/fast-check/race/race-gate.ts'

// What a person reads in a terminal never holds characters that a terminal obeys.

const evil = 'a\u202eb\u009b\ufeff\n'
const printed = '"a\\u202eb\\u009b\\ufeff\\n"'
const raw = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/
const streams = 'https://sync.twilio.com/v1/Services/default/Streams'
const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }

describe('printed output', () => {
  it('escapes names: commands', () => {
    const commands = fc.sample(streamCommands({ names: [evil] }), { seed: 1, numRuns: 20 })
    const texts = commands.flat().map(String)
    expect(texts).toContain(`remove ${printed}`)
    expect(texts.filter((text) => raw.test(text))).toEqual([])
  })

  it('escapes names: the report on a failing run', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      using gate = raceGate(sync, scheduler)
      const body = new URLSearchParams({ UniqueName: evil })
      await gate.waitFor(sync.fetch(streams, { method: 'POST', headers, body }))
      throw new Error(`the app does not like ${evil}`)
    })
    const failure: unknown = await fc
      .assert(property, { plugins: [fakeSyncPlugin(sync)], numRuns: 1 })
      .catch((error: unknown) => error)
    const { message } = failure as Error
    expect(message.slice(message.indexOf('The failing run'))).not.toMatch(raw)
    expect(message).toContain('(UniqueName=a\\u202eb\\u009b\\ufeff\\u000a) arrives')
  })
})
