import fc from 'fast-check'
import { expect, it } from 'vitest'
import { faultPlan, fakeSyncPlugin } from '../../src/fast-check.ts'
import { newApp, openFake, setWebhook } from './app.ts'

it('a webhook that a run of a property leaves does not arrive in the next, nor after the last', async () => {
  const app = newApp()
  const sync = openFake({ webhooks: app.webhooks })
  let runs = 0
  const property = fc.asyncProperty(fc.nat(), async () => {
    runs += 1
    setWebhook(sync, { WebhooksFromRestEnabled: 'true' })
    sync.documents.create({ uniqueName: `run-${runs}` })
    // Only the second waits for what it has caused.
    if (runs === 2) await sync.settled()
  })
  await fc.assert(property, { numRuns: 3, plugins: [fakeSyncPlugin(sync)] })
  await sync.settled()
  expect(runs).toBe(3)
  expect(app.received.map(({ params }) => params['DocumentUniqueName'])).toEqual(['run-2'])
})

it('a fault plan loses, doubles and reorders webhooks', async () => {
  const kinds = new Set<unknown>()
  const plans = faultPlan({ on: ['webhooks.deliver'], kinds: ['drop', 'duplicate', 'reorder'] })
  const property = fc.asyncProperty(plans, async (plan) => {
    const app = newApp()
    const sync = openFake({ webhooks: app.webhooks })
    plan.install(sync)
    for (let n = 0; n < 10; n += 1) sync.documents.create()
    await sync.settled()
    expect(sync.faults.pending).toEqual([])
    for (const { fault } of sync.webhooks) kinds.add(fault)
  })
  await fc.assert(property, { seed: 1, numRuns: 30 })
  expect(kinds).toEqual(new Set([undefined, 'drop', 'duplicate', 'reorder']))
})
