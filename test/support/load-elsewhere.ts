import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { dirname } from 'node:path'
import { compileFunction, createContext, runInContext } from 'node:vm'

/**
 * Loads a CommonJS package into a context of its own, as jest does for every test file: the modules
 * of Node are shared, all others and all globals of the language are not.
 */
export function loadElsewhere(name: string): unknown {
  const context = createContext()
  const globals: object = Object.getOwnPropertyDescriptors(globalThis)
  const language = new Set(Object.getOwnPropertyNames(runInContext('globalThis', context)))
  for (const [global, descriptor] of Object.entries(globals)) {
    if (!language.has(global)) Object.defineProperty(context, global, descriptor as object)
  }
  const loaded = new Map<string, { exports: unknown }>()

  function load(file: string): unknown {
    const known = loaded.get(file)
    if (known !== undefined) return known.exports
    const module: { exports: unknown } = { exports: {} }
    loaded.set(file, module)
    const text = readFileSync(file, 'utf8')
    const names = ['module', 'exports', 'require', '__filename', '__dirname']
    const code = file.endsWith('.json') ? `module.exports = ${text}` : text
    const run = compileFunction(code, names, { filename: file, parsingContext: context })
    run.call(module.exports, module, module.exports, requireFrom(file), file, dirname(file))
    return module.exports
  }

  function requireFrom(file: string): (wanted: string) => unknown {
    const require = createRequire(file)
    return (wanted) => {
      const ofNode: unknown = isBuiltin(wanted) ? require(wanted) : undefined
      return ofNode ?? load(require.resolve(wanted))
    }
  }

  return requireFrom(import.meta.filename)(name)
}
