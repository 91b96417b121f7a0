// Runs the tests that need a real browser, in the Chromium that CHROMIUM_PATH or the PATH names; says
// so and fails where there is none. `npm run test:browser` builds the package before.

import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const root = dirname(dirname(import.meta.dirname))
const { CHROMIUM_PATH, PATH = '' } = process.env
const candidates =
  CHROMIUM_PATH === undefined
    ? PATH.split(delimiter).map((directory) => join(directory, 'chromium'))
    : [CHROMIUM_PATH]
const chromium = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())

if (chromium === undefined) {
  const found =
    CHROMIUM_PATH === undefined
      ? 'no chromium on the PATH'
      : `no file at CHROMIUM_PATH, ${CHROMIUM_PATH}`
  console.error(
    `Cannot test in a browser: found ${found}, expected a Chromium: apt-get update && apt-get install -y chromium, or CHROMIUM_PATH=/path/to/chromium`,
  )
  process.exitCode = 1
} else {
  const config = join(import.meta.dirname, 'vitest.config.js')
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', config]
  const { status } = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], {
    cwd: root,
    env: { ...process.env, CHROMIUM_PATH: chromium },
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
