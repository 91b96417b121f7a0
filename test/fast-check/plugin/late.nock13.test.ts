import nock from 'nock'
import nock13 from 'nock13'
import { expect, it, vi } from 'vitest'
import { installFakeSync } from '../../../src/index.ts'
import { describeLate } from '../../support/describe-late.ts'
import { createBy } from '../../support/describe-settled.ts'

vi.mock('nock', () => import('nock13'))

it('nock 13 serves the fake', () => expect(nock).toBe(nock13))

describeLate([{ name: 'nock 13', open: () => ({ sync: installFakeSync(), create: createBy() }) }])
