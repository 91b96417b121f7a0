import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const root = fileURLToPath(new URL('files', import.meta.url))

describe('the setup file for vitest', () => {
  it('adds to the error of each failed test what its fakes saw', async () => {
    const results = await runFiles()
    expect(results.map(({ title }) => title)).toHaveLength(16)
    for (const { title, status, failureMessages } of results) {
      expect(status, title).toBe(title.startsWith('passes') ? 'passed' : 'failed')
      const shown = failureMessages.map((text) => text.match(/(?<=\n *")\w+(?=" TO)/g) ?? [])
      const expected = title.match(/(?<=")\w+(?=")/g) ?? []
      expect(shown.flat(), title).toEqual(expected)
      if (expected.length > 0) expect(shown[0], title).toHaveLength(1)
    }
    expect(results[0]?.failureMessages.join()).toMatch(/Faults pending\n {2}reset on streams\.list/)
  }, 60_000)
})

interface Result {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

async function runFiles(): Promise<readonly Result[]> {
  const args = [vitest, 'run', '--root', root, '--reporter', 'json']
  // The variables by which vitest knows its own workers are not for a run of its own.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')),
  )
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env }, (_, stdout) => resolve(stdout))
  })
  const report = JSON.parse(output) as {
    readonly testResults: readonly { readonly assertionResults: readonly Result[] }[]
  }
  return report.testResults.flatMap(({ assertionResults }) => assertionResults)
}
