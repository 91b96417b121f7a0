import fc from 'fast-check'
import fc3 from 'fast-check3'
import { expect, it, vi } from 'vitest'
import { connectByFetch } from '../../support/connect-by-fetch.ts'
import { connectByHttpClient } from '../../support/connect-by-http-client.ts'
import { describeRaces } from '../../support/describe-races.ts'

// Nock is raced with fast-check 4: what a scheduler decides does not depend on who sends.
vi.mock('fast-check', () => import('fast-check3'))

it('fast-check 3 schedules', () => {
  expect(fc).toBe(fc3)
  expect(fc.__version).toMatch(/^3/)
})

describeRaces('raceGate with fast-check 3, by sync.httpClient', connectByHttpClient)
describeRaces('raceGate with fast-check 3, by sync.fetch', connectByFetch)
