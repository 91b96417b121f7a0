// Runs the contract suite on every Node, nock and twilio that are supported, the tests of what needs a
// newer Node, and a smoke test of the packed package under every test runner and beside older peers,
// each on every Node. Prints a table of each; fails if any cell does. `npm run test:matrix` builds the
// package before; `npm run test:matrix -- 'bun|jest'` runs the rows whose names match.

import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const root = dirname(import.meta.dirname)
const run = promisify(execFile)
const temporary = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-matrix-'))

/** By major version; all but the one that runs this come from the registry. */
const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** Which rows to run, by their names. */
const wanted = new RegExp(process.argv[2] ?? '')

/** Packages that the tests of this repository find only here: they need a newer Node, or are older. */
const guests = {
  nock15: 'npm:nock@^15.0.6',
  msw3: 'npm:msw@^3.0.5',
  twilio4: 'npm:twilio@4.23.0',
  twilio503: 'npm:twilio@5.0.3',
}

/** The packages under which this repository has the versions. */
const nocks = ['nock13', 'nock', 'nock15']
const twilios = ['twilio4', 'twilio503', 'twilio5', 'twilio']

const vitest = {
  smoke: 'vitest.smoke.js',
  files: ['smoke.test.js'],
  command: ['node_modules/vitest/vitest.mjs', 'run'],
  checksTypes: true,
}

const jest = {
  smoke: 'jest.smoke.cjs',
  files: ['smoke.test.cjs'],
  command: ['node_modules/jest/bin/jest.js', '--testMatch=**/smoke.test.cjs'],
}

const jestModules = {
  smoke: 'jest.smoke.mjs',
  files: ['smoke.test.mjs'],
  command: ['node_modules/jest/bin/jest.js', '--testMatch=**/smoke.test.mjs'],
  env: { NODE_OPTIONS: '--experimental-vm-modules' },
}

const jestInOneWorker = {
  smoke: 'jest.worker.cjs',
  files: ['one.test.cjs', 'two.test.cjs', 'three.test.cjs'],
  command: ['node_modules/jest/bin/jest.js', '--runInBand', '--testMatch=**/*.test.cjs'],
}

const jestJsdom = {
  smoke: 'jest.jsdom.cjs',
  files: ['smoke.test.cjs'],
  command: ['node_modules/jest/bin/jest.js', '--env=jsdom', '--testMatch=**/smoke.test.cjs'],
}

const nodeTest = { smoke: 'node.smoke.js', files: ['smoke.test.js'], command: ['--test'] }

const transports = { ...nodeTest, smoke: 'transports.smoke.js' }

const bun = {
  smoke: 'bun.smoke.js',
  files: ['smoke.test.js'],
  program: `node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`,
  command: ['test'],
}

/** The versions of the SDK whose clients are tried, and where. */
const sdks = ['3.1.0', '3.4.0', '4.0.1']
const environments = [
  { name: 'vitest', ...inVitest('node') },
  { name: 'vitest, jsdom', ...inVitest('jsdom') },
  { name: 'vitest, happy-dom', ...inVitest('happy-dom') },
  { name: 'jest', ...inJest('node', 'subscribers.jest.cjs') },
  {
    name: 'jest, jest-environment-jsdom',
    ...inJest('jsdom', 'subscribers.jest.jsdom.cjs'),
  },
]

/** One row for each version in each environment. Those of a version share a project. */
const subscribers = sdks.flatMap((version) => {
  const packages = {
    'twilio-sync': version,
    vitest: '^4.0.0',
    jsdom: '^29.0.0',
    'happy-dom': '^21.0.0',
    jest: '^30.0.0',
    'jest-environment-jsdom': '^30.0.0',
  }
  return environments.map(({ name, ...environment }) => ({
    name: `twilio-sync ${version}, ${name}`,
    packages,
    shown: ['twilio-sync', ...name.split(', ')],
    beside: ['subscribers.story.cjs'],
    ...environment,
  }))
})

const runners = [
  { name: 'vitest 1', packages: { vitest: '^1.6.1' }, ...vitest },
  { name: 'vitest 2', packages: { vitest: '^2.1.9' }, ...vitest },
  { name: 'vitest 3.1', packages: { vitest: '3.1.4' }, ...vitest },
  { name: 'vitest 3', packages: { vitest: '^3.2.0' }, ...vitest },
  { name: 'vitest 4', packages: { vitest: '^4.0.0' }, ...vitest },
  { name: 'vitest 4, nock 13', packages: { vitest: '^4.0.0', nock: '^13.5.6' }, ...vitest },
  { name: 'vitest 4, nock 15', packages: { vitest: '^4.0.0', nock: '^15.0.6' }, ...vitest },
  { name: 'vitest 5', packages: { vitest: '^5.1.0' }, ...vitest },
  { name: 'jest 29', packages: { jest: '^29.7.0' }, ...jest },
  { name: 'jest 30', packages: { jest: '^30.0.0' }, ...jest },
  { name: 'jest 30, nock 15', packages: { jest: '^30.0.0', nock: '^15.0.6' }, ...jestModules },
  { name: 'jest 29, one worker', packages: { jest: '^29.7.0' }, ...jestInOneWorker },
  { name: 'jest 30, one worker', packages: { jest: '^30.0.0' }, ...jestInOneWorker },
  {
    name: 'jest 30, jsdom',
    packages: { jest: '^30.0.0', 'jest-environment-jsdom': '^30.0.0' },
    ...jestJsdom,
  },
  { name: 'node:test', packages: { expect: '^30.0.0' }, ...nodeTest },
  { name: 'bun', packages: { bun: '^1.4.0' }, ...bun },
  { name: 'twilio 3.84', packages: { twilio: '3.84.1' }, ...transports },
  { name: 'twilio 4.23', packages: { twilio: '4.23.0' }, ...transports },
  { name: 'twilio 5.0', packages: { twilio: '5.0.3' }, ...transports },
  { name: 'twilio 6', packages: { twilio: '^6.3.1' }, ...transports },
  {
    name: 'fast-check 3.19',
    packages: { 'fast-check': '3.19.0' },
    ...nodeTest,
    smoke: 'fast-check.smoke.js',
  },
  ...subscribers,
]

const nock15 = { 20: 'nock 15 needs Node 22: on Node 20 its requests all fail' }
const noNode = 'Bun runs without Node: once is enough'

/** Why there is no such cell, if there is none. */
const leftOut = {
  nock15,
  'vitest 4, nock 15': nock15,
  'jest 30, nock 15': nock15,
  'vitest 5': { 20: 'vitest 5 needs Node 22' },
  'nock 15, msw 3': { 20: 'msw 3 needs Node 22' },
  bun: { 22: noNode, 24: noNode, 26: noNode },
}

/** What the titles of rows say besides the versions of their packages. */
const notes = {
  'node:test': ['node:test'],
  'jest 29, one worker': ['three files in one worker'],
  'jest 30, one worker': ['three files in one worker'],
}

const failures = []

/** By the packages of their rows. */
const projects = new Map()

try {
  const nodes = await installNodes()
  await linkGuests()
  await runContract(nodes)
  await runNewer(nodes)
  await runSmoke(nodes)
} finally {
  for (const name of Object.keys(guests)) rmSync(linkOf(name), { force: true })
  rmSync(temporary, { recursive: true, force: true })
}

const reasons = new Set(Object.values(leftOut).flatMap((cells) => Object.values(cells)))
for (const reason of reasons) console.log(`– ${reason}`)
for (const { cell, output } of failures) console.error(`\n✗ ${cell}\n${output}`)
process.exitCode = failures.length > 0 ? 1 : 0

/** The path of each Node, by its major version. */
async function installNodes() {
  const running = process.versions.node.split('.')[0]
  const missing = Object.entries(nodeVersions).filter(([major]) => major !== running)
  const packaged = `node-${process.platform}-${process.arch}`
  const project = await install('nodes', {
    dependencies: Object.fromEntries(
      missing.map(([major, version]) => [`node${major}`, `npm:${packaged}@${version}`]),
    ),
  })
  return Object.keys(nodeVersions).map((major) => ({
    major,
    path:
      major === running
        ? process.execPath
        : join(project, 'node_modules', `node${major}`, 'bin/node'),
  }))
}

/** Lets the tests of this repository find the guests. */
async function linkGuests() {
  const project = await install('guests', { dependencies: guests })
  for (const name of Object.keys(guests)) {
    rmSync(linkOf(name), { force: true })
    symlinkSync(join(project, 'node_modules', name), linkOf(name))
  }
}

function linkOf(name) {
  return join(root, 'node_modules', name)
}

async function runContract(nodes) {
  const rows = []
  for (const nock of nocks) {
    for (const twilio of twilios) {
      const name = `nock ${versionOf(root, nock)}, twilio ${versionOf(root, twilio)}`
      if (!wanted.test(name)) continue
      const cells = await eachNode(
        nodes,
        { name, reasons: leftOut[nock] },
        async ({ major, path }) => {
          const report = join(temporary, 'report.json')
          rmSync(report, { force: true })
          const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/matrix/contract.test.ts']
          const output = await execute(path, {
            cwd: root,
            args: [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
            env: { MATRIX_NODE: major, MATRIX_NOCK: nock, MATRIX_TWILIO: twilio },
          })
          const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'))
          if (numPassedTests < 2 || numPassedTests !== numTotalTests) throw new Error(output)
          return `${numPassedTests} pass`
        },
      )
      rows.push([name, ...cells])
    }
  }
  print('The contract suite', nodes, rows)
}

async function runNewer(nodes) {
  const name = 'nock 15, msw 3'
  if (!wanted.test(name)) return
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'nock15', 'msw3']
  const cells = await eachNode(nodes, { name, reasons: leftOut[name] }, async ({ path }) => {
    await execute(path, { cwd: root, args })
    return 'pass'
  })
  print('The tests that need Node 22', nodes, [[name, ...cells]])
}

function inVitest(environment) {
  const command = ['node_modules/vitest/vitest.mjs', 'run', `--environment=${environment}`]
  return { smoke: 'subscribers.vitest.js', files: ['smoke.test.js'], command }
}

function inJest(environment, smoke) {
  const command = ['node_modules/jest/bin/jest.js', `--env=${environment}`]
  const files = ['smoke.test.cjs']
  return { smoke, files, command: [...command, '--testMatch=**/smoke.test.cjs'] }
}

async function runSmoke(nodes) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', temporary], {
    cwd: root,
  })
  const tarball = join(temporary, JSON.parse(stdout)[0].filename)
  const rows = []
  for (const runner of runners.filter(({ name }) => wanted.test(name))) {
    const { name, packages, files, beside = [], smoke, program, command, env, checksTypes } = runner
    const { shown = Object.keys(packages) } = runner
    const project = await installBeside(tarball, runner)
    if (project === undefined) continue
    for (const file of files) copyFileSync(join(root, 'test/matrix', smoke), join(project, file))
    for (const file of beside) copyFileSync(join(root, 'test/matrix', file), join(project, file))
    const title = shown.map((one) => `${one} ${versionOf(project, one)}`)
    const row = [...(notes[name] ?? []), ...title].join(', ')
    const cells = await eachNode(nodes, { name: row, reasons: leftOut[name] }, async ({ path }) => {
      const executable = program === undefined ? path : join(project, program)
      await execute(executable, { cwd: project, args: [...command, ...files], env })
      return 'pass'
    })
    rows.push([row, ...cells])
    if (checksTypes) await checkTypes(project, { name: row, file: files[0] })
  }
  print('The packed package', nodes, rows)
}

/**
 * A project with the packages of a row, as a plain `npm install` makes it; none if it refuses. Rows
 * with the same packages object share one.
 */
async function installBeside(tarball, { name, packages }) {
  const found = projects.get(packages)
  if (found !== undefined) return found
  const own = { 'fake-twilio-sync': `file:${tarball}`, nock: '^14.0.0', twilio: '^6.0.0' }
  const manifest = { type: 'module', dependencies: { ...own, ...packages } }
  try {
    const project = await install(name.replaceAll(/\W/g, ''), manifest)
    projects.set(packages, project)
    return project
  } catch (error) {
    failures.push({ cell: `the install of ${name}`, output: error.message })
    return undefined
  }
}

/** The types of the package, as a project that checks its JavaScript sees them. */
async function checkTypes(project, { name, file }) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const flags = ['--noEmit', '--allowJs', '--checkJs', '--strict', '--skipLibCheck']
  const target = ['--target', 'es2022', '--lib', 'es2022,esnext.disposable,dom']
  const modules = ['--module', 'nodenext', '--typeRoots', join(root, 'node_modules/@types')]
  const args = [tsc, ...flags, ...target, ...modules, '--types', 'node', file]
  await execute(process.execPath, { cwd: project, args }).catch((error) => {
    failures.push({ cell: `the types under ${name}`, output: error.message })
  })
}

async function eachNode(nodes, { name, reasons = {} }, test) {
  const cells = []
  for (const node of nodes) {
    if (node.major in reasons) {
      cells.push('–')
      continue
    }
    try {
      cells.push(await test(node))
    } catch (error) {
      failures.push({ cell: `${name} on Node ${node.major}`, output: error.message })
      cells.push('FAIL')
    }
  }
  return cells
}

/** A new project with its packages installed. */
async function install(name, manifest) {
  const project = join(temporary, name)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, ...manifest }))
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  await run('npm', ['install', ...flags], { cwd: project })
  return project
}

/** What a program prints; rejects with it when it fails or hangs. */
async function execute(program, { args, cwd, env }) {
  const options = { cwd, env: { ...process.env, ...env }, timeout: 120_000 }
  const { stdout, stderr } = await run(program, args, options).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`)
  })
  return `${stdout}${stderr}`
}

function versionOf(project, name) {
  const manifest = join(project, 'node_modules', name, 'package.json')
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}

function print(title, nodes, rows) {
  if (rows.length === 0) return
  const table = [[title, ...nodes.map(({ major }) => `Node ${major}`)], ...rows]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
  console.log(`${lines.join('\n')}\n`)
}
