import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// Failing properties in the test files of a user, the test that their report prints, and that test run
// again: pasted as it is into the same file, and run alone.

const root = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)
const project = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-replay-'))

const preamble = `
import fc from 'fast-check'
import twilio from 'twilio'
import { expect, test } from 'vitest'
import { faultPlan, FakeClock, installFakeSync, fakeSyncPlugin, raceGate } from 'kit'

const sync = installFakeSync({ twilio, clock: new FakeClock() })
const client = twilio('AC${'1'.repeat(32)}', 'token')
const { syncStreams } = client.sync.v1.services('default')
`

interface Case {
  readonly title: string
  readonly code: string
  /** What the property is checked with. */
  readonly options?: string
}

const cases: readonly Case[] = [
  {
    title: 'a plain property',
    code: `const property = fc.property(fc.array(fc.stringMatching(/^[a-c]$/)), (names) => {
  for (const uniqueName of names) sync.streams.create({ uniqueName })
})`,
  },
  {
    title: 'a property with options',
    code: `const property = fc.asyncProperty(fc.array(fc.stringMatching(/^[a-c]$/)), async (names) => {
  for (const uniqueName of names) await syncStreams.create({ uniqueName })
})`,
    options: `unbiased: true, randomType: 'mersenne', timeout: 5000`,
  },
  {
    title: 'a race',
    code: `async function ensure(uniqueName: string) {
  const found = await syncStreams(uniqueName).fetch().then(() => true, () => false)
  if (!found) await syncStreams.create({ uniqueName })
}
const property = fc.asyncProperty(fc.scheduler(), fc.constantFrom('a', 'b'), async (scheduler, name) => {
  using gate = raceGate(sync, scheduler)
  await gate.waitFor(Promise.all([ensure('a'), ensure(name)]))
})`,
  },
  {
    title: 'a race in records',
    code: `const given = fc.record({ app: fc.record({ scheduler: fc.scheduler() }), names: fc.array(fc.nat(3)) })
const property = fc.asyncProperty(given, async ({ app, names }) => {
  using gate = raceGate(sync, app.scheduler)
  const create = (name: number) => syncStreams.create({ uniqueName: String(name) })
  await gate.waitFor(Promise.allSettled(names.map(create)))
  expect(sync.streams.all()[0]?.uniqueName).not.toBe('2')
})`,
  },
  {
    title: 'a fault plan',
    code: `const property = fc.asyncProperty(faultPlan(), async (plan) => {
  plan.install(sync)
  const create = () => syncStreams.create({ uniqueName: 'orders' })
  await create().catch(create).catch((error) => {
    if (error.code === 54301) throw new Error("it's there already")
  })
})`,
  },
]

describe('the test that a failing property prints', () => {
  const failures = new Map<string, string>()
  const failuresAgain = new Map<string, string>()

  beforeAll(async () => {
    setUpProject()
    for (const one of cases) write(one)
    for (const [file, message] of await failuresOf('holds')) failures.set(file, message)
    for (const one of cases) write(one, regressionIn(failures.get(fileOf(one))))
    for (const [file, message] of await failuresOf('replays')) failuresAgain.set(file, message)
  }, 60_000)

  afterAll(() => rmSync(project, { recursive: true }))

  it.each(cases)('replays the failure of $title', (one) => {
    const failure = failures.get(fileOf(one)) ?? 'found none'
    const again = failuresAgain.get(fileOf(one)) ?? 'found none'
    expect(failure).toContain('Property failed after')
    expect(again).toContain('Property failed after 1 tests')
    expect(minimalRunOf(again)).toEqual(minimalRunOf(failure))
  })
})

function fileOf({ title }: Case): string {
  return `${title.replaceAll(' ', '-')}.test.ts`
}

/** Writes a test file of a user, and below it what the report printed. */
function write(one: Case, regression = ''): void {
  const { code, options = '' } = one
  const statement = `await fc.assert(property, { numRuns: 500, plugins: [fakeSyncPlugin(sync)], ${options} })`
  const found = `test('holds', async () => { ${statement} })`
  writeFileSync(join(project, fileOf(one)), [preamble, code, found, regression].join('\n'))
}

/** The test in a report that runs the failure again. */
function regressionIn(failure = ''): string {
  const [regression = 'none'] = /^test\('replays .*?^\}\)$/ms.exec(failure) ?? []
  return regression
}

/** What the report says of the minimal failing run: its counterexample, the fake, faults, the order of a race. */
function minimalRunOf(failure: string): readonly string[] {
  const [, counterexample = 'none'] = /^Counterexample: (.*?)^Shrunk/ms.exec(failure) ?? []
  const [sections = 'none'] = /^The failing run began at .*^\}\)$/ms.exec(failure) ?? []
  return [counterexample, sections]
}

/** By file, the message of the one test that fails of those whose names begin so. */
async function failuresOf(name: string): Promise<readonly (readonly [string, string])[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const report = join(project, `${name}.json`)
  const options = ['--reporter=json', `--outputFile=${report}`, '--testNamePattern', `^${name}`]
  // One worker that keeps its modules: most of the time would go into loading them again.
  const args = [vitest, 'run', '--root', project, '--no-isolate', '--maxWorkers=1', ...options]
  // The variables by which vitest knows its own workers are not for a run of its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST')),
  )
  await run(process.execPath, args, { cwd: project, env }).catch(
    () => 'the report says what failed',
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.map(({ name: path, assertionResults }) => {
    const messages = assertionResults.flatMap(({ failureMessages }) => failureMessages)
    return [basename(path), messages.length === 1 ? (messages[0] ?? '') : messages.join('\n')]
  })
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

/** A project whose installed packages are those that this one develops with, and the kit from its source. */
function setUpProject(): void {
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const kit = ['index', 'fast-check']
  writeFileSync(
    join(project, 'kit.ts'),
    kit.map((path) => `export * from '${join(root, 'src', path)}.ts'`).join('\n'),
  )
  const alias = JSON.stringify({ kit: join(project, 'kit.ts') })
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `export default { resolve: { alias: ${alias} }, server: { fs: { strict: false } } }`,
  )
}
