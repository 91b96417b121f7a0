import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

// The layers and the rules of the design, read off the syntax of the source. Type imports count.

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'src')

/** Every source file by its path below src: `domain/time/clock.ts`. */
const files = new Map(sourceFiles().map((path) => [path, parse(path)]))
const paths = [...files.keys()]
/** By the file that imports. */
const imports = new Map([...files].map(([path, { text }]) => [path, targetsOf(path, text)]))
/** What is pure and synchronous. */
const pure = ['lang', 'domain'].flatMap(inFolder)
const entries = paths.filter((path) => layerOf(path) === '.')
/** What bundlers for a browser put in place of modules of Node. */
const stubs = ['fake/async-hooks.browser.ts']

/** From which layers a layer may import; besides, each from itself. */
const layers = [
  { layer: 'lang', from: [] },
  { layer: 'domain', from: ['lang'] },
  { layer: 'api', from: ['lang', 'domain'] },
  { layer: 'rest', from: ['lang', 'domain', 'api'] },
  { layer: 'cds', from: ['lang', 'domain', 'api'] },
  { layer: 'faults', from: ['lang', 'domain', 'api'] },
  { layer: 'twilsock', from: ['lang', 'domain', 'api', 'cds'] },
  { layer: 'webhooks', from: ['lang', 'domain', 'api'] },
  { layer: 'transports', from: ['lang', 'domain', 'api', 'rest', 'twilsock'] },
  {
    layer: 'fake',
    from: ['lang', 'domain', 'api', 'rest', 'cds', 'faults', 'twilsock', 'webhooks', 'transports'],
  },
  { layer: 'matchers', from: ['lang', 'domain', 'api'] },
  { layer: 'fast-check', from: ['lang', 'domain', 'api', 'faults', 'fake'] },
  { layer: 'vitest', from: ['fake', 'matchers'] },
]

/** The rooms of the domain: each may import from those above it. */
const rooms = ['domain/time', 'domain/rules', 'domain/objects', 'domain/world']

interface Ban {
  readonly what: string
  readonly is: (node: ts.Node) => boolean
}

const bans: readonly Ban[] = [
  { what: 'any', is: ({ kind }) => kind === ts.SyntaxKind.AnyKeyword },
  { what: 'non-null assertion', is: ts.isNonNullExpression },
  { what: 'enum', is: ts.isEnumDeclaration },
  { what: 'default export', is: isDefaultExport },
  { what: 'let or var at the top level', is: isTopLevelVariable },
  { what: 'ambient randomness', is: (node) => isNamed(node, 'random') },
]

const bansInDomain: readonly Ban[] = [
  { what: 'ambient time', is: readsTime },
  { what: 'asynchronous code', is: isAsynchronous },
]

describe('the layers', () => {
  it('are the folders of src', () => {
    const folders = new Set(paths.map(layerOf).filter((layer) => layer !== '.'))
    expect([...folders].sort()).toEqual(layers.map(({ layer }) => layer).sort())
  })

  it.each(layers)('let $layer import from $from', ({ layer, from }) => {
    const targets = inFolder(layer).flatMap(importsOf).filter(isFile)
    expect(targets.filter((target) => ![layer, ...from].includes(layerOf(target)))).toEqual([])
  })

  it.each(rooms)('let %s import from the rooms before it', (room) => {
    const allowed = rooms.slice(0, rooms.indexOf(room) + 1)
    const targets = inFolder(room)
      .flatMap(importsOf)
      .filter((target) => layerOf(target) === 'domain')
    expect(targets.filter((target) => !allowed.includes(dirname(target)))).toEqual([])
  })

  it('leave nothing of the domain outside of its rooms', () => {
    expect(inFolder('domain').filter((path) => !rooms.includes(dirname(path)))).toEqual([])
  })

  it('let transports import only types from domain, and only the hosts from rest', () => {
    const targets = inFolder('transports').flatMap(runtimeImportsOf)
    expect(targets.filter((target) => layerOf(target) === 'domain')).toEqual([])
    const ofRest = inFolder('transports')
      .flatMap(importsOf)
      .filter((target) => layerOf(target) === 'rest')
    expect(new Set(ofRest)).toEqual(new Set(['rest/hosts.ts']))
  })

  it('import one package in one file', () => {
    const packagesOf = (path: string): string[] =>
      importsOf(path).filter((target) => !isFile(target))
    const importers = paths.filter((path) => packagesOf(path).length > 0)
    expect(importers.map((path) => [path, ...packagesOf(path)])).toEqual([
      ['fake/install-fake-sync.ts', 'nock'],
      ['fake/worlds.ts', 'node:async_hooks'],
      ['fast-check/fc.ts', 'fast-check'],
      ['transports/http-client.ts', 'twilio'],
      ['transports/network-guard.ts', 'node:http', 'node:net'],
      ['transports/nock/abandoned-nocks.ts', 'node:http', 'node:https', 'node:url'],
      ['transports/nock/nock-like.ts', 'node:https', 'node:util'],
      ['transports/nock/serve.ts', 'node:http', 'node:module'],
      ['vitest/test.ts', 'vitest'],
    ])
  })

  it('have no import cycle', () => {
    expect(
      paths.filter((path) =>
        importsOf(path)
          .flatMap((target) => reachOf(target))
          .includes(path),
      ),
    ).toEqual([])
  })
})

describe('the entries', () => {
  it('are those of the package and those that are built', () => {
    const { exports, tsup } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly exports: Readonly<Record<string, unknown>>
      readonly tsup: { readonly entry: readonly string[] }
    }
    const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json')
    const exported = subpaths.map((subpath) => `${subpath.slice(2) || 'index'}.ts`)
    expect(exported.sort()).toEqual(entries)
    expect(tsup.entry.map((path) => path.replace('src/', '')).sort()).toEqual(
      [...entries, ...stubs].sort(),
    )
  })

  it.each(entries)('%s only names exports of other files', (entry) => {
    const statements = files.get(entry)?.statements ?? []
    const others = statements.filter(
      (node) => !ts.isExportDeclaration(node) || !node.moduleSpecifier,
    )
    expect(others.map(where)).toEqual([])
  })

  it('reach every file', () => {
    const reached = new Set([...entries, ...stubs].flatMap((target) => reachOf(target)))
    expect(paths.filter((path) => !reached.has(path))).toEqual([])
  })

  it.each(['core.ts', 'client.ts'])('reach no package from %s', (entry) => {
    const packages = reachOf(entry, runtimeImportsOf).filter((target) => !isFile(target))
    expect(packages).toEqual(['node:async_hooks'])
  })
})

describe('the source', () => {
  it.each(bans)('has no $what', ({ is }) => {
    expect(paths.flatMap((path) => find(path, is)).map(where)).toEqual([])
  })

  it.each(bansInDomain)('has no $what in lang, domain and cds', ({ is }) => {
    expect([...pure, ...inFolder('cds')].flatMap((path) => find(path, is)).map(where)).toEqual([])
  })

  it('needs nothing but the language in lang and domain: no Node, no browser, no timer', () => {
    const program = ts.createProgram(
      pure.map((path) => join(source, path)),
      {
        lib: ['lib.es2022.d.ts'],
        types: [],
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        allowImportingTsExtensions: true,
        noEmit: true,
        strict: true,
        skipLibCheck: true,
      },
    )
    const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)
    expect(messages).toEqual([])
  })

  it('turns errors into responses in one place', () => {
    const places = ['api', 'rest', 'cds']
      .flatMap(inFolder)
      .flatMap((path) => find(path, isCatch).map(() => path))
    // Broken percent-encoding is an absence, not an error.
    expect(places).toEqual(['api/exchange.ts', 'api/percent-encoding.ts'])
  })

  it('has no file of more than 300 lines', () => {
    const isLong = ({ text }: ts.SourceFile): boolean => text.trimEnd().split('\n').length > 300
    expect([...files.values()].filter(isLong).map(({ fileName }) => fileName)).toEqual([])
  })

  it('has no catch-all file', () => {
    const names = ['utils.ts', 'helpers.ts', 'common.ts']
    expect(paths.filter((path) => names.includes(basename(path)))).toEqual([])
  })
})

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
}

function parse(path: string): ts.SourceFile {
  const text = readFileSync(join(source, path), 'utf8')
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
}

function isFile(target: string): boolean {
  return files.has(target)
}

/** The folder right below src, or `.`. */
function layerOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? path) : '.'
}

function inFolder(folder: string): string[] {
  return paths.filter((path) => path.startsWith(`${folder}/`))
}

/** What a file imports, for its types alone too: paths below src, and the names of packages. */
function importsOf(path: string): readonly string[] {
  return imports.get(path) ?? []
}

/** What is left of the imports of a file when it runs. */
function runtimeImportsOf(path: string): string[] {
  const compilerOptions = { module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  const { outputText } = ts.transpileModule(files.get(path)?.text ?? '', { compilerOptions })
  return targetsOf(path, outputText)
}

function targetsOf(path: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.') ? join(dirname(path), fileName) : fileName,
    )
}

/** A file and all that it imports, and that imports in turn. */
function reachOf(
  path: string,
  importsFrom: (path: string) => readonly string[] = importsOf,
): string[] {
  const reached = new Set([path])
  // A set that is read while it grows is read to the end.
  for (const next of reached) for (const target of importsFrom(next)) reached.add(target)
  return [...reached]
}

/** The nodes of a file that are of a kind, at any depth. */
function find(path: string, is: Ban['is']): ts.Node[] {
  const nodes: ts.Node[] = Array.from(files.get(path)?.statements ?? [])
  // An array that is read while it grows is read to the end.
  for (const node of nodes) node.forEachChild((child) => void nodes.push(child))
  return nodes.filter(is)
}

function where(node: ts.Node): string {
  return `${node.getSourceFile().fileName}: ${node.getText()}`
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

function isDefaultExport(node: ts.Node): boolean {
  const isRenamed = ts.isExportSpecifier(node) && node.name.text === 'default'
  return isRenamed || ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword
}

function isTopLevelVariable(node: ts.Node): boolean {
  const isVariable = ts.isVariableStatement(node) && ts.isSourceFile(node.parent)
  return isVariable && (node.declarationList.flags & ts.NodeFlags.Const) === 0
}

/** Any use of `Date` that could read the time, but for the one that has it as its purpose. */
function readsTime(node: ts.Node): boolean {
  if (!isNamed(node, 'Date')) return false
  const variable = ts.findAncestor(node, ts.isVariableDeclaration)?.name.getText()
  if (variable === 'systemClock') return false
  return !/^(Date|Date\.UTC|new Date\(.+\)|\w+ instanceof Date)$/s.test(node.parent.getText())
}

function isAsynchronous(node: ts.Node): boolean {
  const { AsyncKeyword, AwaitKeyword, AwaitExpression } = ts.SyntaxKind
  return (
    [AsyncKeyword, AwaitKeyword, AwaitExpression].includes(node.kind) || isNamed(node, 'Promise')
  )
}

function isCatch(node: ts.Node): boolean {
  return (
    ts.isCatchClause(node) || (ts.isPropertyAccessExpression(node) && node.name.text === 'catch')
  )
}
