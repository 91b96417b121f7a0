import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const file = fileURLToPath(new URL('files/node.case.cjs', import.meta.url))

// Of the built package: node:test runs no TypeScript on Node 20.
describe('showOnFailure in node:test', () => {
  it('adds to the error of each failed test what the fake saw', async () => {
    const args = ['--test', '--test-reporter', 'tap', file]
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, (_, stdout) => resolve(stdout))
    })
    expect(output).toMatch(/not ok 1 - shows "orders"[^]*1 == 2\s+Fake Twilio Sync, 0 s after/)
    expect(output.match(/(?<=\n *")\w+(?=" TO)/g)).toEqual(['orders'])
    expect(output).toMatch(/^# pass 1$/m)
  }, 60_000)
})
