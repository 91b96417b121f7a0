import nock from 'nock'
import nock13 from 'nock13'
import twilio, { type Twilio } from 'twilio'
import { describe, expect, it } from 'vitest'
import { installFakeSync } from '../../../src/index.ts'
import { account } from '../../rest/cases.ts'

// The two take each other's requests: only what needs neither is sent.
const modules = [nock, nock13]

describe('fakes on two nocks, with one twilio', () => {
  it.each([
    { first: 0, second: 1 },
    { first: 1, second: 0 },
  ])('leave nothing behind when number $first ends first', async ({ first, second }) => {
    const before = surroundings()
    const fakes = modules.map((own) => installFakeSync({ nock: own, twilio }))
    expect(fakes.map(({ installed }) => installed)).toEqual([true, true])
    await list()
    expect(fakes.map(({ requests }) => requests.length)).toEqual([0, 1])

    fakes[first]?.uninstall()
    await list()
    expect(fakes[second]?.requests).toHaveLength(second === 1 ? 2 : 1)
    fakes[second]?.uninstall()
    expect(surroundings()).toEqual(before)
  })
})

async function list(): Promise<void> {
  const client: Twilio = twilio(account, 'token')
  await client.sync.v1.services('default').syncStreams.list()
}

function surroundings(): object {
  return {
    requestClient: Object.getOwnPropertyDescriptors(twilio.RequestClient.prototype),
    nocks: modules.map((own) => ({ ...own })),
    mocks: modules.map((own) => own.activeMocks()),
    listeners: modules.map(({ emitter }) => emitter.listenerCount('no match')),
  }
}
