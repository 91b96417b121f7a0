import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { newWorld, type ObjectWorld } from './object-world.ts'

// Documents against a model that shares no code with them. Each command looks at its own answer only.

interface ModelDocument {
  readonly name: string
  data: object
  changes: number
  readonly created: number
  updated: number
  expires: number | null
  readonly heard: string[]
}

interface Model {
  now: number
  documents: ModelDocument[]
}

interface Real {
  readonly world: ObjectWorld
  readonly heard: Map<ModelDocument, string[]>
  readonly codes: Set<number>
}

type Command = fc.Command<Model, Real>

/** Every code of a refusal that there is. */
const allCodes = [20404, 54003, 54006, 54008, 54010, 54011, 54101, 54103, 54301, 54302]

describe('documents', () => {
  it('agree with the model, and are refused in every way that there is', () => {
    const codes = new Set<number>()
    fc.assert(
      fc.property(fc.commands(commands(), { maxCommands: 80, size: 'max' }), (run) => {
        const world = newWorld({ clockOf: (clock) => ({ now: () => clock.now() }) })
        const model: Model = { now: 0, documents: [] }
        const real: Real = { world, heard: new Map(), codes }
        fc.modelRun(() => ({ model, real }), run)
        checkTheEnd(model, real)
      }),
      { numRuns: 300 },
    )
    expect([...codes].sort((one, other) => one - other)).toEqual(allCodes)
  }, 60_000)
})

function commands(): fc.Arbitrary<Command>[] {
  const name = fc.constantFrom('a', 'a', 'a', 'b', 'c')
  const ttl = fc.constantFrom(undefined, undefined, undefined, 0, 1, 2, 3, -1)
  const data = fc.oneof(
    { arbitrary: fc.nat({ max: 9 }).map((n): object => ({ n })), weight: 8 },
    {
      arbitrary: fc.constantFrom<unknown[]>([], null, { text: 'x'.repeat(16_384) }),
      weight: 1,
    },
    { arbitrary: fc.constant(undefined), weight: 2 },
  ) as fc.Arbitrary<object | undefined>
  const ifMatch = fc.constantFrom(undefined, 'current', 'current', 'old', '*', 'A')
  return [
    fc.record({ name: fc.oneof(name, fc.constant('')), data, ttl }).map(create),
    fc.record({ name, data, ttl }).map(create),
    fc.record({ name, data, ttl, ifMatch }).map(update),
    fc.record({ name, data, ttl, ifMatch }).map(update),
    fc.record({ name, data, ttl, ifMatch }).map(update),
    name.map(fetch),
    fc.constantFrom('b', 'c').map(remove),
    fc.constantFrom(100, 500, 1000, 3000).map(wait),
    fc.constantFrom(100, 500, 1000).map(wait),
  ]
}

interface Change {
  readonly name: string
  readonly data: object | undefined
  readonly ttl: number | undefined
  readonly ifMatch?: string | undefined
}

function create({ name, data, ttl }: Change): Command {
  return command(`create ${name} ${textOf({ data, ttl })}`, (model, real) => {
    const { documents } = real.world
    const code =
      badData(data) ||
      (name === '' && 54302) ||
      (ttl === -1 && 54011) ||
      (find(model, name) !== undefined && 54301)
    const made = attempt(real, code, () => documents.create({ uniqueName: name, data, ttl }))
    if (made === undefined) return
    const document: ModelDocument = {
      name,
      data: data ?? {},
      changes: 0,
      created: model.now,
      updated: model.now,
      expires: expiryOf(model, ttl),
      heard: [],
    }
    model.documents.push(document)
    expect(made).toEqual(recordOf(document))
    const heard: string[] = []
    real.heard.set(document, heard)
    documents.subscribe(name, (event) => heard.push(`${event.type} ${event.document.revision}`))
  })
}

function update({ name, data, ttl, ifMatch }: Change): Command {
  return command(`update ${name} ${textOf({ data, ttl, ifMatch })}`, (model, real) => {
    const document = find(model, name)
    const current = hex(document?.changes ?? 0)
    const old = hex((document?.changes ?? 0) + 1)
    const revision = ifMatch === 'current' ? current : ifMatch === 'old' ? old : ifMatch
    const code =
      (document === undefined && 20404) ||
      (ifMatch === 'A' && 54003) ||
      (ifMatch === 'old' && 54103) ||
      (data === undefined && ttl === undefined && 54010) ||
      badData(data) ||
      (ttl === -1 && 54011)
    const made = attempt(real, code, () => {
      return real.world.documents.update(name, { data, ttl, ifMatch: revision })
    })
    if (made === undefined || document === undefined) return
    document.data = data ?? document.data
    document.changes += 1
    document.updated = model.now
    if (ttl !== undefined) document.expires = expiryOf(model, ttl)
    document.heard.push(`updated ${hex(document.changes)}`)
    expect(made).toEqual(recordOf(document))
  })
}

function fetch(name: string): Command {
  return command(`fetch ${name}`, (model, real) => {
    const document = find(model, name)
    const code = document === undefined && 20404
    const found = attempt(real, code, () => real.world.documents.fetch(name))
    if (document !== undefined) expect(found).toEqual(recordOf(document))
  })
}

function remove(name: string): Command {
  return command(`remove ${name}`, (model, real) => {
    const document = find(model, name)
    attempt(real, document === undefined && 20404, () => real.world.documents.remove(name))
    if (document !== undefined) end(model, document, 'removed')
  })
}

function wait(time: number): Command {
  return command(`wait ${time} ms`, (model, { world }) => {
    world.clock.advance(time)
    model.now += time
    const due = model.documents.filter(({ expires }) => expires !== null && expires <= model.now)
    for (const document of due) end(model, document, 'expired')
  })
}

function end(model: Model, document: ModelDocument, how: 'removed' | 'expired'): void {
  document.heard.push(`${how} ${hex(document.changes)}`)
  model.documents = model.documents.filter((one) => one !== document)
}

function checkTheEnd(model: Model, { world, heard }: Real): void {
  expect(world.documents.all()).toEqual(model.documents.map(recordOf))
  expect(world.documents.size).toBe(model.documents.length)
  for (const [document, events] of heard) expect(events).toEqual(document.heard)
}

/** Makes a call that must be refused with a code, or else succeed. */
function attempt<Answer>(
  { codes }: Real,
  code: number | false,
  call: () => Answer,
): Answer | undefined {
  if (code === false) return call()
  codes.add(code)
  let found: unknown
  try {
    call()
  } catch (error) {
    found = error instanceof SyncError ? error.code : error
  }
  expect(found).toBe(code)
  return undefined
}

function find({ documents }: Readonly<Model>, name: string): ModelDocument | undefined {
  return documents.find((one) => one.name === name)
}

function expiryOf({ now }: Readonly<Model>, ttl = 0): number | null {
  return ttl === 0 ? null : now + ttl * 1000
}

function badData(data: object | null | undefined): number | false {
  if (data === null) return 54101
  if (Array.isArray(data)) return 54008
  return data !== undefined && 'text' in data && 54006
}

function hex(number: number): string {
  const rest = '0123456789abcdef'.charAt(number % 16)
  return number < 16 ? rest : hex(Math.floor(number / 16)) + rest
}

function recordOf({ name, data, changes, created, updated, expires }: ModelDocument): object {
  return {
    sid: expect.stringMatching(/^ET/) as string,
    uniqueName: name,
    data,
    revision: hex(changes),
    dateCreated: created,
    dateUpdated: updated,
    dateExpires: expires,
    createdBy: 'system',
  }
}

function textOf(parts: object): string {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name} ${JSON.stringify(value).slice(0, 40)}`).join(', ')
}

function command(text: string, run: Command['run']): Command {
  return { toString: () => text, check: () => true, run: (model, real) => run(model, real) }
}
