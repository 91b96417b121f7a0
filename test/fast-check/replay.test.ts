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
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// Failing properties in the test files of a user, the test that their report prints, and that test run
// again: pasted as it is into the same file, and run alone.

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const project = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-replay-'))

beforeAll(() => setUpProject())
afterAll(() => rmSync(project, { recursive: true }))

const preamble = `
import fc from 'fast-check'
import twilio from 'twilio'
import { expect, test } from 'vitest'
import { faultPlan, FakeClock, installFakeSync, fakeSyncPlugin, raceGate } from 'kit'

const sync = installFakeSync({ twilio, clock: new FakeClock() })
const client = twilio('AC${'1'.repeat(32)}', 'token')
const { syncStreams } = client.sync.v1.services('default')
`

const cases = [
  {
    title: 'a plain property',
    code: `const property = fc.property(fc.array(fc.stringMatching(/^[a-c]$/)), (names) => {
  for (const uniqueName of names) sync.streams.create({ uniqueName })
})`,
    error: 'Unique name already exists',
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
    error: 'Unique name already exists',
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
    // As the title of the test has it.
    error: "it\\'s there already",
  },
]

describe('the test that a failing property prints', () => {
  it.concurrent.each(cases)(
    'runs the failure of $title again',
    async ({ title, code, error }) => {
      const file = `${title.replaceAll(' ', '-')}.test.ts`
      const statement = `await fc.assert(property, { numRuns: 500, plugins: [fakeSyncPlugin(sync)] })`
      const found = `test('holds', async () => { ${statement} })`
      writeFileSync(join(project, file), [preamble, code, found].join('\n'))
      const failure = await failureOf(file, 'holds')
      expect(failure).toContain(error)

      const [regression = 'none'] = /^test\('replays: .*?^\}\)$/ms.exec(failure) ?? []
      const [, heading = ''] = /^test\('(.*)', /.exec(regression) ?? []
      writeFileSync(join(project, file), [preamble, code, found, regression].join('\n'))
      const again = await failureOf(file, 'replays')
      expect(heading).toContain(error)
      expect(again).toContain('Property failed after 1 tests')
      expect(minimalRunOf(again)).toEqual(minimalRunOf(failure))
    },
    60_000,
  )
})

/** What the report says of the minimal failing run: its counterexample, the fake, faults, the order of a race. */
function minimalRunOf(failure: string): readonly string[] {
  const [, counterexample = 'none'] = /^Counterexample: (.*?)^Shrunk/ms.exec(failure) ?? []
  const [sections = 'none'] = /^The failing run began at .*^\}\)$/ms.exec(failure) ?? []
  return [counterexample, sections]
}

/** The message of the one test that runs. */
async function failureOf(file: string, name: string): Promise<string> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const report = join(project, `${file}.json`)
  const options = ['--reporter=json', `--outputFile=${report}`, '--testNamePattern', `^${name}`]
  const args = [vitest, 'run', '--root', project, ...options, file]
  // The variables by which vitest knows its own workers are not for a run of its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST')),
  )
  await run(process.execPath, args, { cwd: project, env }).catch(
    () => 'the report says what failed',
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failures = testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ failureMessages }) => failureMessages),
  )
  expect(failures).toHaveLength(1)
  return failures.join('\n')
}

interface Report {
  readonly testResults: readonly {
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
  const kit = ['index', 'fast-check/fault-plan', 'fast-check/plugin', 'fast-check/race-gate']
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
