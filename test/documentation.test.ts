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

// The examples of the README and of the docstrings, run as a user's test files in a project of their own
// against the built package. A line `expression //=> value` is an assertion.

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)

/** What the examples of docstrings use without importing it. */
const importable = [
  'createFakeSync',
  'FakeClock',
  'installFakeSync',
  'NotFakedError',
  'StreamStore',
  'SyncError',
  'systemClock',
]

interface Example {
  readonly title: string
  readonly code: string
}

const readmeExamples = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'))
const docstringExamples = sourceFiles().flatMap((file) =>
  examplesOf(file, readFileSync(join(root, file), 'utf8')),
)
const examples = [...readmeExamples, ...docstringExamples]

describe('the examples', () => {
  const project = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-examples-'))
  const failures = new Map<string, string>()

  beforeAll(async () => {
    setUpProject(project)
    for (const [index, { code }] of examples.entries()) {
      writeFileSync(join(project, fileOf(index)), toTestFile(code))
    }
    for (const [file, message] of await runVitest(project)) failures.set(file, message)
  }, 60_000)

  afterAll(() => rmSync(project, { recursive: true }))

  it('are found', () => {
    expect(readmeExamples.length).toBeGreaterThan(5)
    expect(docstringExamples.length).toBeGreaterThan(4)
  })

  it.each(examples.map(({ title }, index) => ({ title, file: fileOf(index) })))(
    'hold: $title',
    ({ file }) => {
      expect(failures.get(file) ?? 'not run').toBe('')
    },
  )

  it('compile under the strictest flags', async () => {
    const options =
      '--noEmit --strict --skipLibCheck --exactOptionalPropertyTypes --noUncheckedIndexedAccess'
    const modules = '--module nodenext --target es2022 --lib es2022,esnext.disposable,dom'
    const files = readdirSync(project).filter((file) => file.endsWith('.ts'))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const args = [tsc, ...options.split(' '), ...modules.split(' '), ...files]
    const { stdout } = await run(process.execPath, args, { cwd: project }).catch(
      (failed: unknown) => failed as { stdout: string },
    )
    expect(stdout).toBe('')
  }, 60_000)
})

/** The `ts` blocks of a page, each with the heading above it. */
function blocksOf(markdown: string): Example[] {
  return markdown.split(/^(?=#)/m).flatMap((section) => {
    const heading = section.split('\n', 1)[0] ?? ''
    return Array.from(section.matchAll(/^```ts\n(.*?)^```/gms), ([, code = '']) => ({
      title: `README, ${heading.replace(/^#+ /, '')}`,
      code,
    }))
  })
}

/** The examples in the docstrings of a source file, with everything they could mean imported. */
function examplesOf(file: string, source: string): Example[] {
  return Array.from(source.matchAll(/@example\n(.*?)\*\//gs), ([, comment = '']) => {
    const body = comment.replaceAll(/^ *\* ?/gm, '')
    return { title: file, code: `${importsFor(body)}\n${body}` }
  })
}

function importsFor(body: string): string {
  const needsSync = /\bsync\./.test(body) && !/(?:const|using) sync\b/.test(body)
  const used = importable.filter((name) => body.includes(name))
  return [
    `import { ${(needsSync ? ['createFakeSync', ...used] : used).join(', ')} } from 'fake-twilio-sync'`,
    ...(body.includes('twilio(') ? [`import twilio from 'twilio'`] : []),
    ...(needsSync ? ['const sync = createFakeSync()'] : []),
  ].join('\n')
}

/** Wraps a block that is not a test in one; its imports stay at the top. */
function toTestFile(code: string): string {
  if (code.includes(`from 'vitest'`)) return code
  const lines = code.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const body = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .replaceAll(/^(\s*)(\S.*?) +\/\/=> (.+)$/gm, '$1check($2, $3)')
  return `${imports.join('\n')}
import { expect as expectResult, it as runs } from 'vitest'
runs('holds', async () => {
  let checks = 0
  const check = (found: unknown, expected: unknown) => {
    checks += 1
    expectResult(found).toEqual(expected)
  }
${body}
  expectResult(checks).toBeGreaterThan(0)
})
`
}

function fileOf(index: number): string {
  return `example-${index}.test.ts`
}

/** A project whose installed packages are this one and all that it develops with. */
function setUpProject(project: string): void {
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  symlinkSync(root, join(modules, 'fake-twilio-sync'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
}

/** By file, what failed in it: nothing is an empty text. */
async function runVitest(project: string): Promise<[file: string, message: string][]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const report = join(project, 'report.json')
  const args = [vitest, 'run', '--root', project, '--reporter=json', `--outputFile=${report}`]
  await run(process.execPath, args, { cwd: project }).catch(() => 'the report says what failed')
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.map(({ name, message, assertionResults }) => [
    name.split('/').at(-1) ?? name,
    [message, ...assertionResults.flatMap((result) => result.failureMessages)].join('\n').trim(),
  ])
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

function sourceFiles(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
}
