import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFakeSync } from '../../src/core.ts'
import { streamCommands } from '../../src/fast-check/commands/stream-commands.ts'
import { StreamModel } from '../../src/fast-check/commands/stream-model.ts'
import { checkInvariants } from '../../src/fast-check/history/check-invariants.ts'
import { checkLinearizable } from '../../src/fast-check/history/check-linearizable.ts'
import { recordHistory } from '../../src/fast-check/history/record-history.ts'
import { fakeSyncPlugin } from '../../src/fast-check/plugin.ts'
import { raceGate } from '../../src/fast-check/race-gate.ts'
import { create, historyOf, operationsOf, publish, sid, stateWith } from './history/hand-made.ts'

// What a person reads in a terminal never holds characters that a terminal obeys.

const evil = 'a\u202eb\u009b\ufeff\n'
const printed = '"a\\u202eb\\u009b\\ufeff\\n"'
const raw = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/
const streams = 'https://sync.twilio.com/v1/Services/default/Streams'
const headers = { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` }

function messageOf(check: () => unknown): string {
  try {
    check()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('printed output', () => {
  const one = { sid: sid('TO', 1), name: evil }
  const two = { sid: sid('TO', 2), name: evil }
  const hello = { sid: sid('TZ', 1), data: { text: evil } }

  it.each([
    ['a linearizability error', () => checkLinearizable(operationsOf([create(one), create(two)]))],
    [
      'a broken rule about names',
      () => checkInvariants(historyOf([create(one), create(two)], { end: stateWith([one]) })),
    ],
    [
      'a broken rule about messages',
      () =>
        checkInvariants(
          historyOf([publish(one.sid, { ...hello, data: { text: 'other' } })], {
            end: stateWith([{ sid: one.sid, messages: [hello] }]),
          }),
        ),
    ],
  ])('escapes names: %s', (_, check) => {
    const message = messageOf(check)
    expect(message).toContain('\\u202e')
    expect(message).not.toMatch(raw)
  })

  it('escapes names: a history', async () => {
    const sync = createFakeSync()
    using history = recordHistory(sync)
    const body = new URLSearchParams({ UniqueName: evil })
    await sync.fetch(streams, { method: 'POST', headers, body })
    await sync.fetch(`${streams}/${encodeURIComponent(evil)}`, { headers })
    const data = new URLSearchParams({ Data: `{"t":"${evil}"}` })
    await sync.fetch(`${streams}/x/Messages`, { method: 'POST', headers, body: data })
    await sync.fetch(`${streams}?${new URLSearchParams({ PageToken: evil }).toString()}`, {
      headers,
    })
    expect(String(history)).toContain(`create ${printed}`)
    expect(String(history)).toContain(`fetch ${printed}`)
    expect(String(history)).not.toMatch(raw)
    expect(String(history).split('\n')).toHaveLength(4)
  })

  it('escapes names: commands', () => {
    const commands = fc.sample(streamCommands({ only: ['create'], names: [evil] }), {
      seed: 1,
      numRuns: 20,
    })
    const texts = commands.flat().map(String)
    expect(texts).toContain(`create ${printed}`)
    expect(texts.filter((text) => raw.test(text))).toEqual([])
  })

  it('escapes names: errors of commands', () => {
    const sync = createFakeSync()
    sync.streams.create({ uniqueName: evil, ttl: 1 })
    const model = new StreamModel(sync)
    model.update(evil, 2)
    const property = fc.property(streamCommands({ over: 'store', only: ['fetch'] }), (commands) => {
      fc.modelRun(() => ({ model, real: { sync } }), commands)
    })
    const { errorInstance } = fc.check(property, { seed: 1 })
    expect((errorInstance as Error).message).toContain(`found ${printed} TO`)
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
    expect(message).toContain('UniqueName=a\\u202eb\\u009b\\ufeff\\u000a arrives')
  })
})
