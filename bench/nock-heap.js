// Whether requests through nock leave memory behind, and sockets that keep the process alive: prints the
// heap after every 2000 requests, and ends by itself. Run by `node --expose-gc bench/nock-heap.js`.
import twilio from 'twilio'
import { installFakeSync } from '../dist/index.js'

const sync = installFakeSync({ limits: { requestsKept: 100 } })
const { syncStreams } = twilio('AC0123456789abcdef0123456789abcdef', 'token').sync.v1.services(
  'default',
)
sync.streams.create({ uniqueName: 'orders' })

for (let round = 0; round <= 5; round += 1) {
  if (round > 0) await sendRequests(2000)
  globalThis.gc()
  const megabytes = process.memoryUsage().heapUsed / 2 ** 20
  console.log(`${String(round * 2000).padStart(6)} requests  ${megabytes.toFixed(1)} MB`)
}
sync.uninstall()
const ended = performance.now()
process.on('exit', () => {
  console.log(`ended by itself ${((performance.now() - ended) / 1000).toFixed(2)} s after the last`)
})

async function sendRequests(count) {
  const each = async () => {
    for (let number = 0; number < count / 20; number += 1) await syncStreams('orders').fetch()
  }
  await Promise.all(Array.from({ length: 20 }, each))
}
