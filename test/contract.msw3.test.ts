import { http } from 'msw'
import { http as http3 } from 'msw3'
import { describe, expect, it, vi } from 'vitest'
import { describeContract } from './contract.ts'
import { connectByMsw } from './support/connect-by-msw.ts'

vi.mock('msw', () => import('msw3'))
vi.mock('msw/node', () => import('msw3/node'))

const nodeVersion = Number(process.versions.node.split('.')[0])

describe.skipIf(nodeVersion < 22)('msw 3, whose requests all fail before Node 22', () => {
  it('serves the fake', () => expect(http).toBe(http3))

  describeContract('through msw 3', connectByMsw)
})
