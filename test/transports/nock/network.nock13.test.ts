import nock from 'nock'
import nock13 from 'nock13'
import { expect, it, vi } from 'vitest'
import { describeNetwork } from '../../support/describe-network.ts'
import { nodeTransport } from '../../support/transports.ts'

vi.mock('nock', () => import('nock13'))

it('serves the fake with nock 13', () => expect(nock).toBe(nock13))

describeNetwork('nock 13', [nodeTransport])
