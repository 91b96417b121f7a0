import { spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Tries the mutants of code that runs while a module loads, such as tables, one process each.
 * Returns those that live.
 */
export async function survivorsOf(mutants, { directory, folder }) {
  const pending = [...mutants]
  const survivors = []
  const work = async (name) => {
    const copy = copyOfProject(join(directory, name))
    for (let mutant = pending.pop(); mutant !== undefined; mutant = pending.pop()) {
      const path = join(copy, 'src', mutant.file)
      const source = readFileSync(path, 'utf8')
      writeFileSync(path, mutant.applyTo(source))
      if (await passes(copy, folder)) survivors.push(mutant)
      writeFileSync(path, source)
    }
  }
  await Promise.all([work('first'), work('second')])
  return survivors
}

function copyOfProject(path) {
  for (const name of ['src', 'test', 'package.json', 'README.md']) {
    cpSync(name, join(path, name), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(path, 'node_modules'))
  return path
}

/** Twice as long as all tests take on a busy machine. */
const mostMilliseconds = 120_000

/**
 * Whether all tests pass in time. A module that does not load fails the files that import it; one
 * that draws the same SID for ever ends nothing.
 */
function passes(cwd, folder) {
  const args = ['vitest', 'run', '--config', 'test/mutation/vitest.config.js', '--bail', '1']
  const child = spawn('npx', [...args, '--maxWorkers', '1', '--reporter', 'dot'], {
    cwd,
    env: { ...process.env, MUTATED: folder },
    stdio: 'ignore',
    // A process group of its own, which ends with all its workers.
    detached: true,
  })
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), mostMilliseconds)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code) => {
      clearTimeout(timer)
      done(code === 0)
    })
  })
}
