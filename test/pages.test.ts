import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { operationNames } from '../src/api/operations.ts'
import type { Rows } from '../src/api/route.ts'
import { faultKinds, faultPoints, targetOf } from '../src/api/fault-points.ts'
import { rows as rowsOfClients } from '../src/cds/rows.ts'
import { failureTable } from '../src/domain/rules/failure-table.ts'
import { kinds } from '../src/domain/rules/kinds.ts'
import { twilioLimits } from '../src/domain/rules/limits.ts'
import * as kit from '../src/fast-check.ts'
import { createFakeSync, installFakeSync } from '../src/index.ts'
import { keysOf } from '../src/lang/keys-of.ts'
import { matchers } from '../src/matchers.ts'
import { rows } from '../src/rest/rows.ts'
import {
  anchorsOf,
  blocks,
  namesIn,
  pages,
  root,
  sectionOf,
  tableIn,
  textOf,
} from './support/pages.ts'

// What the pages say besides their examples (documentation.test.ts), held to the source.

const sourceOf = (path: string): string => readFileSync(join(root, 'src', path), 'utf8')
const firstNames = (table: readonly string[][]): string[] =>
  table.map(([cell = '']) => namesIn(cell)[0] ?? cell)
const reference = 'docs/reference.md'
const storeHeadings = ['Streams', 'Documents', 'Lists and Maps']
const failureFiles = ['domain/rules/request-failures.ts', 'domain/rules/object-failures.ts']

describe('the links', () => {
  const links = pages.flatMap(({ path, text }) =>
    Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => ({ path, target })),
  )

  it('are found', () => {
    expect(links.length).toBeGreaterThan(100)
  })

  it.each(links.filter(({ target }) => !target.startsWith('https:')))(
    'lead from $path to $target',
    ({ path, target }) => {
      const [file = '', anchor] = target.split('#')
      const page = file === '' ? path : relative(root, join(root, dirname(path), file))
      expect(existsSync(join(root, page))).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(page)).toContain(anchor)
    },
  )

  it('lead from the README to every other page', () => {
    const others = pages.map(({ path }) => path).filter((path) => /^docs\/|^CONT/.test(path))
    const targets = links.filter(({ path }) => path === 'README.md').map(({ target }) => target)
    expect(targets).toEqual(expect.arrayContaining(others))
  })
})

describe('the commands', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly scripts: Readonly<Record<string, string>>
    readonly peerDependencies: Readonly<Record<string, string>>
  }
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.trim().split(/\n| && /))
  const inText = pages.flatMap(({ text }) => namesIn(text))

  it.each([...commands, ...inText.filter((name) => /^np[mx] /.test(name))])('%s', (command) => {
    const [, install] = /^npm install --save-dev (.+)$/.exec(command) ?? []
    const [, script] = /^npm run ([\w:]+)(?: -- .+)?$/.exec(command) ?? []
    const [, path] = /^npx vitest run (.+)$/.exec(command) ?? []
    const packages = [manifest.name, 'expect', ...Object.keys(manifest.peerDependencies)]
    if (install !== undefined) {
      const named = install.split(' ').map((one) => one.replace(/@\d+$/, ''))
      expect(packages).toEqual(expect.arrayContaining(named))
    } else if (script !== undefined) expect(manifest.scripts).toHaveProperty([script])
    else if (path !== undefined) expect(existsSync(join(root, path))).toBe(true)
    else
      expect(['npm ci', 'npm test', 'npm ci && npm run demo', 'npm install nock']).toContain(
        command,
      )
  })

  it('are those that are run from a fresh clone', () => {
    const lines = Array.from(
      sectionOf('README.md', 'From a fresh clone').matchAll(/^```sh\n(.*)\n```/gm),
      ([, line]) => line,
    )
    expect(lines).toHaveLength(2)
    const run = readFileSync(join(root, '.ci/run'), 'utf8').split('\n')
    expect(run).toEqual(expect.arrayContaining(lines))
  })

  it('are for the versions that the package accepts', () => {
    const [, versions = ''] =
      tableIn(textOf('docs/compatibility.md')).find(([peer]) => peer === 'nock') ?? []
    for (const version of manifest.peerDependencies['nock']?.split(' || ') ?? []) {
      expect(versions).toContain(version.replace(/^\^/, '').replace('.0.0', ''))
    }
  })
})

describe('the reference', () => {
  it('has every option, and those that only an installed fake has last', () => {
    const names = firstNames(tableIn(sectionOf(reference, 'Options')))
    const found = knownBy(() => installFakeSync({ none: true } as object))
    expect([...names].sort()).toEqual([...found].sort())
    expect(names.slice(0, -3).sort()).toEqual(
      [...knownBy(() => createFakeSync({ none: true } as object))].sort(),
    )
  })

  it.each<{ heading: string; classes: Readonly<Record<string, string>> }>([
    {
      heading: 'The fake',
      classes: {
        FakeSync: 'fake/fake-sync.ts',
        FakeStores: 'fake/fake-stores.ts',
        ReachableFake: 'fake/reachable-fake.ts',
      },
    },
    { heading: 'Stores', classes: { ObjectStore: 'domain/objects/object-store.ts' } },
    { heading: 'Streams', classes: { StreamStore: 'domain/objects/stream-store.ts' } },
    { heading: 'Documents', classes: { DocumentStore: 'domain/objects/document-store.ts' } },
    {
      heading: 'Lists and Maps',
      classes: {
        CollectionStore: 'domain/objects/collection-store.ts',
        ListStore: 'domain/objects/list-store.ts',
        MapStore: 'domain/objects/map-store.ts',
      },
    },
    {
      heading: 'Items',
      classes: {
        ItemStore: 'domain/objects/item-store.ts',
        ListItems: 'domain/objects/list-store.ts',
        MapItems: 'domain/objects/map-store.ts',
      },
    },
    { heading: 'Permissions', classes: { Permissions: 'domain/objects/permissions.ts' } },
  ])('has every public member under $heading', ({ heading, classes }) => {
    const cells = tableIn(sectionOf(reference, heading)).map(([cell = '']) => cell)
    const names = cells.flatMap(namesIn).map((name) => name.replace(/\(.*/, '').replace(/<.*/, ''))
    const members = Object.entries(classes).flatMap(([name, path]) =>
      publicMembersOf(classIn(sourceOf(path), name)),
    )
    expect(names.sort()).toEqual([...new Set(members)].sort())
  })

  it('has a store for every kind of objects', () => {
    const sync = createFakeSync()
    const names = storeHeadings.flatMap((heading) => namesIn(sectionOf(reference, heading)))
    for (const kind of keysOf(kinds)) {
      expect(sync).toHaveProperty(kind)
      expect(names).toContain(`sync.${kind}`)
    }
  })

  it('names types that are exported', () => {
    const [, types = ''] =
      /^The types are exported: (.*)$/m.exec(sectionOf(reference, 'Stores')) ?? []
    const names = namesIn(types)
    expect(names.length).toBeGreaterThan(10)
    const core = sourceOf('core.ts')
    for (const name of names) expect(core).toMatch(new RegExp(`\\b${name}\\b`))
  })

  it('has every operation, with its method and path', () => {
    const found = tableIn(sectionOf(reference, 'Operations')).map((cells) => cells.flatMap(namesIn))
    const protocols: readonly Rows[] = [rows, rowsOfClients]
    expect(found).toEqual(
      operationNames.map((name) =>
        [
          name,
          ...protocols.flatMap(({ [name]: row }) => row && `${row.method} ${row.path}`),
        ].filter((cell) => cell !== undefined),
      ),
    )
  })

  it('has every member of a request', async () => {
    const sync = createFakeSync()
    await sync.fetch('https://sync.twilio.com/v1/Services')
    const found = firstNames(tableIn(sectionOf(reference, 'Requests')))
    expect(found.sort()).toEqual(Object.keys(sync.requests[0] ?? {}).sort())
  })

  it('has every failure, with its status, its code and its grade', () => {
    const found = tableIn(sectionOf(reference, 'Errors')).map(([kind = '', , code, grade = '']) => [
      namesIn(kind)[0],
      code,
      grade.split(/[ ;]/)[0],
    ])
    const expected = Object.entries(failureTable).map(([kind, { status, code }]) => [
      kind,
      `${status} / ${code}`,
      gradeOf(commentOf(kind)),
    ])
    expect([...found].sort()).toEqual(expected.sort())
  })

  it('has every limit, with its value and its grade', () => {
    const source = sourceOf('domain/rules/limits.ts')
    const found = tableIn(sectionOf(reference, 'Limits')).map(
      ([name = '', value, , grade = '']) => [
        namesIn(name)[0],
        Number(value?.replaceAll(' ', '')),
        grade.startsWith('the fake') ? 'own' : grade.split(/[ ;]/)[0],
      ],
    )
    const expected = keysOf(twilioLimits).map((name) => [
      name,
      twilioLimits[name],
      gradeOf(docOf(name, source)),
    ])
    expect(found).toEqual(expected)
  })
})

describe('the page on fidelity', () => {
  const cells = pages
    .filter(({ path }) => path === 'docs/fidelity.md')
    .flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('| ')))

  it('names options and limits that there are', () => {
    const options = knownBy(() => createFakeSync({ none: true } as object))
    const names = cells.flatMap((line) => namesIn(line.split('|').at(-2) ?? ''))
    const known = [
      ...options,
      ...Object.keys(twilioLimits).map((name) => `limits.${name}`),
      'create',
      'createdBy',
    ]
    expect(names.length).toBeGreaterThan(5)
    expect(known).toEqual(expect.arrayContaining(names))
  })

  it('names the messages that are titles of the catalogue', () => {
    const expected = Object.entries(failureTable)
      .filter(([kind]) => commentOf(kind).includes('message from the catalogue'))
      .map(([, { code }]) => String(code))
    const row = cells.find((line) => line.includes("Twilio's error catalogue")) ?? ''
    expect(row.match(/\b\d{5}\b/g)).toEqual([...new Set(expected)].sort())
  })

  it('has a row for every part of Sync that is not faked', () => {
    const [, pattern = ''] = /const notFaked = (.*)\n/.exec(sourceOf('cds/cds-protocol.ts')) ?? []
    const parts = Array.from(pattern.matchAll(/\((\w+)\)/g), ([, part = '']) => part)
    const row = cells.find((line) => line.includes('NotFakedError')) ?? ''
    for (const part of parts) expect(namesIn(row)).toContain(part)
    expect(parts.length).toBeGreaterThan(0)
  })
})

describe('the other pages', () => {
  it('say how many operations there are over REST', () => {
    const [, count] = /all (\d+) \[operations\]/.exec(textOf('README.md')) ?? []
    expect(Number(count)).toBe(Object.keys(rows).length)
  })

  it('have every kind of fault, with its members', () => {
    const sync = createFakeSync()
    const found = tableIn(textOf('docs/faults.md')).map(([kind = '', , members = '']) => [
      namesIn(kind)[0],
      namesIn(members).sort(),
    ])
    const aims = firstNames(tableIn(sectionOf('docs/faults.md', 'Which requests')))
    const expected = faultKinds.request.map((kind) => {
      const known = knownBy(() => sync.faults.add({ kind, none: true } as never))
      return [kind, known.filter((name) => ![...aims, 'kind'].includes(name)).sort()]
    })
    expect(found).toEqual(expected)
  })

  it('have every fault on the way to clients, with its members', () => {
    const sync = createFakeSync()
    const table = tableIn(sectionOf('docs/faults.md', 'On the way to subscribers'))
    let points: string[] = []
    const found = table.flatMap(([on = '', kind = '', , members = '']) => {
      if (on !== '') points = namesIn(on).map((name) => name.replaceAll("'", ''))
      return points.map((point) => [point, ...namesIn(kind), ...namesIn(members)])
    })
    const aims = firstNames(tableIn(sectionOf('docs/faults.md', 'Which requests')))
    const expected = faultPoints
      .filter((on) => targetOf(on) !== 'request')
      .flatMap((on) =>
        faultKinds[targetOf(on)].map((kind) => {
          const known = knownBy(() => sync.faults.add({ on, kind, none: true } as never))
          return [on, kind, ...known.filter((name) => ![...aims, 'kind'].includes(name))]
        }),
      )
    expect(found.sort()).toEqual(expected.sort())
  })

  it('have every matcher', () => {
    const found = firstNames(tableIn(textOf('docs/matchers.md')))
    expect(found.map((name) => name.replace(/\(.*/, ''))).toEqual(Object.keys(matchers))
  })

  it.each(Object.keys(kit))('say what %s is for', (name) => {
    expect(new RegExp(`\`${name}\\b`).test(textOf('docs/property-tests.md'))).toBe(true)
  })

  it.each([
    { heading: 'Fault plans', make: kit.faultPlan },
    { heading: 'Commands', make: kit.streamCommands },
  ])('have every option under $heading', ({ heading, make }) => {
    const found = firstNames(tableIn(sectionOf('docs/property-tests.md', heading)))
    expect(found.sort()).toEqual(knownBy(() => make({ none: true } as object)).sort())
  })
})

/** The names that an error about an unknown one lists. */
function knownBy(call: () => unknown): string[] {
  try {
    call()
  } catch (error) {
    const [, list = ''] = /expected any of (.*)$/.exec((error as Error).message) ?? []
    return list.split(', ')
  }
  return []
}

/** The members of a class that have a comment, other than internal ones. */
function publicMembersOf(source: string): string[] {
  const members = Array.from(
    source.matchAll(
      /^ {2}\/\*\*((?:(?!\*\/)[^])*)\*\/\n {2}(?!get #)(?:override )?(?:readonly |get |async )?([A-Za-z]\w+)/gm,
    ),
    ([, comment = '', name = '']) => ({ comment, name }),
  )
  return members
    .filter(({ comment, name }) => !comment.includes('@internal') && name !== 'constructor')
    .map(({ name }) => name)
}

/** The text of a class. */
function classIn(source: string, name: string): string {
  const [text] =
    new RegExp(`^export (?:abstract )?class ${name}\\b[^]*?^\\}$`, 'm').exec(source) ?? []
  if (text === undefined) throw new Error(`Cannot read the source: found no class ${name}`)
  return text
}

/** The comment above a row of the failures: rows without one share that of the row before. */
function commentOf(kind: string): string {
  const source = failureFiles.map(sourceOf).join('')
  const before = source.slice(0, source.indexOf(`\n  '${kind}': {`))
  return before.slice(before.lastIndexOf('\n  // '))
}

/** The docstring of a member of an interface. */
function docOf(name: string, source: string): string {
  const before = source.slice(0, source.indexOf(`readonly ${name}: `))
  return before.slice(before.lastIndexOf('/**'))
}

/** The first grade that a comment names. */
function gradeOf(comment: string): string | undefined {
  return /\b(observed|documented|assumed|own)\b/i.exec(comment)?.[0].toLowerCase()
}
