import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
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
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'

// The package as it would be published: packed, and installed into projects of its own.

const root = resolve(import.meta.dirname, '..')
if (!existsSync(join(root, 'dist'))) {
  throw new Error('Cannot test the package: found no dist, expected npm run build to have made it')
}
const temporary = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-package-'))
const unpacked = pack()
const project = install('project', ['nock', 'twilio'])
/** Without nock. */
const bareProject = install('bare-project', [])

afterAll(() => rmSync(temporary, { recursive: true }))

/** How code of either kind loads a module. */
const moduleSystems = [
  { system: 'import', type: 'module', load: '(name) => import(name)' },
  { system: 'require', type: 'commonjs', load: 'async (name) => require(name)' },
]

describe.each(moduleSystems)('the package by $system', ({ type, load }) => {
  const run = (directory: string, body: string): Promise<unknown> =>
    runIn(directory, type, `const load = ${load}; ${body}`)

  it('exports all there is from its main entry', async () => {
    const names = await run(project, `return Object.keys(await load('fake-twilio-sync')).sort()`)
    expect(names).toMatchInlineSnapshot(`
      [
        "ConnectionError",
        "FakeClock",
        "NetworkGuardError",
        "NotFakedError",
        "SidGenerator",
        "StreamStore",
        "SyncError",
        "createFakeSync",
        "installFakeSync",
        "systemClock",
        "twilioLimits",
      ]
    `)
  })

  it('exports what needs no nock from ./core', async () => {
    const names = await run(
      project,
      `return Object.keys(await load('fake-twilio-sync/core')).sort()`,
    )
    expect(names).toMatchInlineSnapshot(`
      [
        "ConnectionError",
        "FakeClock",
        "NotFakedError",
        "SidGenerator",
        "StreamStore",
        "SyncError",
        "createFakeSync",
        "systemClock",
        "twilioLimits",
      ]
    `)
  })

  it('exports the very same classes and functions from both', async () => {
    const differing = await run(
      project,
      `const main = await load('fake-twilio-sync')
       const core = await load('fake-twilio-sync/core')
       return Object.keys(core).filter((name) => core[name] !== main[name])`,
    )
    expect(differing).toEqual([])
  })

  it('needs no other package for ./core', async () => {
    const size = run(
      bareProject,
      `const { createFakeSync } = await load('fake-twilio-sync/core')
       const sync = createFakeSync()
       sync.streams.create()
       return sync.streams.size`,
    )
    await expect(size).resolves.toBe(1)
    await expect(run(bareProject, `await load('fake-twilio-sync')`)).rejects.toThrow(/'nock'/)
  })

  it('answers the real client through nock', async () => {
    const answers = await run(
      project,
      `const { installFakeSync } = await load('fake-twilio-sync')
       const module = await load('twilio')
       const twilio = module.default ?? module
       const sync = installFakeSync()
       const client = twilio('AC0123456789abcdef0123456789abcdef', 'any token')
       const { syncStreams } = client.sync.v1.services('default')
       const created = await syncStreams.create({ uniqueName: 'orders', ttl: 60 })
       sync.clock.advance({ minutes: 1 })
       const refused = await syncStreams('orders').fetch().catch((error) => error)
       sync.uninstall()
       return [created.uniqueName, refused.status, refused.code]`,
    )
    expect(answers).toEqual(['orders', 404, 20404])
  })
})

describe('the tarball', () => {
  it('holds the build and the papers, and no source or tests', () => {
    const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    // The code and the types that the entries share stand under names with a hash.
    const named = files.filter((file) => !/-[\w-]{8}\.(js|cjs|d\.ts|d\.cts)$/.test(file))
    expect(named.sort()).toMatchInlineSnapshot(`
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist",
        "dist/core.cjs",
        "dist/core.d.cts",
        "dist/core.d.ts",
        "dist/core.js",
        "dist/fast-check.cjs",
        "dist/fast-check.d.cts",
        "dist/fast-check.d.ts",
        "dist/fast-check.js",
        "dist/index.cjs",
        "dist/index.d.cts",
        "dist/index.d.ts",
        "dist/index.js",
        "dist/matchers.cjs",
        "dist/matchers.d.cts",
        "dist/matchers.d.ts",
        "dist/matchers.js",
        "dist/vitest.cjs",
        "dist/vitest.d.cts",
        "dist/vitest.d.ts",
        "dist/vitest.js",
        "package.json",
      ]
    `)
  })

  it('has no dependency, and nock in three versions as its peer', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
    expect(manifest).not.toHaveProperty('dependencies')
    expect(manifest).toMatchObject({
      peerDependencies: { nock: '^13.5.6 || ^14.0.0 || ^15.0.6' },
      peerDependenciesMeta: { twilio: { optional: true }, vitest: { optional: true } },
    })
  })
})

describe('the types', () => {
  it('hold for ES modules and CommonJS under the strictest flags', () => {
    const files = ['consumer.ts', 'consumer.cts'].map((name) => join(project, name))
    for (const file of files) writeFileSync(file, consumer)
    expect(compile(files)).toEqual([])
  }, 20_000)
})

/** The mistake shows that there are types, and not just `any`. */
const consumer = `
import { FakeClock, installFakeSync, type Stream, SyncError } from 'fake-twilio-sync'
import { type FakeSync, StreamStore, SyncError as CoreSyncError } from 'fake-twilio-sync/core'

export const sync: FakeSync = installFakeSync({ clock: new FakeClock(0), seed: 1 })
export const store: StreamStore = sync.streams
export const stream: Stream = store.create({ uniqueName: 'orders', ttl: 60 })
export const error: CoreSyncError = new SyncError({ kind: 'credentials-missing' })
// @ts-expect-error
export const mistake: string = stream.dateCreated
`

/** What npm would publish, unpacked. */
function pack(): string {
  const args = ['pack', '--ignore-scripts', '--pack-destination', temporary]
  execFileSync('npm', args, { cwd: root, stdio: 'pipe' })
  const tarball = readdirSync(temporary).find((file) => file.endsWith('.tgz')) ?? 'no tarball'
  execFileSync('tar', ['-xzf', tarball], { cwd: temporary })
  return join(temporary, 'package')
}

/** A project that has the package installed, with others beside it. */
function install(name: string, others: readonly string[]): string {
  const directory = join(temporary, name)
  const modules = join(directory, 'node_modules')
  mkdirSync(modules, { recursive: true })
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  // A link would let the package find what is beside the place it leads to.
  cpSync(unpacked, join(modules, 'fake-twilio-sync'), { recursive: true })
  for (const other of others) symlinkSync(join(root, 'node_modules', other), join(modules, other))
  return directory
}

/** What the body of an asynchronous function returns in a process of its own. */
async function runIn(directory: string, type: string, body: string): Promise<unknown> {
  const print = '(result) => console.log(JSON.stringify(result))'
  const code = `(async () => { ${body} })().then(${print})`
  const args = [`--input-type=${type}`, '--eval', code]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory })
  return JSON.parse(stdout) as unknown
}

/** What the strictest compiler has to say. It knows the language alone: the types need no others. */
function compile(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    // What Node has of the web, `fetch` and its types, stands in lib.dom as in @types/node.
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  })
  return (
    ts
      .getPreEmitDiagnostics(program)
      // The types of twilio do not hold by themselves: they import modules without types.
      .filter(({ file }) => file === undefined || file.fileName.startsWith(temporary))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  )
}
