import { type Browser, chromium } from '@playwright/test'
import { build as buildByEsbuild } from 'esbuild'
import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build as buildByVite } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { blocks } from '../support/pages.ts'
import { makeProject } from './project.ts'
import { expected } from './project/expected.ts'
import type { tellStory } from './project/story.ts'
import { type Server, serve } from './server.ts'

// The package in a real Chromium, as a user's project has it: in pages, in vitest's browser mode, and
// with the page's sockets handed to a fake outside. `npm run test:browser` runs this.

const { CHROMIUM_PATH: executablePath = 'chromium' } = process.env
const launchOptions = {
  executablePath,
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
const run = promisify(execFile)
const page = 'docs/subscribers.md'
/** The blocks that are run here and nowhere else. */
const recipes = blocks.filter(({ code }) => code.includes(`from '@playwright/test'`))
/** The blocks that are run in a browser as well as in Node. */
const examples = blocks.filter((one) => one.page === page && one.heading === 'In a browser')

describe('in Chromium', () => {
  let directory: string
  let server: Server
  let browser: Browser

  beforeAll(async () => {
    directory = makeProject()
    server = await serve(directory)
    browser = await chromium.launch(launchOptions)
    const blank = await browser.newPage()
    console.log(await blank.evaluate(() => navigator.userAgent))
    await blank.close()
  })

  afterAll(async () => {
    await browser.close()
    server.close()
    rmSync(directory, { recursive: true })
  })

  it.each([
    { bundler: 'esbuild', bundle: bundleByEsbuild, path: 'esbuild/' },
    { bundler: 'Vite', bundle: bundleByVite, path: 'vite/' },
  ])('a page bundled by $bundler has the fake to itself', async ({ bundle, path }) => {
    await bundle(directory)
    const opened = await browser.newPage()
    onTestFinished(() => opened.close())
    const asked: string[] = []
    opened.on('request', (request) => asked.push(request.url()))
    opened.on('websocket', (socket) => asked.push(socket.url()))
    await opened.goto(`${server.origin}/${path}`)
    const story = await opened.evaluate(
      async (greeter) => (globalThis as unknown as Page).tellStory(greeter),
      server.greeter,
    )
    expect(story).toEqual(expected)
    // Nothing has left for Twilio, and the one socket was the page's own.
    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(
      new Set([new URL(server.origin).host]),
    )
    expect(asked.filter((url) => url.startsWith('ws'))).toHaveLength(1)
  })

  it("vitest's browser mode runs the tests of a user, and those of the pages", async () => {
    for (const [index, { code }] of examples.entries()) {
      writeFileSync(join(directory, `example-${index}.case.ts`), code)
    }
    const config = `
      import { playwright } from '@vitest/browser-playwright'
      const provider = playwright({ launchOptions: ${JSON.stringify(launchOptions)} })
      const browser = { enabled: true, headless: true, provider, instances: [{ browser: 'chromium' }] }
      const provide = { greeter: '${server.greeter}' }
      export default {
        server: { fs: { strict: false } },
        test: { include: ['*.case.ts'], provide, browser: { ...browser, screenshotFailures: false } },
      }`
    writeFileSync(join(directory, 'vitest.config.js'), config)
    const report = join(directory, 'report.json')
    await runInProject(directory, [
      ...['node_modules/vitest/vitest.mjs', 'run', '--root', directory],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ])
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8')) as Report
    expect(examples.length).toBeGreaterThan(0)
    expect(numPassedTests).toBe(numTotalTests)
    expect(numTotalTests).toBeGreaterThan(examples.length)
  })

  it("Playwright hands a page's sockets to a fake in Node", async () => {
    await bundleApp(directory)
    const app = await serve(join(directory, 'app'))
    onTestFinished(() => app.close())
    for (const [index, { code }] of recipes.entries()) {
      writeFileSync(join(directory, `recipe-${index}.spec.ts`), code)
    }
    const use = { baseURL: app.origin, launchOptions }
    const config = `export default { workers: 1, use: ${JSON.stringify(use)} }`
    writeFileSync(join(directory, 'playwright.config.js'), config)
    const output = await runInProject(directory, [
      ...['node_modules/@playwright/test/cli.js', 'test', '--reporter=line'],
    ])
    expect(recipes.length).toBeGreaterThan(0)
    expect(output).toMatch(new RegExp(`\\b${recipes.length} passed`))
  })
})

/** The globals of the pages. */
interface Page {
  readonly tellStory: typeof tellStory
}

interface Report {
  readonly numPassedTests: number
  readonly numTotalTests: number
}

async function bundleByEsbuild(directory: string): Promise<void> {
  await bundle(directory, { entry: 'page.ts', folder: 'esbuild' })
}

async function bundleApp(directory: string): Promise<void> {
  await bundle(directory, { entry: 'app.ts', folder: 'app' })
}

async function bundle(
  directory: string,
  { entry, folder }: { readonly entry: string; readonly folder: string },
): Promise<void> {
  const outfile = join(directory, folder, 'page.js')
  const entryPoints = [join(directory, entry)]
  await buildByEsbuild({ entryPoints, outfile, bundle: true, platform: 'browser', format: 'esm' })
  const html =
    '<!doctype html><title>A page</title><body></body><script type="module" src="./page.js"></script>'
  writeFileSync(join(directory, folder, 'index.html'), html)
}

async function bundleByVite(directory: string): Promise<void> {
  await buildByVite({
    root: directory,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(directory, 'vite') },
  })
}

/** What a program of Node prints; rejects with it if it fails. */
async function runInProject(directory: string, args: readonly string[]): Promise<string> {
  const options = { cwd: directory, timeout: 50_000 }
  const ended = await run(process.execPath, args, options).catch((error: unknown) => {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    throw new Error(`${stdout}${stderr}`)
  })
  return ended.stdout
}
