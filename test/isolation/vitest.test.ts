import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const root = fileURLToPath(new URL('files', import.meta.url))

describe('two files that each leave a fake installed', () => {
  it.concurrent.each([
    { pool: 'threads', isolation: '--isolate' },
    { pool: 'threads', isolation: '--no-isolate' },
    { pool: 'forks', isolation: '--isolate' },
    { pool: 'forks', isolation: '--no-isolate' },
  ])(
    'do not see each other in $pool with $isolation',
    async ({ pool, isolation }) => {
      const { numPassedTests, success } = await runFiles('--pool', pool, isolation)
      expect({ numPassedTests, success }).toEqual({ numPassedTests: 8, success: true })
    },
    60_000,
  )
})

interface Report {
  readonly numPassedTests: number
  readonly success: boolean
}

/** Runs the files one after the other in one worker, if its isolation allows. */
async function runFiles(...flags: string[]): Promise<Report> {
  const args = ['run', '--root', root, '--reporter', 'json', '--maxWorkers', '1', ...flags]
  // The variables by which vitest knows its own workers are not for a run of its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')),
  )
  const { stdout } = await promisify(execFile)(process.execPath, [vitest, ...args], { env })
  return JSON.parse(stdout) as Report
}
