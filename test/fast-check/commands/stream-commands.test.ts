import fc from 'fast-check'
import twilio from 'twilio'
import twilio5 from 'twilio5'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createFakeSync } from '../../../src/core.ts'
import type { ClientReal, ClientStreams } from '../../../src/fast-check/commands/client.ts'
import { streamCommands } from '../../../src/fast-check/commands/stream-commands.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'
import { installFakeSync } from '../../../src/index.ts'
import { type ClientWorld, clientWorld } from './client-world.ts'

const credentials = [`AC${'1'.repeat(32)}`, 'token'] as const

/** What each command says of itself, of streams with simple names. */
const shapes = {
  create: /^create "\w+"( with ttl \d{1,4})?$/,
  update: /^update "\w+" to ttl \d{1,4}$/,
  remove: /^remove "\w+"$/,
  publish: /^publish \{"id":\d+\} on "\w+"$/,
  advance:
    /^advance (by [\d.a-z ]+|((to (1 ms (before|after) )?)|((a quarter|half|three quarters) of the way to ))the \d\w\w expiry)$/,
}

const aList = 'an arbitrary of strings, or a list of one or more strings other than . and ..'

describe('streamCommands', () => {
  it('find nothing wrong with the fake', async () => {
    await fc.assert(
      fc.asyncProperty(streamCommands(), (commands) => fc.asyncModelRun(clientWorld, commands)),
      { numRuns: 300 },
    )
  })

  it('find nothing wrong with the fake over nock', async () => {
    using sync = installFakeSync()
    const { syncStreams } = twilio(...credentials).sync.v1.services('default')
    await fc.assert(
      fc.asyncProperty(streamCommands(), async (commands) => {
        sync.reset()
        const model = new StreamModel(sync)
        await fc.asyncModelRun(() => ({ model, real: { sync, syncStreams } }), commands)
      }),
      { numRuns: 30 },
    )
  }, 30_000)

  it('find nothing wrong with twilio 5', async () => {
    using sync = installFakeSync({ twilio: twilio5 })
    const { syncStreams } = twilio5(...credentials).sync.v1.services('default')
    await fc.assert(
      fc.asyncProperty(streamCommands(), async (commands) => {
        sync.reset()
        const model = new StreamModel(sync)
        await fc.asyncModelRun(() => ({ model, real: { sync, syncStreams } }), commands)
      }),
    )
  })

  it('start from the streams of the fake, and follow its expiry lag', async () => {
    await fc.assert(
      fc.asyncProperty(streamCommands(), async (commands) => {
        const sync = createFakeSync({ limits: { expiryLagSeconds: 3 } })
        sync.streams.create({ uniqueName: 'orders', ttl: 1 })
        sync.streams.create({ uniqueName: 'kitchen' })
        sync.clock.advance(3400)
        const { httpClient } = sync
        const { syncStreams } = twilio(...credentials, { httpClient }).sync.v1.services('default')
        const real = { sync, syncStreams }
        await fc.asyncModelRun(() => ({ model: new StreamModel(sync), real }), commands)
      }),
    )
  })

  it.each([
    ['create', 'found 409 / 54301, expected success'],
    ['update', 'found success, expected 404 / 20404'],
    ['remove', 'found success, expected 404 / 20404'],
    ['publish', 'found success, expected 404 / 20404'],
  ] as const)('%s fails on a stream that the model does not know', async (name, difference) => {
    const { model, real } = clientWorld()
    real.sync.streams.create({ uniqueName: 'orders' })
    const { command, text } = commandLike(name)
    await expect(command.run(model, real)).rejects.toThrow(`Cannot ${text}: ${difference}`)
  })

  it.each([
    ['create', 'found success, expected 409 / 54301'],
    ['update', 'found 404 / 20404, expected success'],
    ['remove', 'found 404 / 20404, expected success'],
    ['publish', 'found 404 / 20404, expected success'],
  ] as const)('%s fails on a stream that only the model knows', async (name, difference) => {
    const { model, real } = clientWorld()
    model.add({ sid: `TO${'0'.repeat(32)}`, uniqueName: 'orders' })
    const { command, text } = commandLike(name)
    await expect(command.run(model, real)).rejects.toThrow(`Cannot ${text}: ${difference}`)
  })

  it('keep the model like the fake', async () => {
    const seen = { streams: 0, messages: 0, mortal: 0 }
    const property = fc.asyncProperty(streamCommands(), async (commands) => {
      const { model, real } = clientWorld()
      await fc.asyncModelRun(() => ({ model, real }), commands)
      expect(byName(model)).toEqual(byName(new StreamModel(real.sync)))
      seen.streams += model.streams.length
      seen.messages += model.streams.flatMap(({ messages }) => messages).length
      seen.mortal += model.streams.filter(({ dateExpires }) => dateExpires !== null).length
    })
    await fc.assert(property, { seed: 1 })
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10)
  })

  it('contain each command often', () => {
    const texts = fc
      .sample(streamCommands({ names: ['orders', 'kitchen'] }), 100)
      .flat()
      .map(String)
    const counts = Object.values(shapes).map((shape) => texts.filter((text) => shape.test(text)))
    expect(counts.filter(({ length }) => length < 100)).toEqual([])
    expect(counts.flat()).toHaveLength(texts.length)
  })

  it('rethrow errors that are not from the service', async () => {
    const { model, real } = clientWorld()
    real.sync.faults.add({ kind: 'reset', on: 'streams.create' })
    const { command } = commandLike('create')
    await expect(command.run(model, real)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('shrink to the commands that matter', async () => {
    const lengths: number[] = []
    for (let seed = 0; seed < 20; seed += 1) {
      const { counterexample } = await fc.check(failsAfterPublish(), { seed, numRuns: 500 })
      lengths.push(counterexample?.[0].length ?? 0)
    }
    expect(Math.min(...lengths)).toBe(3)
    expect(lengths.filter((length) => length > 3).length).toBeLessThan(3)
  })

  it('replay from seed and path alone', async () => {
    const { seed, counterexamplePath, counterexample, errorInstance } = await fc.check(
      failsAfterPublish(),
      { numRuns: 500 },
    )
    const path = String(counterexamplePath)
    const again = await fc.check(failsAfterPublish(), { seed, path, endOnFailure: true })
    expect(again.numRuns).toBe(1)
    expect(fc.stringify(again.counterexample)).toBe(fc.stringify(counterexample))
    expect(String(again.errorInstance)).toBe(String(errorInstance))
  })

  it('print as a sequence', () => {
    const [list = []] = fc.sample(streamCommands(), 100).filter(({ length }) => length > 2)
    expect(fc.stringify(list)).toBe(list.map(String).join(' → '))
    const [none] = fc.sample(streamCommands({ maxCommands: 0 }), 1)
    expect(fc.stringify(none)).toBe('no commands')
  })

  it('draw from the given names, and are no more than asked for', () => {
    const lists = fc.sample(streamCommands({ names: ['a', 'b'], maxCommands: 5 }), 100)
    const texts = lists.flat().map(String)
    const names = new Set(texts.flatMap((text) => /"\w"/.exec(text) ?? []))
    expect([...names].sort()).toEqual(['"a"', '"b"'])
    expect(Math.max(...lists.map(({ length }) => length))).toBe(5)
  })

  it('draw up to four names for a list from an arbitrary', () => {
    const names = fc.nat().map((id) => (id % 3 === 0 ? '..' : `order:${id}`))
    const lists = fc.sample(streamCommands({ names }), { seed: 1, numRuns: 200 })
    const namesOf = (text: string): readonly string[] => text.match(/"order:\d+"/g) ?? []
    const counts = lists.map((list) => new Set(list.map(String).flatMap(namesOf)).size)
    expect(Math.max(...counts)).toBe(4)
    expect(lists.flat().map(String).join()).toContain('"order:')
    expect(lists.flat().map(String).join()).not.toContain('".."')
  })

  it('create names that were freed, and may go on to create them once more', async () => {
    const created = { ever: 0, again: 0 }
    for (const list of fc.sample(streamCommands(), { seed: 1, numRuns: 300 })) {
      const { model, real } = clientWorld()
      const seen = new Set<string>()
      for (const command of list) {
        const before = new Set(model.streams.map(({ uniqueName }) => uniqueName))
        await command.run(model, real)
        for (const { uniqueName } of model.streams) {
          if (before.has(uniqueName)) continue
          created.ever += 1
          if (seen.has(uniqueName)) created.again += 1
          seen.add(uniqueName)
        }
      }
    }
    expect(created.again / created.ever).toBeGreaterThan(0.15)
  })

  it('mix with commands and models of the user', async () => {
    const sync = createFakeSync()
    const { httpClient } = sync
    const { syncStreams } = twilio(...credentials, { httpClient }).sync.v1.services('default')
    const sizes: number[] = []
    const commands = streamCommands({ commands: [fc.constantFrom('paid', 'sent').map(openOrder)] })
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        sync.reset()
        const model = new ShopModel(sync)
        const real = { sync, syncStreams, shop: new Shop(syncStreams) }
        await fc.asyncModelRun(() => ({ model, real }), list)
        sizes.push(model.opened)
      }),
    )
    expect(Math.max(...sizes)).toBeGreaterThan(2)
  })

  it('run beside other work that a scheduler holds', async () => {
    const orders = new Set<string>()
    const property = fc.asyncProperty(
      streamCommands(),
      fc.scheduler(),
      async (commands, scheduler) => {
        const { model, real } = clientWorld()
        const job = { label: 'job', builder: () => removeAll({ model, real }) }
        const { task } = scheduler.scheduleSequence([job, job, job, job])
        await fc.scheduledModelRun(scheduler, () => ({ model, real }), commands)
        await task
        orders.add(labelsOf(scheduler))
      },
    )
    await fc.assert(property, { numRuns: 300 })
    const schedules = [...orders]
    expect(schedules.filter((labels) => labels.includes('check job run')).length).toBeGreaterThan(9)
  })

  it.each([
    [{ max: 1 }, 'found the unknown option max, expected any of names, maxCommands, commands'],
    [{ maxCommands: -1 }, 'found -1 for maxCommands, expected a whole number of 0 or more'],
    [{ names: 'abc' }, `found "abc" for names, expected ${aList}`],
    [{ names: [] }, `found [] for names, expected ${aList}`],
    [{ names: ['..'] }, `found [".."] for names, expected ${aList}`],
    [{ names: [1] }, `found [1] for names, expected ${aList}`],
    [
      { commands: fc.constant(1) },
      'found {"values":[1]} for commands, expected a list of arbitraries: fc.constant(command)',
    ],
    [
      { commands: [{ run: 1 }] },
      'found [{"run":1}] for commands, expected a list of arbitraries: fc.constant(command)',
    ],
    [
      { commands: [null] },
      'found [null] for commands, expected a list of arbitraries: fc.constant(command)',
    ],
  ])('refuse %j', (options, message) => {
    expect(() => streamCommands(options as object)).toThrow(
      new TypeError(`Cannot make stream commands: ${message}`),
    )
  })

  it('accept the clients of twilio 5 and 6', () => {
    type StreamsOf<Twilio extends (...args: never) => unknown> =
      ReturnType<Twilio> extends { sync: { v1: { services(sid: string): infer Service } } }
        ? Service extends { syncStreams: infer Streams }
          ? Streams
          : never
        : never
    expectTypeOf<StreamsOf<typeof twilio>>().toExtend<ClientStreams>()
    expectTypeOf<StreamsOf<typeof twilio5>>().toExtend<ClientStreams>()
    expectTypeOf<StreamsOf<typeof twilio>>().not.toBeNever()
    expectTypeOf<StreamsOf<typeof twilio5>>().not.toBeNever()
  })

  it('are commands for the model and the real', () => {
    expectTypeOf(streamCommands()).toEqualTypeOf<
      fc.Arbitrary<readonly fc.AsyncCommand<StreamModel, ClientReal>[]>
    >()
  })
})

/** A command of the stream `orders`. */
function commandLike(name: keyof typeof shapes): {
  readonly command: fc.AsyncCommand<StreamModel, ClientReal>
  readonly text: string
} {
  const commands = fc.sample(streamCommands({ names: ['orders'] }), 100).flat()
  const command = commands.find((one) => shapes[name].test(String(one)))
  if (command === undefined) throw new Error(`found no command ${name}`)
  return { command, text: String(command) }
}

function byName({ streams }: StreamModel): ReadonlyMap<string, unknown> {
  return new Map(streams.map((stream) => [stream.uniqueName, stream]))
}

/** Fails when a stream is removed that a message was published on. */
function failsAfterPublish(): fc.IAsyncProperty<[readonly object[]]> {
  return fc.asyncProperty(streamCommands(), (commands) => {
    const { model, real } = clientWorld()
    const { sync } = real
    const syncStreams: ClientStreams = Object.assign(
      (key: string) => {
        const name = decodeURIComponent(key)
        const stream = real.syncStreams(key)
        const remove = (): Promise<unknown> => {
          const isTouched = sync.streams.find(name) && sync.streams.messages(name).length > 0
          if (isTouched) throw new Error('planted')
          return stream.remove()
        }
        const update = (params: { ttl: number }): Promise<unknown> => stream.update(params)
        return { streamMessages: stream.streamMessages, update, remove }
      },
      { create: (params: { uniqueName: string; ttl: number }) => real.syncStreams.create(params) },
    )
    return fc.asyncModelRun(() => ({ model, real: { sync, syncStreams } }), commands)
  })
}

/** An app: it opens a stream for each order, and publishes its state. */
class Shop {
  readonly #streams: ClientStreams

  constructor(streams: ClientStreams) {
    this.#streams = streams
  }

  async open(uniqueName: string, state: string): Promise<string> {
    const { sid } = await this.#streams.create({ uniqueName, ttl: 60 })
    await this.#streams(sid).streamMessages.create({ data: { state } })
    return sid
  }
}

class ShopModel extends StreamModel {
  opened = 0
}

interface ShopReal extends ClientReal {
  readonly shop: Shop
}

function openOrder(state: string): fc.AsyncCommand<ShopModel, ShopReal> {
  return {
    check: () => true,
    async run(model, { shop }) {
      const uniqueName = `order ${model.opened}`
      const sid = await shop.open(uniqueName, state)
      model.add({ sid, uniqueName, ttl: 60 })
      model.publish(uniqueName, { state })
      model.opened += 1
    },
    toString: () => `open an order that is ${state}`,
  }
}

async function removeAll({ model, real }: ClientWorld): Promise<void> {
  for (const { sid, uniqueName } of model.streams) {
    await real.syncStreams(sid).remove()
    model.remove(uniqueName)
  }
}

/** What was released, in order: `check run check job run`. */
function labelsOf(scheduler: fc.Scheduler): string {
  return scheduler
    .report()
    .filter(({ status }) => status === 'resolved')
    .map(({ label }) => label.split('@', 1)[0])
    .join(' ')
}
