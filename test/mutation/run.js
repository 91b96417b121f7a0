import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { equivalent } from './equivalent.js'
import { survivorsOf } from './static-mutants.js'
import { directory } from './stryker.config.js'

// Mutation testing: Stryker changes the source in thousands of ways, and each change must turn a test
// red, unless it is listed as equivalent with its reason. Folders as arguments run those alone.

const folders = ['domain', 'api', 'rest', 'faults', 'transports']
const leastScore = 98.5

const given = process.argv.slice(2)
const strange = given.filter((name) => !folders.includes(name))
if (strange.length > 0) {
  console.error(`Cannot mutate: found ${strange}, expected any of ${folders.join(', ')}`)
  process.exit(1)
}

const mutants = []
const living = []
for (const folder of given.length > 0 ? given : folders) {
  const all = mutantsOf(folder)
  mutants.push(...all)
  const isLiving = ({ status }) => status === 'Survived' || status === 'NoCoverage'
  living.push(...all.filter((mutant) => !mutant.isStatic && isLiving(mutant)))
  // Also where a test loads the module once more: what Stryker switches on then comes too late.
  const untried = all.filter((mutant) => mutant.isStatic && mutant.status !== 'Killed')
  living.push(...(await survivorsOf(untried, { directory, folder })))
}

const surprising = living.filter((mutant) => !equivalent.some((row) => matches(row, mutant)))
// One that was stopped for its time may have lived on a quieter machine.
const maybeLiving = [...living, ...mutants.filter(({ status }) => status === 'Timeout')]
const needless = equivalent.filter(
  (row) =>
    mutants.some(({ file }) => folderOf(file) === folderOf(row.file)) &&
    !maybeLiving.some((mutant) => matches(row, mutant)),
)
for (const { file, line, code, to } of surprising) {
  console.log(`lives: ${file}:${line}  ${code}  =>  ${to}`)
}
for (const { file, code, to } of needless) {
  console.log(`listed as equivalent, but dead or gone: ${file}  ${code}  =>  ${to}`)
}
const listed = living.length - surprising.length
const counted = mutants.length - listed
const score = (100 * (counted - surprising.length)) / counted
console.log(
  `${mutants.length} mutants, ${listed} equivalent, ${surprising.length} live: ${score.toFixed(2)} %`,
)
if (!(score >= leastScore) || needless.length > 0) process.exitCode = 1

/** Runs Stryker over one folder, whose tests come first. */
function mutantsOf(folder) {
  rmSync(directory, { recursive: true, force: true })
  const config = 'test/mutation/stryker.config.js'
  const { status } = spawnSync(
    'npx',
    ['stryker', 'run', config, '--mutate', `src/${folder}/**/*.ts`],
    { stdio: 'inherit', env: { ...process.env, MUTATED: folder } },
  )
  if (status !== 0) process.exit(1)
  const { files } = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))
  return Object.entries(files).flatMap(([path, { source, mutants }]) =>
    mutants.map((mutant) => {
      const { start, end } = offsetsIn(source, mutant.location)
      return {
        file: path.replace(/^src\//, ''),
        line: mutant.location.start.line,
        text: source.split('\n')[mutant.location.start.line - 1],
        code: onOneLine(source.slice(start, end)),
        to: onOneLine(mutant.replacement),
        status: mutant.status,
        isStatic: mutant.static === true,
        applyTo: (text) => text.slice(0, start) + mutant.replacement + text.slice(end),
      }
    }),
  )
}

function offsetsIn(source, { start, end }) {
  const lines = source.split('\n')
  const offsetOf = ({ line, column }) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column - 1)
  return { start: offsetOf(start), end: offsetOf(end) }
}

function onOneLine(text) {
  return text.replace(/\s+/g, ' ')
}

function matches({ file, code, to, on }, mutant) {
  return (
    file === mutant.file &&
    code === mutant.code &&
    to === mutant.to &&
    (on === undefined || mutant.text.includes(on))
  )
}

function folderOf(path) {
  return path.split('/')[0]
}
