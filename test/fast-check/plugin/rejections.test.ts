import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import { fakeSyncPlugin } from '../../../src/fast-check/plugin/plugin.ts'
import { installFakeSync } from '../../../src/index.ts'
import { createBy } from '../../support/describe-settled.ts'

const event = 'unhandledRejection'

describe('a rejection that nobody handles', () => {
  const [first, second] = [vi.fn(), vi.fn()]
  let ofRunner: NodeJS.UnhandledRejectionListener[] = []

  beforeEach(() => {
    ofRunner = process.listeners(event)
    process.removeAllListeners(event)
    process.on(event, first).on(event, second)
  })

  afterEach(() => {
    expect(process.listeners(event)).toEqual([first, second])
    process.removeAllListeners(event)
    for (const listener of ofRunner) process.on(event, listener)
    vi.resetAllMocks()
  })

  it.each<[when: string, reject: (error: Error) => unknown]>([
    ['at once', (error) => void Promise.reject(error)],
    ['after a while', (error) => later().then(() => Promise.reject(error))],
    ['as the run ends', (error) => void later(2).then(() => Promise.reject(error))],
  ])('fails its run with the minimal counterexample: %s', async (_, reject) => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.nat(1000), async (number) => {
      if (number > 41) void reject(new Error(`the app does not like ${number}`))
      await later(2)
    })
    const failure = fc.assert(property, { seed: 1, plugins: [fakeSyncPlugin(sync)] })
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/Counterexample: \[42\][^]*The failing run began/) as string,
      cause: { message: 'the app does not like 42' },
    })
    expect(first).not.toHaveBeenCalled()
  })

  it('ends a run that waits for what it has broken', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.nat(), async () => {
      void Promise.reject(new Error('the app is out'))
      await new Promise(() => undefined)
    })
    const plugins = [fakeSyncPlugin(sync)]
    await expect(fc.assert(property, { endOnFailure: true, plugins })).rejects.toMatchObject({
      cause: { message: 'the app is out' },
    })
  })

  it('does not hide the error of the run itself', async () => {
    const sync = createFakeSync()
    const property = fc.asyncProperty(fc.nat(), async () => {
      void Promise.reject(new Error('the app is out'))
      return Promise.reject(new Error('the run is out'))
    })
    const plugins = [fakeSyncPlugin(sync)]
    await expect(fc.assert(property, { endOnFailure: true, plugins })).rejects.toMatchObject({
      cause: { message: 'the run is out' },
    })
  })

  it('is left alone outside of runs, and in sync properties', async () => {
    const sync = createFakeSync()
    const plugins = [fakeSyncPlugin(sync)]
    const failure = new Error('somebody else is out')
    fc.assert(
      fc.property(fc.nat(), () => void Promise.reject(failure)),
      { numRuns: 1, plugins },
    )
    await later()
    expect(second).toHaveBeenCalledWith(failure, expect.any(Promise))
    await fc.assert(
      fc.asyncProperty(fc.nat(), () => later()),
      { numRuns: 2, plugins },
    )
    void Promise.reject(failure)
    await later()
    expect(first).toHaveBeenCalledTimes(2)
  })

  it('is passed on if it belongs to a run that has ended', async () => {
    const sync = createFakeSync()
    const failure = new Error('the app is out late')
    let runs = 0
    const property = fc.asyncProperty(fc.nat(), async () => {
      runs += 1
      if (runs === 1) void later(2).then(() => Promise.reject(failure))
      else await later(10)
    })
    await fc.assert(property, { numRuns: 2, plugins: [fakeSyncPlugin(sync)] })
    expect(first).toHaveBeenCalledWith(failure, expect.any(Promise))
  })

  it('fails the property that it belongs to, of several that run at a time', async () => {
    const assert = (text: string): Promise<void> => {
      const property = fc.asyncProperty(fc.nat(), async () => {
        if (text !== '') void Promise.reject(new Error(text))
        await later(10)
      })
      const plugins = [fakeSyncPlugin(createFakeSync())]
      return fc.assert(property, { numRuns: 3, endOnFailure: true, plugins })
    }
    const ends = await Promise.allSettled([assert(''), assert('one'), assert(''), assert('two')])
    expect(ends).toMatchObject([
      { status: 'fulfilled' },
      { reason: { cause: { message: 'one' } } },
      { status: 'fulfilled' },
      { reason: { cause: { message: 'two' } } },
    ])
  })

  it('puts the listeners back when a hook throws', async () => {
    const sync = createFakeSync()
    const property = fc
      .asyncProperty(fc.nat(), () => later())
      .beforeEach(() => Promise.reject(new Error('the hook is out')))
    await expect(fc.assert(property, { plugins: [fakeSyncPlugin(sync)] })).rejects.toThrow(
      'the hook is out',
    )
  })

  it('is not the fault of an app whose request arrives after its run', async () => {
    const sync = installFakeSync()
    onTestFinished(() => sync.uninstall())
    const create = createBy()
    const property = fc.asyncProperty(fc.nat(), async () => {
      await create('carts')
      void create('late')
    })
    await fc.assert(property, { numRuns: 5, plugins: [fakeSyncPlugin(sync)] })
    await later(20)
    expect(first).not.toHaveBeenCalled()
  })
})

it('vitest reports only the property that has failed with a rejection', async () => {
  const property = fc.asyncProperty(fc.nat(), () => {
    void Promise.reject(new Error('the app is out'))
    return Promise.resolve()
  })
  const failure = fc.assert(property, { plugins: [fakeSyncPlugin(createFakeSync())] })
  await expect(failure).rejects.toMatchObject({ cause: { message: 'the app is out' } })
})

async function later(milliseconds = 0): Promise<void> {
  await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds))
}
