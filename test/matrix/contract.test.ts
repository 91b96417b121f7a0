import nock from 'nock'
import twilio from 'twilio'
import { describe, expect, it, vi } from 'vitest'
import { describeContract } from '../contract.ts'
import { connectThroughNock } from '../support/connect-through-nock.ts'

// `npm run test:matrix` says which of the installed packages are nock and twilio: `nock13`, `twilio5`.
const { MATRIX_NODE: node, MATRIX_NOCK: nockName, MATRIX_TWILIO: twilioName } = process.env

vi.mock('nock', () => vi.importActual(process.env['MATRIX_NOCK'] ?? 'nock'))
vi.mock('twilio', () => vi.importActual(process.env['MATRIX_TWILIO'] ?? 'twilio'))

const isCell = node !== undefined && nockName !== undefined && twilioName !== undefined

describe.skipIf(!isCell)('a cell of the matrix, which npm run test:matrix runs', () => {
  it('runs on the Node, the nock and the twilio it names', async () => {
    expect(process.versions.node.split('.')[0]).toBe(node)
    expect(nock).toBe(await original(nockName))
    expect(twilio).toBe(await original(twilioName))
  })

  describeContract(`from ${twilioName} through ${nockName}`, connectThroughNock)
})

async function original(name = ''): Promise<unknown> {
  return (await vi.importActual<{ default: unknown }>(name)).default
}
