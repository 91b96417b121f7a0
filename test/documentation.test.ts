import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Block, blocks, root } from './support/pages.ts'

// The examples of all pages and of the docstrings, run as a user's files in a project that has the built
// package. CONTRIBUTING.md says how a block is read.

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

/** A file of the project. */
interface ExampleFile {
  /** From the top of the project. */
  readonly path: string
  readonly title: string
  readonly text: string
}

const docstringFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => examplesOf(file))
  .map(({ title, code }, index) => ({
    path: pathOf(code, `docstring-${index}`),
    title,
    text: toTestFile(code),
  }))
const files: readonly ExampleFile[] = [
  ...blocks.map(toFile).filter((file) => file !== undefined),
  ...docstringFiles,
]
const tests = files.filter(({ path }) => /\.test\.\w+$/.test(path))

describe('the examples', () => {
  const project = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-examples-'))
  const failures = new Map<string, string>()

  beforeAll(async () => {
    setUpProject(project)
    const ended = await Promise.all([runVitest(project), runNode(project)])
    for (const [path, message] of ended.flat()) failures.set(path, message)
  }, 300_000)

  afterAll(() => rmSync(project, { recursive: true }))

  it('are found', () => {
    expect(tests.length - docstringFiles.length).toBeGreaterThan(30)
    expect(docstringFiles.length).toBeGreaterThan(4)
  })

  it('are all run, but for commands and the table of the matrix', () => {
    const others = blocks.filter((block, index) => toFile(block, index) === undefined)
    const kinds = new Set(others.map(({ page, language }) => (language === 'sh' ? 'sh' : page)))
    expect([...kinds].sort()).toEqual(['docs/compatibility.md', 'sh'])
  })

  it('in JavaScript name their runner', () => {
    const runners = blocks
      .filter(({ language }) => language === 'js')
      .map(({ code }) => code.split('\n', 1)[0])
    expect(new Set(runners)).toEqual(new Set(['// jest', '// mocha', '// node:test']))
  })

  it.each(tests)('hold: $title', ({ path }) => {
    expect(failures.get(path) ?? 'not run').toBe('')
  })

  it('compile under the strictest flags', async () => {
    const options =
      '--noEmit --strict --skipLibCheck --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature'
    const modules =
      '--module nodenext --target es2022 --lib es2022,esnext.disposable,dom --types node'
    const sources = files.filter(({ path }) => path.endsWith('.ts')).map(({ path }) => path)
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const args = [tsc, ...options.split(' '), ...modules.split(' '), ...sources, 'uses-jest.ts']
    const { stdout } = await run(process.execPath, args, { cwd: project }).catch(
      (failed: unknown) => failed as { stdout: string },
    )
    expect(stdout).toBe('')
  }, 60_000)
})

/** The file that a block makes; `undefined` for commands, and for text that nothing prints. */
function toFile(block: Block, index: number): ExampleFile | undefined {
  const { page, heading, language, code } = block
  const title = `${page}, ${heading}`
  const [, first = ''] = /^\/\/ (.*)\n/.exec(code) ?? []
  switch (language) {
    case 'ts': {
      // Compiled here, and run in a browser: `npm run test:browser`.
      if (code.includes(`from '@playwright/test'`)) {
        return { path: `browser/${index}.spec.ts`, title, text: code }
      }
      const section = blocks.findIndex((one) => one.page === page && one.heading === heading)
      return /^[\w./-]+\.ts$/.test(first)
        ? { path: `sections/${section}/${first}`, title: `${title}, ${first}`, text: code }
        : { path: pathOf(code, `${index}`), title, text: toTestFile(code) }
    }
    case 'js':
      return first === 'node:test'
        ? { path: `node/${index}.test.cjs`, title: `${title}, node:test`, text: code }
        : { path: `globals/${index}.test.js`, title: `${title}, ${first}`, text: code }
    case 'text': {
      const text = toReportTest(block)
      if (text === undefined) return undefined
      return { path: `examples/${index}.test.ts`, title: `${title}, what is printed`, text }
    }
  }
  return undefined
}

/**
 * A test that the property above a report fails with that report, line by line; a line of `…` stands
 * for any lines. `undefined` for text of another kind.
 */
function toReportTest({ page, code }: Block): string | undefined {
  const [, seed] = /seed: (\d+)/.exec(code) ?? []
  const property = blocks.find((one) => one.page === page && one.code.includes('test.fails('))
  if (seed === undefined || property === undefined) return undefined
  const parts = code.trimEnd().split(/\n?^…$\n?/m)
  const body = property.code
    .replace(/test\.fails\(.*\n/, "test('is reported so', async () => {\n")
    .replace('await fc.assert(property, {', `const failing = fc.assert(property, { seed: ${seed},`)
    .replace(
      /\n\}\)\n$/,
      `
  const { message } = await failing.then(() => new Error('no failure'), (error: Error) => error)
  let from = 0
  for (const part of ${JSON.stringify(parts)}) {
    const at = message.indexOf(part, from)
    if (at < 0) expect(message.slice(from)).toContain(part)
    from = at + part.length
  }
})
`,
    )
  return body.replace(/import \{ (.*) \} from 'vitest'/, "import { expect, test } from 'vitest'")
}

interface Example {
  readonly title: string
  readonly code: string
}

/** The examples in the docstrings of a source file, with everything they could mean imported. */
function examplesOf(file: string): Example[] {
  const source = readFileSync(join(root, 'src', file), 'utf8')
  return Array.from(source.matchAll(/@example\n(.*?)\*\//gs), ([, comment = '']) => {
    const body = comment.replaceAll(/^ *\* ?/gm, '')
    return { title: `src/${file}`, code: `${importsFor(body)}\n${body}` }
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

/** Snippets share a process, which saves most of the time: nothing in them lasts. */
function pathOf(code: string, name: string): string {
  return `${isTest(code) ? 'examples' : 'snippets'}/${name}.test.ts`
}

function isTest(code: string): boolean {
  return code.includes(`from 'vitest'`)
}

/** Wraps a snippet in a test; its imports stay at the top. */
function toTestFile(code: string): string {
  if (isTest(code)) return code
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

/** Makes a project whose installed packages are this one and all that it develops with. */
function setUpProject(project: string): void {
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  symlinkSync(root, join(modules, 'fake-twilio-sync'))
  const sections = new Set(tests.flatMap(({ path }) => /^sections\/\d+/.exec(path) ?? []))
  const own = {
    'package.json': '{ "type": "module" }',
    'vitest.config.js': vitestConfig([...sections]),
    'globals.js': globals,
    'uses-jest.ts': usesJest,
    'node_modules/expect/package.json': '{ "type": "commonjs" }',
    'node_modules/expect/index.js': expectOfJest,
    'node_modules/expect/index.d.ts': expectOfJestTypes,
  }
  for (const [path, text] of [
    ...Object.entries(own),
    ...files.map(({ path, text }) => [path, text] as const),
  ]) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
}

/** The sections that are projects have a configuration, or need none. */
function vitestConfig(sections: readonly string[]): string {
  const projects = [
    { test: { name: 'examples', include: ['examples/*.test.ts'] } },
    { test: { name: 'snippets', include: ['snippets/*.test.ts'], isolate: false } },
    {
      test: {
        name: 'globals',
        include: ['globals/*.test.js'],
        globals: true,
        setupFiles: ['./globals.js'],
      },
    },
    ...sections,
  ]
  return `export default { test: { projects: ${JSON.stringify(projects)} } }`
}

/** What jest and mocha have, and vitest has by another name. The matrix runs jest itself. */
const globals = `
import { createRequire } from 'node:module'
import { afterAll, beforeAll, vi } from 'vitest'
const require = createRequire(import.meta.url)
Object.assign(globalThis, { require, jest: vi, after: afterAll, before: beforeAll })
`

/** What the examples need of jest's expect, for other runners. The matrix runs it itself. */
const expectOfJest = `
const matchers = {}
const equals = (one, other) => require('node:util').isDeepStrictEqual(one, other)
exports.expect = (found) =>
  Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]) => [
      name,
      (...args) => {
        const { pass, message } = matcher.call({ equals, utils: {} }, found, ...args)
        if (!pass) throw new Error(message())
      },
    ]),
  )
exports.expect.extend = (added) => Object.assign(matchers, added)
`

const expectOfJestTypes = `
export interface Matchers<R extends void | Promise<void>, T = unknown> { toBe(expected: T): R }
export declare function expect<T>(found: T): Matchers<void, T>
`

/** The mistakes show that there are types, and not just \`any\`. */
const usesJest = `
import { createFakeSync } from 'fake-twilio-sync'
import { expect as expectOfJest, type Matchers } from 'expect'
const sync = createFakeSync()
expectOfJest(sync).toHaveStream('orders')
// @ts-expect-error
expectOfJest(sync).toHaveStreams('orders')
declare const ofTypes: jest.Matchers<void>
ofTypes.toHaveStream('orders')
// @ts-expect-error
ofTypes.toHaveStreams('orders')
export type { Matchers }
`

type Ended = readonly [path: string, message: string]

/** Runs all tests of vitest and those that share its names. By file, what failed, or an empty text. */
async function runVitest(project: string): Promise<Ended[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const report = join(project, 'report.json')
  const args = [vitest, 'run', '--root', project, '--reporter=json', `--outputFile=${report}`]
  const { stderr } = await run(process.execPath, args, { cwd: project }).catch(
    (failed: unknown) => failed as { stderr: string },
  )
  if (!existsSync(report)) throw new Error(`Cannot run the examples: ${stderr}`)
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.map(({ name, message, assertionResults }) => [
    tests.find(({ path }) => name.endsWith(`/${path}`))?.path ?? name,
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

/** Runs the tests of node:test, each in a process. By file, what failed, or an empty text. */
async function runNode(project: string): Promise<Ended[]> {
  const paths = tests.map(({ path }) => path).filter((path) => path.startsWith('node/'))
  return Promise.all(
    paths.map(async (path) => {
      const message = await run(process.execPath, ['--test', path], { cwd: project }).then(
        ({ stdout }) => (/^# pass [1-9]/m.test(stdout) ? '' : `ran no test: ${stdout}`),
        (failed: unknown) => (failed as { stdout: string }).stdout,
      )
      return [path, message] as const
    }),
  )
}
