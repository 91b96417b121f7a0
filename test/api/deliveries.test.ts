import { expect, it } from 'vitest'
import { Deliveries } from '../../src/api/deliveries.ts'

it('what is dropped for one receiver is not dropped for another', () => {
  const deliveries = new Deliveries()
  const [ann, bob] = [{}, {}]
  const heard: string[] = []
  const plan = { delay: 0, copies: 1, overtakenBy: 1 } as const
  deliveries.send({ to: ann, sid: 'a', send: () => heard.push('ann') }, plan)
  deliveries.send({ to: bob, sid: 'a', send: () => heard.push('bob') }, plan)
  deliveries.drop(bob)
  expect(deliveries.release()).toBe(true)
  expect(heard).toEqual(['ann'])
  expect(deliveries.release()).toBe(false)
})
