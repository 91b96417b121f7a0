import twilio from 'twilio'
import twilio5 from 'twilio5'
import { expect, it, vi } from 'vitest'
import { describeContract } from './contract.ts'
import { connectByTwilio } from './support/connect-by-twilio.ts'
import { connectThroughNock } from './support/connect-through-nock.ts'

vi.mock('twilio', () => import('twilio5'))

it('sends requests with twilio 5', () => expect(twilio).toBe(twilio5))

describeContract('from twilio 5 through nock 14', connectThroughNock)

describeContract('by the module of twilio 5', connectByTwilio)
