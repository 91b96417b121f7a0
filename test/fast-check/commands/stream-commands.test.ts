import fc from 'fast-check'
import twilio from 'twilio'
import twilio5 from 'twilio5'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createFakeSync, type FakeSync } from '../../../src/core.ts'
import type { ClientReal, ClientStreams } from '../../../src/fast-check/commands/client.ts'
import {
  type StreamCommandName,
  streamCommandNames,
} from '../../../src/fast-check/commands/command-options.ts'
import { streamCommands } from '../../../src/fast-check/commands/stream-commands.ts'
import { StreamModel } from '../../../src/fast-check/commands/stream-model.ts'
import { installFakeSync } from '../../../src/index.ts'
import { clientWorld, lying } from './client-world.ts'

const credentials = ['AC' + '1'.repeat(32), 'token'] as const

describe('streamCommands', () => {
  it('find nothing wrong with the fake over httpClient', async () => {
    await fc.assert(
      fc.asyncProperty(streamCommands(), (commands) => fc.asyncModelRun(clientWorld, commands)),
      { numRuns: 300 },
    )
  })

  it('find nothing wrong with the fake over the JS API', () => {
    fc.assert(
      fc.property(streamCommands({ over: 'store' }), (commands) =>
        fc.modelRun(() => storeWorld(createFakeSync()), commands),
      ),
      { numRuns: 300 },
    )
  })

  it('find nothing wrong with the fake over nock', async () => {
    using sync = installFakeSync()
    const { syncStreams } = twilio(...credentials).sync.v1.services('default')
    await fc.assert(
      fc.asyncProperty(streamCommands(), async (commands) => {
        sync.reset()
        const setup = (): ReturnType<typeof clientWorld> => {
          return { model: new StreamModel(sync), real: { sync, syncStreams } }
        }
        await fc.asyncModelRun(setup, commands)
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

  it('follow the limits of the fake', () => {
    const small = fc.record({
      uniqueNameLength: fc.nat(10),
      ttlSeconds: fc.nat(100),
      messageBytes: fc.nat(30),
      messagesKept: fc.nat(2),
      acceptedPageSize: fc.integer({ min: 1, max: 4 }),
      returnedPageSize: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(small, streamCommands({ over: 'store' }), (limits, commands) =>
        fc.modelRun(() => storeWorld(createFakeSync({ limits })), commands),
      ),
      { numRuns: 300 },
    )
  })

  it('start from the contents of the fake, and follow its expiry lag', () => {
    const expiryLag = 2.5
    fc.assert(
      fc.property(streamCommands({ over: 'store' }), (commands) => {
        const sync = createFakeSync({ expiryLag })
        const { sid } = sync.streams.create({ ttl: 1 })
        sync.streams.create({ uniqueName: 'orders' })
        sync.streams.publish(sid, {})
        sync.clock.advance(3400)
        fc.modelRun(() => ({ model: new StreamModel(sync), real: { sync } }), commands)
      }),
    )
  })

  it('run every command often, and walk over more than a page', async () => {
    const texts: string[] = []
    const noted = streamCommands().map((commands) =>
      commands.map((command) => ({
        check: (model: Readonly<StreamModel>) => command.check(model),
        run: (model: StreamModel, real: ClientReal) => {
          texts.push(command.toString())
          return command.run(model, real)
        },
      })),
    )
    const urls: string[] = []
    const setup = (): ReturnType<typeof clientWorld> =>
      clientWorld((streams) =>
        lying(streams, {
          getPage: (url) => {
            urls.push(url)
            return streams.getPage(url)
          },
        }),
      )
    const property = fc.asyncProperty(noted, (commands) => fc.asyncModelRun(setup, commands))
    await fc.assert(property, { numRuns: 300, seed: 1 })

    const rare = streamCommandNames.filter((name) => texts.filter(shapes[name]).length < 25)
    expect(rare).toEqual([])
    expect(texts.filter((text) => !Object.values(shapes).some((is) => is(text)))).toEqual([])
    expect(urls.length).toBeGreaterThanOrEqual(texts.filter(shapes.walk).length)
  })

  it.each([
    ['fetch the newest stream by SID', 'c'],
    ['fetch the newest stream by name', 'c'],
    ['fetch the 2nd newest stream by name', 'b'],
    ['fetch the 3rd newest stream by name', 'a'],
    ['fetch the 4th newest stream by name', 'c'],
  ])('%s, of a, b and c, means %s', async (text, expected) => {
    const fetched: (string | null | undefined)[] = []
    const { model, real } = clientWorld((streams, sync) =>
      lying(streams, {
        at: (key) => {
          fetched.push(sync.streams.find(key)?.uniqueName)
          return {}
        },
      }),
    )
    for (const uniqueName of ['a', 'b', 'c']) {
      const { sid } = await real.syncStreams.create({ uniqueName })
      model.add({ sid, uniqueName })
    }
    const commands = fc.sample(streamCommands({ only: ['fetch'] }), 200).flat()
    const command = commands.find((found) => String(found) === text)
    await command?.run(model, real)
    expect(fetched).toEqual([expected])
  })

  it('rethrow errors that are not from the service', async () => {
    using sync = createFakeSync()
    const { syncStreams } = twilio(...credentials, {
      httpClient: sync.httpClient,
    }).sync.v1.services('default')
    sync.faults.add({ kind: 'reset', on: 'streams.create' })
    const [command] = fc.sample(streamCommands({ only: ['create'] }), 100).flat()
    const running = command?.run(new StreamModel(sync), { sync, syncStreams })
    await expect(running).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('shrink to the commands that matter', async () => {
    const lengths: number[] = []
    for (const seed of Array.from({ length: 20 }, (_, index) => index)) {
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

  it('follow only, exclude and weights', () => {
    const options = { only: ['create', 'list', 'walk'], exclude: ['walk'] } as const
    const commands = fc.sample(streamCommands({ ...options, weights: { list: 0 } }), 100).flat()
    expect(commands.length).toBeGreaterThan(300)
    expect(commands.map(String).filter((text) => !shapes.create(text))).toEqual([])
  })

  it('draw from the given names', () => {
    const commands = fc.sample(streamCommands({ only: ['create'], names: ['a'] }), 100).flat()
    const names = new Set(commands.map((command) => String(command).split(' ')[1]))
    expect([...names].sort()).toEqual(['"a"', 'unnamed'])
  })

  it('mix with commands and models of the user', async () => {
    const sync = createFakeSync()
    const { syncStreams } = twilio(...credentials, {
      httpClient: sync.httpClient,
    }).sync.v1.services('default')
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

  it('mix with synchronous commands of the user', () => {
    const visit: fc.Command<StreamModel & { visits: number }, { sync: FakeSync }> = {
      check: ({ streams }) => streams.length > 1,
      run: (model) => (model.visits += 1),
      toString: () => 'visit',
    }
    const visits: number[] = []
    const commands = streamCommands({ over: 'store', commands: [fc.constant(visit)] })
    fc.assert(
      fc.property(commands, (list) => {
        const { model, real } = storeWorld(createFakeSync())
        const ours = Object.assign(model, { visits: 0 })
        fc.modelRun(() => ({ model: ours, real }), list)
        visits.push(ours.visits)
      }),
    )
    expect(Math.max(...visits)).toBeGreaterThan(0)
  })

  it('run beside other work that a scheduler holds', async () => {
    const orders = new Set<string>()
    const property = fc.asyncProperty(
      streamCommands({ weights: { create: 12 } }),
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
    expect(schedules.filter((labels) => labels.includes('run job check')).length).toBeGreaterThan(9)
    // What a command aims at goes away between its check and its run.
    expect(schedules.filter((labels) => labels.includes('check job run')).length).toBeGreaterThan(9)
  })

  it.each([
    [
      { max: 1 },
      `found the unknown option max, expected any of over, commands, maxCommands, only, exclude, weights, names`,
    ],
    [{ over: 'nock' }, `found "nock" for over, expected 'client' or 'store'`],
    [{ maxCommands: -1 }, 'found -1 for maxCommands, expected a whole number of 0 or more'],
    [
      { only: ['creat'] },
      `found "creat" for only, expected any of ${streamCommandNames.join(', ')}`,
    ],
    [{ exclude: [1] }, `found 1 for exclude, expected any of ${streamCommandNames.join(', ')}`],
    [
      { weights: { a: 1 } },
      `found "a" for weights, expected any of ${streamCommandNames.join(', ')}`,
    ],
    [
      { weights: { list: 0.5 } },
      'found 0.5 for weights.list, expected a whole number of 0 or more',
    ],
    [{ only: 'create' }, 'found "create" for only, expected a list'],
    [{ exclude: null }, 'found null for exclude, expected a list'],
    [
      { weights: null },
      'found null for weights, expected an object of numbers by the names of commands',
    ],
    [
      { weights: [1] },
      'found [1] for weights, expected an object of numbers by the names of commands',
    ],
    [{ names: 'abc' }, 'found "abc" for names, expected a list'],
    [{ names: [] }, 'found [] for names, expected one or more'],
    [{ names: ['..'] }, 'found ".." for names, expected strings other than . and ..'],
    [{ names: [1] }, 'found 1 for names, expected strings other than . and ..'],
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
    [{ only: [] }, 'found no command left, expected one or more'],
    [{ only: ['list'], weights: { list: 0 } }, 'found no command left, expected one or more'],
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

  it('are asynchronous over the client and synchronous over the store', () => {
    type Lists<Command> = fc.Arbitrary<readonly Command[]>
    expectTypeOf(streamCommands()).toEqualTypeOf<Lists<fc.AsyncCommand<StreamModel, ClientReal>>>()
    expectTypeOf(streamCommands({ over: 'store' })).toExtend<
      Lists<fc.Command<StreamModel, { sync: FakeSync }>>
    >()
  })
})

/** What each command says of itself. */
const shapes: Readonly<Record<StreamCommandName, (text: string) => boolean>> = {
  create: (text) => /^create ("|unnamed)/.test(text),
  createTaken: (text) => /^create a duplicate of the (\d\w\w )?newest named stream$/.test(text),
  createInvalid: (text) => text.startsWith('create with '),
  fetch: (text) => /^fetch the (\d\w\w )?newest stream by (SID|name)$/.test(text),
  update: (text) => /^update the .*newest stream by \w+ (to ttl \d{1,4}|with nothing)$/.test(text),
  updateInvalid: (text) => /^update .* to ttl (-1|1\.5|10000000001)$/.test(text),
  remove: (text) => /^remove the .*newest stream /.test(text),
  publish: (text) => /^publish (\{.*\}|the largest message) on the .*newest stream/.test(text),
  publishInvalid: (text) => /^publish (a message that is too large|a list) on the /.test(text),
  useEnded: (text) => /^(fetch|update|remove|publish on) the .*newest ended stream by /.test(text),
  useUnknown: (text) => /^(fetch|update|remove|publish on) an unknown stream by /.test(text),
  list: (text) => /^list all in pages of \d$/.test(text),
  walk: (text) => /^walk in pages of \d(, meanwhile .*)?$/.test(text),
  advance: (text) => /^advance \d+ ms$/.test(text),
  expire: (text) => /^advance to (1 ms (before|after) )?the next expiry$/.test(text),
}

function storeWorld(sync: FakeSync): { model: StreamModel; real: { sync: FakeSync } } {
  return { model: new StreamModel(sync), real: { sync } }
}

/** Fails when a stream is removed that a message was published on. */
function failsAfterPublish(): fc.IAsyncProperty<[readonly object[]]> {
  return fc.asyncProperty(streamCommands(), (commands) => {
    const touched = new Set<string>()
    const world = clientWorld((streams, sync) => {
      const sidOf = (key: string): string | undefined =>
        sync.streams.find(decodeURIComponent(key))?.sid
      return lying(streams, {
        at: (key) => ({
          streamMessages: {
            create: async (params) => {
              const message = await streams(key).streamMessages.create(params)
              touched.add(sidOf(key) ?? '')
              return message
            },
          },
          remove: () => {
            if (touched.has(sidOf(key) ?? '')) throw new Error('planted')
            return streams(key).remove()
          },
        }),
      })
    })
    return fc.asyncModelRun(() => world, commands)
  })
}

/** An app: it opens a stream for each order, and tells of its state. */
class Shop {
  readonly #streams: ClientStreams

  constructor(streams: ClientStreams) {
    this.#streams = streams
  }

  async open(state: string): Promise<string> {
    const { sid } = await this.#streams.create({ ttl: 60 })
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
      const sid = await shop.open(state)
      model.add({ sid, ttl: 60 })
      model.publish(sid)
      model.opened += 1
    },
    toString: () => `open an order that is ${state}`,
  }
}

async function removeAll({ model, real }: ReturnType<typeof clientWorld>): Promise<void> {
  for (const { sid } of model.streams) {
    await real.syncStreams(sid).remove()
    model.remove(sid)
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
