import nock from 'nock'
import nock13 from 'nock13'
import { expect, it, vi } from 'vitest'
import { describeInstall } from '../../support/describe-install.ts'
import { nodeTransport } from '../../support/transports.ts'

vi.mock('nock', () => import('nock13'))

it('serves the fake with nock 13', () => expect(nock).toBe(nock13))

describeInstall('nock 13', { transports: [nodeTransport], closes: true })
