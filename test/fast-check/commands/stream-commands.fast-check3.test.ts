import fc from 'fast-check'
import fc3 from 'fast-check3'
import { describe, expect, it, vi } from 'vitest'
import { streamCommands } from '../../../src/fast-check/commands/stream-commands.ts'
import { clientWorld } from './client-world.ts'

vi.mock('fast-check', () => import('fast-check3'))

describe('streamCommands with fast-check 3', () => {
  it('use it', () => expect(fc).toBe(fc3))

  it('find nothing wrong with the fake', async () => {
    await fc.assert(
      fc.asyncProperty(streamCommands(), fc.scheduler(), async (commands, scheduler) => {
        await fc.asyncModelRun(clientWorld, commands)
        await fc.scheduledModelRun(scheduler, clientWorld, commands)
      }),
    )
  })

  it('print when they find something', () => {
    const property = fc.asyncProperty(streamCommands(), async (commands) => {
      const world = clientWorld()
      world.real.sync.streams.create({ uniqueName: 'orders' })
      await fc.asyncModelRun(() => world, commands)
    })
    return expect(fc.assert(property, { numRuns: 500 })).rejects.toThrow(
      /Counterexample: \[(create|update|remove|publish) .*"orders".*\]/,
    )
  })
})
