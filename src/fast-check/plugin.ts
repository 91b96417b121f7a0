import type { Clock } from '../domain/clock.ts'
import { checkOptionNames, refuse } from '../domain/refuse.ts'
import type { FakeSync } from '../fake/fake-sync.ts'
import { checkFake } from './check-fake.ts'
import { fc } from './fc.ts'
import { renewSchedulers } from './renew-schedulers.ts'
import { type FailedRun, type Replay, reportRun } from './report.ts'
import { beginRunNotes, type OpenNotes } from './run-notes.ts'

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

/** A plugin of fast-check 4.10 or later. Its type names none of fast-check's, which older ones have not. */
export type FakeSyncPlugin = () => FakeSyncPluginInstance

/** What the plugin does during one `fc.assert`. */
export interface FakeSyncPluginInstance {
  decorateRun<Run extends (value: never) => unknown>(nestedRun: Run): Run
  onAllRunsComplete(details: PropertyDetails): Promise<void> | void
  afterAll(): void
}

/** What fast-check tells about a property that was checked, as far as it matters here. */
export interface PropertyDetails {
  readonly failed: boolean
  readonly seed: number
  /** `null` when it is not a run that failed. */
  readonly counterexamplePath: string | null
  readonly errorInstance: unknown
  readonly runConfiguration: RunConfiguration
}

/** The options of `fc.assert`, as far as they matter here. */
export interface RunConfiguration {
  readonly examples?: readonly unknown[]
  readonly unbiased?: boolean
  readonly includeErrorInReport?: boolean
  readonly plugins?: readonly unknown[]
  readonly reporter?: unknown
  readonly asyncReporter?: unknown
}

/**
 * Resets the fake before every run of a property, those of shrinking included; and tells, when the property
 * fails, what the minimal failing run left in the fake, which faults were planned, what the race gate let
 * pass, and the test that runs it again. In the end the fake is as new again, without gates and faults. List it
 * before plugins that prepare the fake.
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
  const plugin: FakeSyncPlugin = () => {
    const watch = new RunWatch(sync)
    return {
      decorateRun: (nestedRun) => watch.decorate(nestedRun),
      onAllRunsComplete(details) {
        const { failed, counterexamplePath, runConfiguration } = details
        const isAboutRun = failed && counterexamplePath !== null
        if (!report || !isAboutRun || hasReporter(runConfiguration)) return
        const replay = { ...replayOf(details, plugin), names: options, isAsync: watch.isAsync }
        return throwReport(details, { run: watch.failedRun(details.errorInstance), replay })
      },
      // Gates and faults of the last run would hold and hit whatever comes next.
      afterAll: () => sync.reset(),
    }
  }
  return plugin
}

/** Begins every run with a fake that is as new, and keeps what is known of the last one that failed. */
class RunWatch {
  /** Whether runs return promises, and hooks may. */
  isAsync = false
  readonly #sync: FakeSync<Clock>
  #notes: OpenNotes
  #failed: FailedRun | undefined

  constructor(sync: FakeSync<Clock>) {
    this.#sync = sync
    this.#notes = beginRunNotes(sync)
  }

  decorate<Run extends (value: never) => unknown>(nestedRun: Run): Run {
    const run = (value: never): unknown => {
      this.#sync.reset()
      const notes = beginRunNotes(this.#sync)
      this.#notes = notes
      const end = (result: unknown): unknown => {
        // A run that took too long may end during another one, and has nothing to say any more.
        if (notes === this.#notes && isFailure(result)) this.#failed = this.#describe(result.error)
        return result
      }
      const { value: renewed, schedulers } = renewSchedulers(value)
      for (const scheduler of schedulers) notes.schedulers.push(scheduler)
      const result = nestedRun(renewed as never)
      if (!isPromise(result)) return end(result)
      this.isAsync = true
      return result.then(end)
    }
    return run as Run
  }

  /** The last run that failed if it was with this error; as things stand now if it never came to its end. */
  failedRun(error: unknown): FailedRun {
    const failed = this.#failed
    return failed !== undefined && failed.error === error ? failed : this.#describe(error)
  }

  #describe(error: unknown): FailedRun {
    return { error, description: this.#sync.describe(), notes: this.#notes }
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

function replayOf(
  { seed, counterexamplePath, runConfiguration }: PropertyDetails,
  plugin: FakeSyncPlugin,
): Omit<Replay, 'names' | 'isAsync'> {
  const { examples = [], unbiased = false, plugins = [] } = runConfiguration
  const others = plugins.filter((other) => other !== plugin)
  return {
    seed,
    path: counterexamplePath ?? '',
    namesPlugin: others.length < plugins.length,
    alsoGiven: [
      ...(examples.length > 0 ? ['examples'] : []),
      ...(unbiased ? ['unbiased'] : []),
      ...(others.length > 0 ? ['the other plugins'] : []),
    ],
  }
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
