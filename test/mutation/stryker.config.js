import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Stryker works, and where it leaves its report. */
export const directory = join(tmpdir(), 'fake-twilio-sync-mutation')

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.js', related: false },
  coverageAnalysis: 'perTest',
  // Left to `static-mutants.js`: for Stryker, one that no file survives loading lives.
  ignoreStatic: true,
  // A first line that switches checks off would move the places that tests find in a stack.
  disableTypeChecks: false,
  ignorePatterns: ['dist', 'bench', 'docs'],
  tempDirName: join(directory, 'sandboxes'),
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: join(directory, 'report.json') },
  allowConsoleColors: false,
  concurrency: 2,
  // A slow machine must not pass for a killed mutant; endless loops are counted, not timed.
  timeoutMS: 10_000,
  timeoutFactor: 2,
}
