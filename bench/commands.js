import fc from 'fast-check'
import twilio from 'twilio'
import { StreamModel, streamCommands } from '../dist/fast-check.js'
import { createFakeSync, installFakeSync } from '../dist/index.js'
import { compare } from './measure.js'

const accountSid = 'AC0123456789abcdef0123456789abcdef'
const commandsPerRun = 20
const runs = 1000
const runsByNock = 20

/** What a command of the property kit costs by `sync.httpClient`, beside the same commands by nock. */
export async function measureCommands() {
  const lists = sampleLists()
  const [{ first, second, ratio }] = await compare({
    rounds: 5,
    first: () => withNock((sync, client) => time(lists.slice(0, runsByNock), { sync, client })),
    second: () => withHttpClient((sync, client) => time(lists, { sync, client })),
  })
  return [
    {
      title: `commands by httpClient, in thousandths of nock's`,
      found: ratio * 1000,
      unit: '‰',
      goal: 12,
      bar: 40,
      context: `${perSecond(first)} → ${perSecond(second)} commands a second, ${Math.round(1 / ratio)} times as fast`,
    },
  ]
}

/** Lists of so many commands each. */
function sampleLists() {
  const options = { numRuns: runs * 4, seed: 1 }
  const all = fc.sample(streamCommands({ maxCommands: commandsPerRun }), options).flat()
  return Array.from({ length: runs }, (_, run) =>
    all.slice(run * commandsPerRun, (run + 1) * commandsPerRun),
  )
}

async function withNock(run) {
  const sync = installFakeSync()
  try {
    return await run(sync, twilio(accountSid, 'token'))
  } finally {
    sync.uninstall()
  }
}

function withHttpClient(run) {
  const sync = createFakeSync()
  return run(sync, twilio(accountSid, 'token', { httpClient: sync.httpClient }))
}

/** Milliseconds a command, of those that the model finds possible. */
async function time(lists, { sync, client }) {
  const { syncStreams } = client.sync.v1.services('default')
  let done = 0
  const start = performance.now()
  for (const commands of lists) {
    sync.reset()
    const model = new StreamModel(sync)
    for (const command of commands) {
      if (!command.check(model)) continue
      await command.run(model, { sync, syncStreams })
      done += 1
    }
  }
  return { command: (performance.now() - start) / done }
}

function perSecond(milliseconds) {
  return String(Math.round(1000 / milliseconds))
}
