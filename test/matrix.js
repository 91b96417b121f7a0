// Runs the contract suite on every Node, nock and twilio that are supported, and a smoke test of the
// packed package under every test runner, each on every Node. Prints a table of each; fails if any
// cell does. `npm run test:matrix` builds the package before.

import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const root = dirname(import.meta.dirname)
const run = promisify(execFile)
const temporary = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-matrix-'))

/** By major version; all but the one that runs this come from the registry. */
const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** The packages under which this repository has the versions. */
const nocks = ['nock13', 'nock', 'nock15']
const twilios = ['twilio5', 'twilio']

const vitest = {
  smoke: 'vitest.smoke.js',
  file: 'smoke.test.js',
  command: ['node_modules/vitest/vitest.mjs', 'run'],
  checksTypes: true,
}

const jest = {
  smoke: 'jest.smoke.cjs',
  file: 'smoke.test.cjs',
  command: ['node_modules/jest/bin/jest.js', '--testMatch=**/smoke.test.cjs'],
}

const jestModules = {
  smoke: 'jest.smoke.mjs',
  file: 'smoke.test.mjs',
  command: ['node_modules/jest/bin/jest.js', '--testMatch=**/smoke.test.mjs'],
  env: { NODE_OPTIONS: '--experimental-vm-modules' },
}

const nodeTest = { smoke: 'node.smoke.js', file: 'smoke.test.js', command: ['--test'] }

const runners = [
  { name: 'vitest 3', packages: { vitest: '^3.2.0' }, ...vitest },
  { name: 'vitest 4', packages: { vitest: '^4.0.0' }, ...vitest },
  { name: 'vitest 4, nock 13', packages: { vitest: '^4.0.0', nock: '^13.5.6' }, ...vitest },
  { name: 'vitest 4, nock 15', packages: { vitest: '^4.0.0', nock: '^15.0.6' }, ...vitest },
  { name: 'vitest 5', packages: { vitest: '^5.0.0' }, ...vitest },
  { name: 'jest 29', packages: { jest: '^29.7.0' }, ...jest },
  { name: 'jest 30', packages: { jest: '^30.0.0' }, ...jest },
  { name: 'jest 30, nock 15', packages: { jest: '^30.0.0', nock: '^15.0.6' }, ...jestModules },
  { name: 'node:test', packages: { expect: '^30.0.0' }, ...nodeTest },
]

const nock15 = { 20: 'nock 15 needs Node 22: on Node 20 its requests all fail' }

/** Why there is no such cell, if there is none. */
const leftOut = {
  nock15,
  'vitest 4, nock 15': nock15,
  'jest 30, nock 15': nock15,
  'vitest 5': { 20: 'vitest 5 needs Node 22' },
}

const failures = []

try {
  const nodes = await installNodes()
  await runContract(nodes)
  await runSmoke(nodes)
} finally {
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

async function runContract(nodes) {
  const rows = []
  for (const nock of nocks) {
    for (const twilio of twilios) {
      const name = `nock ${versionOf(root, nock)}, twilio ${versionOf(root, twilio)}`
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

async function runSmoke(nodes) {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', temporary], {
    cwd: root,
  })
  const tarball = join(temporary, JSON.parse(stdout)[0].filename)
  const rows = []
  for (const runner of runners) {
    const { name, file, smoke, packages, command, env, checksTypes } = runner
    const project = await install(name.replaceAll(/\W/g, ''), {
      type: 'module',
      dependencies: {
        'fake-twilio-sync': `file:${tarball}`,
        nock: '^14.0.0',
        twilio: '^6.0.0',
        ...packages,
      },
    })
    copyFileSync(join(root, 'test/matrix', smoke), join(project, file))
    const title = Object.keys(packages).map((one) => `${one} ${versionOf(project, one)}`)
    const row = `${name.startsWith('node') ? `${name}, ` : ''}${title.join(', ')}`
    const cells = await eachNode(nodes, { name: row, reasons: leftOut[name] }, async ({ path }) => {
      await execute(path, { cwd: project, args: [...command, file], env })
      return 'pass'
    })
    rows.push([row, ...cells])
    if (checksTypes) await checkTypes(project, { name: row, file })
  }
  print('The packed package', nodes, rows)
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
