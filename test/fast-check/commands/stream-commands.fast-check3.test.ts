import fc from 'fast-check'
import fc3 from 'fast-check3'
import { describe, expect, it, vi } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { streamCommands } from '../../../src/fast-check/commands/stream-commands.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'
import { clientWorld, lying } from './client-world.ts'

vi.mock('fast-check', () => import('fast-check3'))

describe('streamCommands with fast-check 3', () => {
  it('use it', () => expect(fc).toBe(fc3))

  it('find nothing wrong with the fake when synchronous', () => {
    fc.assert(
      fc.property(streamCommands({ over: 'store' }), (commands) => {
        const sync = createFakeSync()
        fc.modelRun(() => ({ model: new StreamModel(sync), real: { sync } }), commands)
      }),
    )
  })

  it('find nothing wrong with the fake when asynchronous and scheduled', async () => {
    await fc.assert(
      fc.asyncProperty(streamCommands(), fc.scheduler(), async (commands, scheduler) => {
        await fc.asyncModelRun(clientWorld, commands)
        await fc.scheduledModelRun(scheduler, clientWorld, commands)
      }),
    )
  })

  it('print when they find something', () => {
    const commands = streamCommands({ only: ['create'] })
    const property = fc.asyncProperty(commands, (list) =>
      fc.asyncModelRun(
        () => clientWorld((streams) => lying(streams, { create: () => streams.create({}) })),
        list,
      ),
    )
    return expect(fc.assert(property, { numRuns: 500 })).rejects.toThrow(
      /Counterexample: \[create (".+"|unnamed ttl \d+)\]/,
    )
  })
})
