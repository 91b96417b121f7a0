import nock from 'nock'
import nock13 from 'nock13'
import { expect, it, vi } from 'vitest'
import { describeContract } from './contract.ts'
import { connectThroughNock } from './support/connect-through-nock.ts'

vi.mock('nock', () => import('nock13'))

it('serves the fake with nock 13', () => expect(nock).toBe(nock13))

describeContract('through nock 13', connectThroughNock)
