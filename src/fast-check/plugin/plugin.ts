import type { Clock } from '../../domain/time/clock.ts'
import type { FakeSync } from '../../fake/fake-sync.ts'
import { hasMethod } from '../../lang/has-method.ts'
import { checkOptionNames, isWhole, refuse } from '../../lang/refuse.ts'
import { checkFake } from '../check-fake.ts'
import { fc } from '../fc.ts'
import { type Failure, reportRun } from '../report/report.ts'
import { replayOf } from '../report/run-again.ts'
import type { PropertyDetails, RunConfiguration } from './property-details.ts'
import type { RunningProperty } from './running-property.ts'
import { RunWatch } from './run-watch.ts'

/** Options of {@link fakeSyncPlugin}. All are optional. */
export interface FakeSyncPluginOptions {
  /**
   * The name of the property in your code, for the replay test in the report: an identifier, or a
   * path such as `rooms.property`. Default: `'property'`.
   */
  readonly property?: string | undefined
  /** The name of the fake in your code, in the same way. Default: `'sync'`. */
  readonly fake?: string | undefined
  /**
   * Whether to report failures. A report is thrown, from `fc.check` too; with `false`, `fc.check`
   * returns its details as usual. If the property has its own reporter, the plugin reports
   * nothing. Default: `true`.
   */
  readonly report?: boolean | undefined
  /**
   * How many requests a run may send. One more is never answered and fails the run, so that an
   * endless loop of requests ends with a report. Default: 1000, or 250 through nock, which take one
   * to three of the 5 seconds that vitest and jest give a test.
   */
  readonly maxRequests?: number | undefined
}

/**
 * A plugin for the `plugins` of `fc.assert` or for `fc.installGlobalPlugin`, in fast-check 4.10 or
 * later.
 *
 * The type names none of fast-check's own types, which older versions lack.
 */
export type FakeSyncPlugin = (index?: number, store?: PluginStore) => FakeSyncPluginInstance

/** The store that fast-check passes to all plugins of one `fc.assert`. */
export interface PluginStore {
  /** Returns the value under a key; `undefined` if there is none. */
  get(key: symbol): unknown
  /** Stores a value under a key. */
  set(key: symbol, value: unknown): void
}

/** The hooks of the plugin during one `fc.assert`. fast-check calls them. */
export interface FakeSyncPluginInstance {
  /** Wraps the runs of the property, so that each starts with a reset fake. */
  decorateRun<Run extends (value: never) => unknown>(nestedRun: Run): Run
  /**
   * Throws the report if the property failed; a promise rejects with it if the property is async.
   */
  onAllRunsComplete(details: PropertyDetails): Promise<void> | void
  /** Resets the fake, unless another property has begun to use it. */
  afterAll(): Promise<void> | void
}

/**
 * Creates a fast-check plugin that resets the fake before every run of a property, including those
 * of shrinking, and once after the last run, which removes its gates and faults. List it before
 * plugins that prepare the fake.
 *
 * When the property fails, the plugin adds to fast-check's report: the contents of the fake after
 * the minimal failing run, its fault plans, the order in which its race gate released requests and
 * responses, its schedule, and a test that replays it.
 *
 * A fake takes one property at a time; a second one fails. For several,
 * `sync.run(() => fc.assert(…))` gives each its own world. Put it around `fc.assert`, not
 * inside the property: the report describes the world that `fc.assert` was called in.
 *
 * Every run gets fresh schedulers, so that it replays. They are found in lists and plain objects of
 * the generated values; failures that use a scheduler inside a class instance or a closure may not
 * replay.
 *
 * @throws TypeError when `sync` is not a fake, or when an option is unknown or invalid
 * @throws Error when fast-check is older than 4.10
 *
 * @example
 * import fc from 'fast-check'
 * import { fakeSyncPlugin } from 'fake-twilio-sync/fast-check'
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
  const { report = true, maxRequests } = options
  const plugin: FakeSyncPlugin = (_, store) => {
    const { property, watches } = sharedIn(store)
    const earlier = watches.get(sync)
    const watch = earlier ?? new RunWatch(sync, { property, maxRequests })
    watches.set(sync, watch)
    return {
      // Once is enough when the plugin is both installed globally and listed by the property.
      decorateRun: (nestedRun) => (earlier === undefined ? watch.decorate(nestedRun) : nestedRun),
      onAllRunsComplete(details) {
        const { failed, counterexamplePath, runConfiguration } = details
        const isAboutRun = failed && counterexamplePath !== null
        if (!report || !isAboutRun || hasReporter(runConfiguration)) return
        const replay = { ...replayOf(details, plugin), names: options, isAsync: watch.isAsync }
        const run = watch.failedRun(details.errorInstance)
        return throwReport(details, { run, replay, isCutShort: watch.isCutShort })
      },
      afterAll: () => watch.afterAll(),
    }
  }
  return plugin
}

/** State that all plugins of one `fc.assert` share. */
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

function hasReporter(configuration: RunConfiguration): boolean {
  return (configuration.reporter ?? configuration.asyncReporter) !== undefined
}

/** Throws fast-check's report with the plugin's additions. */
function throwReport(details: PropertyDetails, failure: Failure): Promise<never> | never {
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
const known: Record<keyof FakeSyncPluginOptions, true> = {
  property: true,
  fake: true,
  report: true,
  maxRequests: true,
}

function checkOptions(options: FakeSyncPluginOptions): void {
  checkOptionNames(options, { action, known })
  const { report = true, maxRequests = 1 } = options
  for (const at of ['property', 'fake'] as const) {
    const { [at]: found = at } = options
    if (/^[\p{ID_Start}$_][\p{ID_Continue}$.]*$/u.test(found)) continue
    refuse(action, { found, at, expected: `what the ${at} is called in the code` })
  }
  if (typeof report !== 'boolean') {
    refuse(action, { found: report, at: 'report', expected: 'true or false' })
  }
  if (maxRequests !== Infinity && !isWhole(maxRequests, { least: 1 })) {
    const expected = 'a whole number of 1 or more, or Infinity'
    refuse(action, { found: maxRequests, at: 'maxRequests', expected })
  }
}

function checkVersion(): void {
  const { __version: version } = fc
  if (hasMethod(fc, 'installGlobalPlugin')) return
  throw new Error(
    `Cannot make the plugin: found fast-check ${version}, which has no plugins, expected 4.10 or later; with an older one call property.beforeEach(() => sync.reset())`,
  )
}
