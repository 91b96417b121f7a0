// How the fake compares: with a bare nock, and with itself when it holds a hundred times as much. Every
// line is a ratio of two things measured in turn in this run, or bytes, or the milliseconds of a whole
// property. Run by `npm run bench`.
import { measureClientHeap } from './client-heap.js'
import { measureCommands } from './commands.js'
import { measureHttpClient } from './http-client.js'
import { measureMapItems } from './map-items.js'
import { measureMemory } from './memory.js'
import { measureOperations } from './operations.js'
import { measureProperties } from './properties.js'
import { measureRequests } from './requests.js'
import { measureSubscribers } from './subscribers.js'
import { measureWalks } from './walks.js'

let missed = 0
for (const measure of [
  measureRequests,
  measureHttpClient,
  measureCommands,
  measureProperties,
  measureSubscribers,
  measureMemory,
  measureClientHeap,
  measureOperations,
  measureWalks,
  measureMapItems,
]) {
  for (const line of await measure()) report(line)
}
process.exitCode = missed === 0 ? 0 : 1

/** Above the goal is worth a look, above the bar is a defect. Some lines only give the scale. */
function report({ title, found, unit, goal, bar, context = '' }) {
  if (found > bar) missed += 1
  const verdict = found > bar ? 'OVER THE BAR' : found > goal ? 'over the goal' : 'ok'
  const columns = [
    title.padEnd(52),
    `${found.toFixed(unit === '×' ? 2 : 0)} ${unit}`.padStart(7),
    (goal === undefined ? 'for comparison' : `goal ${goal}, bar ${bar}`).padEnd(18),
    (goal === undefined ? '' : verdict).padEnd(13),
    context,
  ]
  console.log(columns.join('  ').trimEnd())
}
