import nock from 'nock'
import { METHODS } from 'node:http'
import twilio from 'twilio'
import { beforeAll, describe, expect, it } from 'vitest'
import { type FakeSync, installFakeSync } from '../../../src/index.ts'
import { account } from '../../rest/cases.ts'

/** A test file that leaves its fake installed, for the next file in the same process to meet. */
export function describeFile(name: string): void {
  describe(name, () => {
    const { syncStreams } = twilio(account, 'token').sync.v1.services('default')
    const world: { sync?: FakeSync } = {}

    beforeAll(() => {
      nock.disableNetConnect()
      world.sync = installFakeSync()
    })

    it('sees only its own fake', async () => {
      await syncStreams.create({ uniqueName: name })
      expect((await syncStreams.list()).map(({ uniqueName }) => uniqueName)).toEqual([name])
      expect(world.sync?.streams.size).toBe(1)
      expect(world.sync?.requests).toHaveLength(2)
      expect(world.sync?.installed).toBe(true)
      expect(nock.activeMocks()).toHaveLength(METHODS.length - 1)
    })

    it.concurrent.each([1, 2, 3])('sees only its own world, in test %i', async (number) => {
      await world.sync?.run(async () => {
        await syncStreams.create({ uniqueName: 'orders' })
        await syncStreams.create({ uniqueName: `${name}-${number}` })
        expect(await syncStreams.list()).toHaveLength(2)
        expect(world.sync?.streams.size).toBe(2)
      })
    })
  })
}
