import fc from 'fast-check'
import twilio from 'twilio'
import { fakeSyncPlugin, faultPlan, raceGate, worldState } from '../dist/fast-check.js'
import { createFakeSync } from '../dist/index.js'
import { median } from './measure.js'

const runs = 100
const rounds = 21

/** How long a user waits for properties that find nothing, so that every run is made. */
export async function measureProperties() {
  const lines = []
  for (const [title, createProperty] of Object.entries(properties)) {
    lines.push({
      title: `property of ${runs} runs by httpClient: ${title}`,
      found: await timeProperty(createProperty),
      unit: 'ms',
      goal: 150,
      bar: 300,
      context: `median of ${rounds} seeds`,
    })
  }
  return lines
}

/** By the name of what they generate. */
const properties = {
  races: ({ sync, syncStreams }) =>
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const gate = raceGate(sync, scheduler)
      await gate.waitFor(Promise.all(['orders', 'orders'].map(ensureStream(syncStreams))))
    }),
  faults: ({ sync, syncStreams }) =>
    fc.asyncProperty(faultPlan(), async (plan) => {
      plan.install(sync)
      await ensureStream(syncStreams)('orders').catch(() => undefined)
    }),
  worlds: ({ sync, syncStreams }) =>
    fc.asyncProperty(worldState(), async (state) => {
      sync.restore(state)
      await syncStreams.list({ limit: 200 })
    }),
}

/** Creates a stream, or fetches the one that has its name. */
function ensureStream(syncStreams) {
  return async (uniqueName) => {
    try {
      return await syncStreams.create({ uniqueName })
    } catch (error) {
      if (error.code !== 54301) throw error
      return syncStreams(uniqueName).fetch()
    }
  }
}

async function timeProperty(createProperty) {
  const sync = createFakeSync()
  const client = twilio('AC0123456789abcdef0123456789abcdef', 'token', {
    httpClient: sync.httpClient,
  })
  const { syncStreams } = client.sync.v1.services('default')
  const property = createProperty({ sync, syncStreams })
  const times = []
  for (let seed = 1; seed <= rounds; seed += 1) {
    const start = performance.now()
    await fc.assert(property, { seed, numRuns: runs, plugins: [fakeSyncPlugin(sync)] })
    times.push(performance.now() - start)
  }
  return median(times)
}
