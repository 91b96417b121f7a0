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
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'

// The package as it would be published: packed, and installed into projects of its own.

const root = resolve(import.meta.dirname, '..')
if (!existsSync(join(root, 'dist'))) {
  throw new Error('Cannot test the package: found no dist, expected npm run build to have made it')
}
const temporary = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-package-'))
const unpacked = pack()
const project = install('project', ['nock', 'twilio', 'fast-check', 'vitest'])
const olderProject = install('older-project', ['nock', 'twilio'], { 'fast-check': 'fast-check3' })
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

  it('exports everything from its main entry', async () => {
    const names = await run(project, `return Object.keys(await load('fake-twilio-sync')).sort()`)
    expect(names).toMatchInlineSnapshot(`
      [
        "ConnectionError",
        "FakeClock",
        "NetworkGuardError",
        "NotFakedError",
        "StreamStore",
        "SyncError",
        "createFakeSync",
        "installFakeSync",
        "showOnFailure",
        "systemClock",
        "twilioLimits",
      ]
    `)
  })

  it('exports everything that needs no nock from ./core', async () => {
    const names = await run(
      project,
      `return Object.keys(await load('fake-twilio-sync/core')).sort()`,
    )
    expect(names).toMatchInlineSnapshot(`
      [
        "ConnectionError",
        "FakeClock",
        "NotFakedError",
        "StreamStore",
        "SyncError",
        "createFakeSync",
        "showOnFailure",
        "systemClock",
        "twilioLimits",
      ]
    `)
  })

  it('exports the install for clients from ./client', async () => {
    const names = await run(
      project,
      `return Object.keys(await load('fake-twilio-sync/client')).sort()`,
    )
    expect(names).toEqual(['installFakeSyncClient'])
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

  it('exports classes under their names, which Node prints with errors and objects', async () => {
    const renamed = await run(
      project,
      `const { SyncError, NotFakedError, ConnectionError, StreamStore, FakeClock } =
         await load('fake-twilio-sync/core')
       const { StreamModel } = await load('fake-twilio-sync/fast-check')
       const classes = { SyncError, NotFakedError, ConnectionError, StreamStore, FakeClock, StreamModel }
       return Object.keys(classes).filter((name) => classes[name].name !== name)`,
    )
    expect(renamed).toEqual([])
  })

  it('exports the property kit from ./fast-check', async () => {
    const names = await run(
      project,
      `return Object.keys(await load('fake-twilio-sync/fast-check')).sort()`,
    )
    expect(names).toMatchInlineSnapshot(`
      [
        "StreamModel",
        "fakeSyncPlugin",
        "faultPlan",
        "ifMatch",
        "invalidIfMatch",
        "invalidMapKey",
        "invalidMessageData",
        "invalidObjectData",
        "invalidPageSize",
        "invalidSid",
        "invalidTtl",
        "invalidUniqueName",
        "mapKey",
        "messageData",
        "objectData",
        "pageSize",
        "raceGate",
        "revision",
        "sid",
        "streamCommands",
        "timeStep",
        "ttl",
        "uniqueName",
        "uniqueNamePair",
        "unknownSid",
        "worldState",
      ]
    `)
  })

  it.each([
    { version: '4.11', directory: project, plugin: 'made' },
    { version: '3.23', directory: olderProject, plugin: 'Cannot make the plugin' },
  ])('finds a race with fast-check $version', async ({ directory, plugin }) => {
    const found = await run(
      directory,
      `const fastCheck = await load('fast-check')
       const fc = fastCheck.default ?? fastCheck
       const { createFakeSync } = await load('fake-twilio-sync')
       const kit = await load('fake-twilio-sync/fast-check')
       const twilio = (await load('twilio')).default ?? (await load('twilio'))
       const sync = createFakeSync()
       const client = twilio('AC0123456789abcdef0123456789abcdef', 'any', { httpClient: sync.httpClient })
       const { syncStreams } = client.sync.v1.services('default')
       const ensure = async (uniqueName) => {
         if ((await syncStreams.list()).length === 0) await syncStreams.create({ uniqueName })
       }
       const values = [fc.scheduler(), kit.uniqueName(), kit.faultPlan({ max: 0 })]
       const property = fc.asyncProperty(...values, async (scheduler, name, plan) => {
         sync.reset()
         plan.install(sync)
         const gate = kit.raceGate(sync, scheduler)
         await gate.waitFor(Promise.all([ensure(name), ensure(name)]))
       })
       const { failed } = await fc.check(property)
       let plugin = 'made'
       try { kit.fakeSyncPlugin(sync) } catch (error) { plugin = error.message.split(':')[0] }
       return { failed, plugin }`,
    )
    expect(found).toEqual({ failed: true, plugin })
  })

  it('needs no other package for ./client, whose fake fits the other entries', async () => {
    const found = await run(
      bareProject,
      `const { installFakeSyncClient } = await load('fake-twilio-sync/client')
       const { createFakeSync, FakeClock, StreamStore } = await load('fake-twilio-sync/core')
       const sync = installFakeSyncClient({ clock: new FakeClock(0) })
       const FakeSync = createFakeSync().constructor
       const is = [sync instanceof FakeSync, sync.streams instanceof StreamStore, sync.installed]
       sync.uninstall()
       return [...is, sync.installed]`,
    )
    expect(found).toEqual([true, true, true, false])
  })

  it('loads no streams, sockets or cryptography of Node for ./core', async () => {
    // Node loads some at a look: the name of MessageChannel alone brings all streams.
    const loaded = await run(
      bareProject,
      `const before = new Set(process.moduleLoadList)
       await load('fake-twilio-sync/core')
       return process.moduleLoadList.filter((name) => !before.has(name))`,
    )
    const parts = loaded as readonly string[]
    expect(parts.filter((name) => /stream|worker|undici|crypto|net\b|http/.test(name))).toEqual([])
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

describe('./core in a bundle for browsers', () => {
  it.each([
    { load: 'import', statement: `import * as core from 'fake-twilio-sync/core'` },
    { load: 'require', statement: `const core = require('fake-twilio-sync/core')` },
  ])('answers, by $load', async ({ statement }) => {
    const answers = await runInBrowser(
      `${statement}
       const sync = core.createFakeSync()
       const headers = { authorization: 'Basic ' + btoa('AC' + '1'.repeat(32) + ':token') }
       const send = (method, path) =>
         sync.fetch('https://sync.twilio.com/v1/Services/default/' + path, { method, headers })
       const created = await send('POST', 'Streams')
       const missing = await send('GET', 'Streams/orders')
       globalThis.answers = [created.status, missing.status, (await missing.json()).code]`,
    )
    expect(answers).toEqual([201, 404, 20404])
  })

  it('runs synchronous work in a separate world, one inside the other', async () => {
    const sizes = await runInBrowser(
      `import { createFakeSync } from 'fake-twilio-sync/core'
       const sync = createFakeSync()
       sync.streams.create()
       const sizes = []
       const note = () => sizes.push(sync.streams.size)
       sync.run(() => {
         note()
         try { sync.run(() => { throw new Error('of the work') }) } catch { note() }
         sync.streams.create({ uniqueName: 'a' })
         sync.streams.create({ uniqueName: 'b' })
         sync.run(note)
         note()
       })
       note()
       globalThis.answers = sizes`,
    )
    expect(sizes).toEqual([0, 0, 0, 2, 1])
  })

  it.each([
    { what: 'a function', work: 'async () => {}' },
    { what: 'a thenable', work: '() => ({ then() {} })' },
  ])(
    'refuses to run asynchronous work, which nothing there can follow: $what',
    async ({ work }) => {
      const message = await runInBrowser(
        `import { createFakeSync } from 'fake-twilio-sync/core'
       try { createFakeSync().run(${work}) } catch ({ message }) { globalThis.answers = message }`,
      )
      expect(message).toBe(
        'Cannot run in a separate world: found an asynchronous function in a browser, expected one that returns no promise; use a fake of its own instead: createFakeSync()',
      )
    },
  )
})

describe('./client in a bundle for browsers', () => {
  it.each([
    {
      load: 'import',
      statement: `import { installFakeSyncClient } from 'fake-twilio-sync/client'`,
    },
    {
      load: 'require',
      statement: `const { installFakeSyncClient } = require('fake-twilio-sync/client')`,
    },
  ])('takes the sockets of the SDK alone, by $load', async ({ statement }) => {
    const answers = await runInBrowser(
      `${statement}
       const native = globalThis.WebSocket = class {}
       const sync = installFakeSyncClient()
       const openedBy = (url) => new WebSocket(url) instanceof native ? 'native' : 'fake'
       const urls = ['wss://tsock.us1.twilio.com/v3/wsconnect', 'wss://example.com/']
       const opened = urls.map(openedBy)
       sync.uninstall()
       globalThis.answers = [...opened, globalThis.WebSocket === native]`,
    )
    expect(answers).toEqual(['fake', 'native', true])
  })
})

describe('the tarball', () => {
  it('holds the build and the documents, and no source or tests', () => {
    const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    // Code and types shared by the entries are in files with a hash in their names.
    const named = files.filter((file) => !/-[\w-]{8}\.(js|cjs|d\.ts|d\.cts)$/.test(file))
    expect(named.sort()).toMatchInlineSnapshot(`
      [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "dist",
        "dist/client.cjs",
        "dist/client.d.cts",
        "dist/client.d.ts",
        "dist/client.js",
        "dist/core.cjs",
        "dist/core.d.cts",
        "dist/core.d.ts",
        "dist/core.js",
        "dist/fake",
        "dist/fake/async-hooks.browser.cjs",
        "dist/fake/async-hooks.browser.d.cts",
        "dist/fake/async-hooks.browser.d.ts",
        "dist/fake/async-hooks.browser.js",
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
        "docs",
        "docs/compatibility.md",
        "docs/faults.md",
        "docs/fidelity.md",
        "docs/matchers.md",
        "docs/objects.md",
        "docs/property-tests.md",
        "docs/reference.md",
        "docs/setup.md",
        "docs/subscribers.md",
        "docs/transports.md",
        "docs/webhooks.md",
        "package.json",
      ]
    `)
  })

  it('has no dependencies, and no peer but nock that stands in the way of an install', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
    expect(manifest).not.toHaveProperty('dependencies')
    expect(manifest).toMatchObject({
      peerDependencies: {
        nock: '^13.5.6 || ^14.0.0 || ^15.0.6',
        // A range would stop the install beside what is older, though optional.
        'fast-check': '*',
        twilio: '*',
        vitest: '*',
      },
      peerDependenciesMeta: {
        'fast-check': { optional: true },
        twilio: { optional: true },
        vitest: { optional: true },
      },
    })
  })
})

describe('the types', () => {
  it.each([
    { version: '4.11', directory: project },
    { version: '3.23', directory: olderProject },
  ])(
    'hold for ES modules and CommonJS under the strictest flags, with fast-check $version',
    ({ directory }) => {
      const texts = { consumer, kit: kitConsumer }
      const files = Object.entries(texts).flatMap(([name, text]) =>
        ['ts', 'cts'].map((extension) => {
          const file = join(directory, `${name}.${extension}`)
          writeFileSync(file, text)
          return file
        }),
      )
      expect(compile(files)).toEqual([])
    },
    60_000,
  )

  it.each([
    { resolution: 'node10', options: node10 },
    { resolution: 'node16', options: {} },
    { resolution: 'bundler', options: bundler },
  ])(
    'are the same from every entry under $resolution',
    ({ resolution, options }) => {
      const file = join(project, `mixing-${resolution}.ts`)
      writeFileSync(file, mixingConsumer)
      expect(compile([file], { ...options, skipLibCheck: true })).toEqual([])
    },
    60_000,
  )
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
// Internal members are left out of the types.
// @ts-expect-error
export const dispatch = sync.dispatch
// @ts-expect-error
export const world = sync.world
// @ts-expect-error
export const plan = sync.faults.plan
// @ts-expect-error
export const restore = store.restore
// @ts-expect-error
export const as = store.as
`

const kitConsumer = `
import fc from 'fast-check'
import { createFakeSync, type SyncState } from 'fake-twilio-sync'
import { faultPlan, invalidTtl, raceGate, streamCommands, worldState } from 'fake-twilio-sync/fast-check'

const sync = createFakeSync()
export const states: fc.Arbitrary<SyncState> = worldState(sync)
export const property: fc.IAsyncProperty<unknown> = fc.asyncProperty(
  fc.scheduler(),
  faultPlan({ kinds: ['reset'] }),
  invalidTtl(),
  streamCommands(),
  async (scheduler, plan, { value, status, code }, commands) => {
    plan.install(sync)
    const total: number = value + status + code + [...commands].length
    await raceGate(sync, scheduler).waitFor(Promise.resolve(total))
  },
)
// @ts-expect-error
export const mistake = faultPlan({ kinds: ['resett'] })
`

const node10: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  ignoreDeprecations: '6.0',
  esModuleInterop: true,
}

const bundler: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
}

/** Classes with private members fit only where they come from one declaration. */
const mixingConsumer = `
import { createFakeSync, installFakeSync, type FakeSync, FakeClock, StreamStore } from 'fake-twilio-sync'
import { installFakeSyncClient, type InstallFakeSyncClientOptions } from 'fake-twilio-sync/client'
import * as core from 'fake-twilio-sync/core'
import { fakeSyncPlugin, faultPlan, raceGate, worldState } from 'fake-twilio-sync/fast-check'
import { matchers } from 'fake-twilio-sync/matchers'
import type { SyncFixtures } from 'fake-twilio-sync/vitest'
import fc from 'fast-check'

const sync: FakeSync = core.createFakeSync()
const installed: core.FakeSync = installFakeSync({ clock: new core.FakeClock(0) })
const options: InstallFakeSyncClientOptions = { clock: new core.FakeClock(0), webSocket: true }
export const client: FakeSync = installFakeSyncClient(options)
// @ts-expect-error
installFakeSyncClient({ nock: false })
export const fixtures: SyncFixtures = { sync, syncOptions: { clock: new FakeClock(0) } }
export const store: StreamStore = new core.StreamStore({ clock: new FakeClock(0) })
export const gate = raceGate(installed, fc.schedulerFor([]))
export const plugins = [fakeSyncPlugin(sync), fakeSyncPlugin(installed), fakeSyncPlugin(fixtures.sync)]
export const arbitraries = [worldState(createFakeSync()), worldState(core.createFakeSync()), faultPlan()]
// @ts-expect-error
matchers.toHaveNoStreams.call(null, sync)
`

/** What npm would publish, unpacked. */
function pack(): string {
  const args = ['pack', '--ignore-scripts', '--pack-destination', temporary]
  execFileSync('npm', args, { cwd: root, stdio: 'pipe' })
  const tarball = readdirSync(temporary).find((file) => file.endsWith('.tgz')) ?? 'no tarball'
  execFileSync('tar', ['-xzf', tarball], { cwd: temporary })
  return join(temporary, 'package')
}

/** A project with the package and others installed, some of them under another name. */
function install(
  name: string,
  others: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): string {
  const directory = join(temporary, name)
  const modules = join(directory, 'node_modules')
  mkdirSync(modules, { recursive: true })
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  // Through a link, the package would find the packages next to the link's target.
  cpSync(unpacked, join(modules, 'fake-twilio-sync'), { recursive: true })
  for (const [other, target] of [...others.map((one) => [one, one]), ...Object.entries(aliases)]) {
    symlinkSync(join(root, 'node_modules', target ?? ''), join(modules, other ?? ''))
  }
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

/** Bundles a module as web apps are, runs it where there is nothing of Node: its `answers`. */
async function runInBrowser(contents: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: bareProject },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
  })
  const [{ text } = { text: '' }] = outputFiles
  const context = createContext({ ...webGlobals })
  // A script has no `await` at its top level.
  await runInContext(`(async () => { ${text} })()`, context)
  return JSON.parse(JSON.stringify(context['answers'])) as unknown
}

const webGlobals = {
  AbortController,
  AbortSignal,
  Headers,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  setTimeout,
  structuredClone,
}

/** What the strictest compiler has to say. It knows the language alone: the types need no others. */
function compile(files: readonly string[], options: ts.CompilerOptions = {}): string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    // The web API in Node, `fetch` and its types, is in lib.dom as well as in @types/node.
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    ...options,
  })
  return (
    ts
      .getPreEmitDiagnostics(program)
      // The types of twilio do not hold by themselves: they import modules without types.
      .filter(({ file }) => file === undefined || file.fileName.startsWith(temporary))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  )
}
