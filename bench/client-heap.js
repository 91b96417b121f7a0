import { createFakeSync } from '../dist/index.js'
import { connect } from './subscribers.js'

const accountSid = 'AC0123456789abcdef0123456789abcdef'
const rounds = 1000

/** Whether clients that were shut down leave memory behind, in the fake or through it. */
export async function measureClientHeap() {
  const sync = createFakeSync({ accountSid })
  await connectAndShutDown(sync, rounds / 5)
  const early = await usedHeap()
  await connectAndShutDown(sync, rounds)
  const late = await usedHeap()
  return [
    {
      title: `heap after ${rounds} clients more`,
      found: late / early,
      unit: '×',
      goal: 1.05,
      bar: 1.1,
      context: `${megabytes(early)} → ${megabytes(late)} MB`,
    },
  ]
}

/** What one test after another does with a fake. */
async function connectAndShutDown(sync, count) {
  const { WebSocket } = sync
  for (let number = 0; number < count; number += 1) {
    const client = connect({ WebSocket, token: sync.accessToken({ identity: `client ${number}` }) })
    const stream = await client.stream('orders')
    const received = new Promise((resolve) => stream.once('messagePublished', resolve))
    sync.streams.publish('orders', { number })
    await received
    await client.shutdown()
    sync.reset()
  }
}

async function usedHeap() {
  // The SDK has timers of its own, which hold what they are for.
  await new Promise((resolve) => void setTimeout(resolve, 500))
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

function megabytes(bytes) {
  return (bytes / 2 ** 20).toFixed(1)
}
