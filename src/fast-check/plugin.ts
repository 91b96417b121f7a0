import type { Clock } from '../domain/clock.ts'
import { checkOptionNames, refuse } from '../domain/refuse.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import { checkFake } from './check-fake.ts'
import { fc } from './fc.ts'
import type { PropertyDetails, RunConfiguration } from './property-details.ts'
import { renewSchedulers } from './renew-schedulers.ts'
import { type FailedRun, type Replay, reportRun } from './report.ts'
import { beginRunNotes, type OpenNotes } from './run-notes.ts'
import { replayOf } from './run-again.ts'
import { beginRun, endProperty, type RunningProperty } from './running-property.ts'

/** How the plugin reports. Everything is optional. */
export interface FakeSyncPluginOptions {
  /** What the property is called in the code, for the test that runs a failure again. Default: `'property'`. */
  readonly property?: string | undefined
  /** What the fake is called in the code, for the same test. Default: `'sync'`. */
  readonly fake?: string | undefined
  /**
   * Whether to report failures; true when left out. What is reported is thrown, by `fc.check` too: without
   * it `fc.check` returns its details as ever. A reporter of your own is left in charge anyway.
   */
  readonly report?: boolean | undefined
}

/**
 * A plugin of fast-check 4.10 or later, which gives all plugins of one `fc.assert` the same store. Its type
 * names none of fast-check's, which older ones have not.
 */
export type FakeSyncPlugin = (index?: number, store?: PluginStore) => FakeSyncPluginInstance

/** Where the plugins of one `fc.assert` find each other. */
export interface PluginStore {
  get(key: symbol): unknown
  set(key: symbol, value: unknown): void
}

/** What the plugin does during one `fc.assert`. */
export interface FakeSyncPluginInstance {
  decorateRun<Run extends (value: never) => unknown>(nestedRun: Run): Run
  onAllRunsComplete(details: PropertyDetails): Promise<void> | void
  afterAll(): void
}

/**
 * Resets the fake before every run of a property, those of shrinking included; and tells, when the property
 * fails, what the minimal failing run left in the fake, which faults were planned, what the race gate let
 * pass, and the test that runs it again. In the end the fake is as new again, without gates and faults. List it
 * before plugins that prepare the fake.
 *
 * One fake is for one property at a time: for several, `sync.run(() => fc.assert(…))` gives each a world of
 * its own. Around `fc.assert`, not within the property: the report tells of the world that it began in.
 *
 * Every run gets schedulers that no other run has drawn from, wherever they are in the lists and plain
 * objects of its values. One that is hidden in an instance of a class or behind a function is not found: its
 * failures may not run again.
 *
 * @throws TypeError when an option is unknown or cannot be used; Error when fast-check is older than 4.10
 *
 * @example
 * import fc from 'fast-check'
 * import { fakeSyncPlugin } from 'fake-twilio-sync/fast-check'
 *
 * const sync = createFakeSync()
 * const sizes: number[] = []
 * const property = fc.property(fc.string({ minLength: 1 }), (uniqueName) => {
 *   sync.streams.create({ uniqueName })
 *   sizes.push(sync.streams.size)
 * })
 * fc.assert(property, { numRuns: 3, plugins: [fakeSyncPlugin(sync)] })
 * sizes //=> [1, 1, 1]
 */
export function fakeSyncPlugin(
  sync: FakeSync<Clock>,
  options: FakeSyncPluginOptions = {},
): FakeSyncPlugin {
  checkFake(action, sync)
  checkOptions(options)
  checkVersion()
  const { report = true } = options
  const plugin: FakeSyncPlugin = (_, store) => {
    const { property, watches } = sharedIn(store)
    const known = watches.get(sync)
    const watch = known ?? new RunWatch(sync, property)
    watches.set(sync, watch)
    return {
      // Once is enough, if the plugin is there for all properties and named by this one as well.
      decorateRun: (nestedRun) => (known === undefined ? watch.decorate(nestedRun) : nestedRun),
      onAllRunsComplete(details) {
        const { failed, counterexamplePath, runConfiguration } = details
        const isAboutRun = failed && counterexamplePath !== null
        if (!report || !isAboutRun || hasReporter(runConfiguration)) return
        const replay = { ...replayOf(details, plugin), names: options, isAsync: watch.isAsync }
        return throwReport(details, { run: watch.failedRun(details.errorInstance), replay })
      },
      afterAll() {
        // Gates and faults of the last run would hold and hit whatever comes next.
        if (endProperty(sync, property)) renew(sync)
      },
    }
  }
  return plugin
}

/** What all plugins of one `fc.assert` share. */
interface Shared {
  readonly property: RunningProperty
  readonly watches: Map<FakeSync<Clock>, RunWatch>
}

const sharedKey = Symbol('fake-twilio-sync')

function sharedIn(store: PluginStore | undefined): Shared {
  const known = store?.get(sharedKey) as Shared | undefined
  if (known !== undefined) return known
  const shared: Shared = { property: { run: undefined }, watches: new Map() }
  store?.set(sharedKey, shared)
  return shared
}

/** Begins every run with a fake that is as new, and keeps what is known of the last one that failed. */
class RunWatch {
  /** Whether runs return promises, and hooks may. */
  isAsync = false
  readonly #sync: FakeSync<Clock>
  readonly #property: RunningProperty
  #notes: OpenNotes | undefined
  #failed: FailedRun | undefined

  constructor(sync: FakeSync<Clock>, property: RunningProperty) {
    this.#sync = sync
    this.#property = property
  }

  decorate<Run extends (value: never) => unknown>(nestedRun: Run): Run {
    const run = (value: never): unknown => {
      const endRun = beginRun(this.#sync, this.#property)
      const notes = this.#begin()
      const end = (result: unknown): unknown => {
        endRun()
        // A run that took too long may end during another one, and has nothing to say any more.
        if (notes === this.#notes && isFailure(result)) this.#failed = this.#describe(result.error)
        return result
      }
      // Hooks of the property may throw.
      const fail = (error: unknown): never => {
        endRun()
        throw error
      }
      const { value: renewed, schedulers } = renewSchedulers(value)
      notes.schedulers.push(...schedulers)
      const result = attempt(() => nestedRun(renewed as never), fail)
      if (!isPromise(result)) return end(result)
      this.isAsync = true
      return result.then(end, fail)
    }
    return run as Run
  }

  /** The last run that failed if it was with this error; as things stand now if it never came to its end. */
  failedRun(error: unknown): FailedRun {
    const failed = this.#failed
    return failed !== undefined && failed.error === error ? failed : this.#describe(error)
  }

  #begin(): OpenNotes {
    renew(this.#sync)
    const notes = beginRunNotes(this.#sync)
    this.#notes = notes
    return notes
  }

  #describe(error: unknown): FailedRun {
    // There are none when another plugin failed in the place of the first run.
    const notes = this.#notes ?? beginRunNotes(this.#sync)
    return { error, description: this.#sync.describe(), notes }
  }
}

/** Makes a fake as new. What a run has planned need not strike in it: nothing was missed. */
function renew(sync: FakeSync<Clock>): void {
  sync.faults.clear()
  sync.reset()
}

function attempt(work: () => unknown, fail: (error: unknown) => never): unknown {
  try {
    return work()
  } catch (error) {
    return fail(error)
  }
}

/** Of whichever realm. */
function isPromise(result: unknown): result is Promise<unknown> {
  return typeof (Object(result) as Partial<Promise<unknown>>).then === 'function'
}

/** What fast-check makes of a run that failed; one whose precondition does not hold has no `error`. */
function isFailure(result: unknown): result is { readonly error: unknown } {
  return typeof result === 'object' && result !== null && 'error' in result
}

function hasReporter(configuration: RunConfiguration): boolean {
  return (configuration.reporter ?? configuration.asyncReporter) !== undefined
}

/** As fast-check would, with more to say. */
function throwReport(
  details: PropertyDetails,
  failure: { readonly run: FailedRun; readonly replay: Replay },
): Promise<never> | never {
  const { errorInstance, runConfiguration } = details
  const cause = runConfiguration.includeErrorInReport === true ? {} : { cause: errorInstance }
  const fail = (message = ''): never => {
    throw new Error(reportRun(message, failure), cause)
  }
  const ofFastCheck = details as fc.RunDetails<unknown>
  if (failure.replay.isAsync) return fc.asyncDefaultReportMessage(ofFastCheck).then(fail)
  return fail(fc.defaultReportMessage(ofFastCheck))
}

const action = 'make the plugin'

function checkOptions(options: FakeSyncPluginOptions): void {
  checkOptionNames(action, options, ['property', 'fake', 'report'])
  const { report = true } = options
  for (const at of ['property', 'fake'] as const) {
    const { [at]: found = at } = options
    if (/^[\p{ID_Start}$_][\p{ID_Continue}$.]*$/u.test(found)) continue
    refuse(action, { found, at, expected: `what the ${at} is called in the code` })
  }
  if (typeof report !== 'boolean') {
    refuse(action, { found: report, at: 'report', expected: 'true or false' })
  }
}

function checkVersion(): void {
  const { installGlobalPlugin, __version: version } = fc as Partial<typeof fc>
  if (installGlobalPlugin !== undefined) return
  throw new Error(
    `Cannot make the plugin: found fast-check ${String(version)}, which has no plugins, expected 4.10 or later; with an older one call property.beforeEach(() => sync.reset())`,
  )
}
