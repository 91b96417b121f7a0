import { escapeControls } from '../../lang/show.ts'
import type { fc } from '../fc.ts'
import type { RunNotes } from './run-notes.ts'

/** A run that failed. */
export interface FailedRun {
  readonly error: unknown
  /** `sync.describe()` right after the run. */
  readonly description: string
  readonly notes: RunNotes
}

/** What it takes to replay a run. */
export interface Replay {
  /** The names of the property and the fake in the code, if not the default ones. */
  readonly names: {
    readonly property?: string | undefined
    readonly fake?: string | undefined
    readonly maxRequests?: number | undefined
  }
  readonly isAsync: boolean
  readonly seed: number
  readonly path: string
  /** The parameters that the path depends on, as code: `unbiased: true`. */
  readonly settings: readonly string[]
  /** Whether the property lists the plugin, rather than having it from a global install. */
  readonly namesPlugin: boolean
  /** Parameters that the path depends on and that cannot be printed as code: `examples`. */
  readonly alsoGiven: readonly string[]
}

/** All that is known of the failure of a property. */
export interface Failure {
  readonly run: FailedRun
  readonly replay: Replay
  /** Whether runs were left out that might have been simpler. */
  readonly isCutShort: boolean
}

/**
 * The report on the minimal failing run: fast-check's message and what the kit knows in addition.
 */
export function reportRun(message: string, { run, replay, isCutShort }: Failure): string {
  const { description, notes } = run
  return [
    shortenTexts(message),
    ...section(
      `The failing run began at ${notes.startedAt} and left`,
      withoutRepeated(description.split('\n'), message),
    ),
    ...section('Requests of earlier runs that arrived late', notes.lateRequests),
    ...section('Its fault plan', notes.faultPlans),
    ...section('What its race gate let pass, in this order', notes.releases),
    ...section('Its schedule', schedulesOf(notes)),
    ...(isCutShort ? ['Not shrunk to the end: runs with so many requests take too long.'] : []),
    `To run it again:\n\n${regressionTest(message, replay)}`,
  ].join('\n\n')
}

/** How many characters of a text in a counterexample are shown. */
const longestText = 120

/** Cuts the long texts in a counterexample, and leaves the error below it as it is. */
function shortenTexts(message: string): string {
  const [counterexample = '', ...rest] = message.split(/(?=^Shrunk \d+ time)/m)
  const shortened = counterexample.replace(/"(?:[^"\\\n]|\\.)*"/g, (text) => {
    return text.length > longestText ? `${text.slice(0, longestText - 2)}…"` : text
  })
  return [shortened, ...rest].join('')
}

/** Leaves out the streams that the counterexample shows in the same words. */
function withoutRepeated(lines: readonly string[], message: string): readonly string[] {
  const isRepeated = (line = ''): boolean => isStream.test(line) && message.includes(line.trim())
  return lines.flatMap((line, index) => {
    if (!isRepeated(line)) return [line]
    const indent = line.slice(0, line.length - line.trimStart().length)
    return isRepeated(lines[index - 1]) ? [] : [`${indent}streams as in the counterexample`]
  })
}

/** A line that shows a stream, or says how many more there are. */
const isStream = / TO[\da-f]{32}: |… and \d+ more stream/

/** The schedules with other tasks than those of the race gate, which are listed already. */
function schedulesOf({ schedulers, gateTasks }: RunNotes): readonly string[] {
  return schedulers
    .map((scheduler) => linesOf(scheduler, gateTasks))
    .filter((lines) => lines.some((line) => line !== gateLine))
    .flatMap((lines, index) => (index === 0 ? lines : ['and of the next scheduler:', ...lines]))
}

const gateLine = '… what its race gate let pass, see above'

function linesOf(scheduler: fc.Scheduler, gateTasks: ReadonlySet<string>): readonly string[] {
  const lines = scheduler.report().map(({ label, schedulingType, taskId, status }) => {
    return gateTasks.has(label)
      ? gateLine
      : escapeControls(`task ${taskId} ${schedulingType}::${label} ${status}`)
  })
  return lines.filter((line, index) => line !== gateLine || lines[index - 1] !== gateLine)
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`]
}

function regressionTest(message: string, replay: Replay): string {
  const { names, isAsync, seed, path, settings, namesPlugin, alsoGiven } = replay
  const { property = 'property', fake = 'sync' } = names
  const options = [
    `seed: ${seed}`,
    `path: '${path}'`,
    'endOnFailure: true',
    ...settings,
    ...(namesPlugin
      ? [`plugins: [fakeSyncPlugin(${[fake, ...optionsOf(names)].join(', ')})]`]
      : []),
  ]
  const [, replayPath] = /replayPath="([^"]*)"/.exec(message) ?? []
  return [
    `test('replays the failure of seed ${seed}', ${isAsync ? 'async ' : ''}() => {`,
    ...(names.property === undefined
      ? [
          "  // Other names? Pass them to the plugin: fakeSyncPlugin(sync, { property: '…', fake: '…' })",
        ]
      : []),
    ...(alsoGiven.length === 0
      ? []
      : [`  // Add the other parameters it was given: ${alsoGiven.join(', ')}`]),
    ...(replayPath === undefined ? [] : [`  // Give its commands { replayPath: '${replayPath}' }`]),
    `  ${isAsync ? 'await ' : ''}fc.assert(${property}, { ${options.join(', ')} })`,
    '})',
  ].join('\n')
}

/** The options of the plugin as code. */
function optionsOf({ property, fake, maxRequests }: Replay['names']): string[] {
  const members = [
    ...(property === undefined ? [] : [`property: '${property}'`]),
    ...(fake === undefined ? [] : [`fake: '${fake}'`]),
    ...(maxRequests === undefined ? [] : [`maxRequests: ${maxRequests}`]),
  ]
  return members.length === 0 ? [] : [`{ ${members.join(', ')} }`]
}
