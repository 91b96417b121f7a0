import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it, test } from 'vitest'
import { fakeSyncPlugin } from '../../../src/fast-check.ts'
import { createFakeSync, installFakeSync } from '../../../src/index.ts'
import { test as testWithSync } from '../../../src/vitest.ts'

// All fail, but for those whose title says that they pass. The titles say what the errors show.

const sync = createFakeSync()
afterEach(async () => {
  sync.reset()
  await sync.settled()
})
afterAll(() => sync.uninstall())

it('shows "plain" once', () => {
  sync.streams.create({ uniqueName: 'plain' })
  sync.faults.add({ kind: 'reset', on: 'streams.list' })
  expect(sync.streams.size).toBe(2)
})

it('passes', () => {
  sync.streams.create({ uniqueName: 'passed' })
})

it('shows nothing', () => {
  expect(1).toBe(2)
})

it('shows "before" once, of a fake that was reset', () => {
  sync.streams.create({ uniqueName: 'before' })
  sync.reset()
  throw new Error('')
})

it('shows "read" once, of a fake that was looked at since, and reset again', () => {
  sync.streams.create({ uniqueName: 'read' })
  sync.reset()
  expect(sync.streams.size).toBe(0)
  sync.reset()
  throw new Error(String(sync.requests.length))
})

it('shows "after" once, of a fake that was used again', () => {
  sync.streams.create({ uniqueName: 'before' })
  sync.reset()
  sync.streams.create({ uniqueName: 'after' })
  expect(sync).toHaveStream('other')
})

it('shows "block" once, of a fake of its own', () => {
  using own = installFakeSync()
  own.streams.create({ uniqueName: 'block' })
  expect(own.streams.size).toBe(2)
})

it('shows "described" once, by itself', () => {
  sync.streams.create({ uniqueName: 'described' })
  expect(sync.streams.size, sync.describe()).toBe(2)
})

it('shows "property" once, by the plugin', () => {
  const property = fc.property(fc.nat(), () => {
    sync.streams.create({ uniqueName: 'property' })
    return false
  })
  fc.assert(property, { plugins: [fakeSyncPlugin(sync)] })
})

it('shows "thrown" once, beside what is not an error', () => {
  sync.streams.create({ uniqueName: 'thrown' })
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw 'a string'
})

for (const name of ['one', 'two']) {
  testWithSync.concurrent(`shows "${name}" once, of a fixture`, async ({ sync }) => {
    sync.streams.create({ uniqueName: name })
    await Promise.resolve()
    throw new Error('out')
  })
}

describe('a hook of the test’s own that fails, too', () => {
  const strict = createFakeSync({ strict: true })
  afterEach(() => strict.reset())

  it('shows "strict" once, in the error of the test', () => {
    strict.streams.create({ uniqueName: 'strict' })
    strict.faults.add({ kind: 'reset', on: 'streams.list' })
    throw new Error('out')
  })

  testWithSync('shows "fixture" once, in the error of the test', ({ sync }) => {
    sync.streams.create({ uniqueName: 'fixture' })
    strict.faults.add({ kind: 'reset', on: 'streams.list' })
    throw new Error('out')
  })
})

let tries = 0
it('shows "first" and "second", of two tries', { retry: 1 }, () => {
  tries += 1
  sync.streams.create({ uniqueName: tries === 1 ? 'first' : 'second' })
  throw new Error('out')
})

test.fails('passes, since it is to fail', () => {
  sync.streams.create({ uniqueName: 'failed' })
  throw new Error('as it should')
})
