import { fc } from '../fc.ts'
import type { PropertyDetails, RunConfiguration } from '../plugin/property-details.ts'
import type { Replay } from './report.ts'

/** What it takes to replay the failure of a property that ran with this plugin. */
export function replayOf(
  { seed, counterexamplePath, runConfiguration }: PropertyDetails,
  plugin: unknown,
): Omit<Replay, 'names' | 'isAsync'> {
  const { examples = [], plugins = [], randomType } = runConfiguration
  const others = plugins.filter((other) => other !== plugin)
  const isKnown = randomType === undefined || nameOfRandomType(randomType) !== undefined
  return {
    seed,
    path: counterexamplePath ?? '',
    namesPlugin: others.length < plugins.length,
    settings: settingsOf(runConfiguration),
    alsoGiven: [
      ...(examples.length > 0 ? ['examples'] : []),
      ...(isKnown ? [] : ['randomType']),
      ...(others.length > 0 ? ['the other plugins'] : []),
    ],
  }
}

/** The parameters that the path of a failure depends on besides the seed, as code. */
function settingsOf({ unbiased = false, timeout, randomType }: RunConfiguration): string[] {
  const name = nameOfRandomType(randomType)
  const usual = fc.readConfigureGlobal().randomType ?? defaultRandomType
  return [
    ...(name === undefined || name === usual ? [] : [`randomType: '${name}'`]),
    ...(unbiased ? ['unbiased: true'] : []),
    ...(timeout === undefined ? [] : [`timeout: ${timeout}`]),
  ]
}

const defaultRandomType = 'xorshift128plus'
const randomTypes = [defaultRandomType, 'xoroshiro128plus', 'mersenne', 'congruential32'] as const

/** The name of a random type. fast-check passes only its function, so compare what that draws. */
function nameOfRandomType(found: unknown): string | undefined {
  const drawBy = (randomType: unknown): string =>
    fc.sample(fc.integer(), { seed: 1, numRuns: 4, randomType } as fc.Parameters<number>).join()
  return randomTypes.find((name) => found !== undefined && drawBy(name) === drawBy(found))
}
