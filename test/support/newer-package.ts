import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { vi } from 'vitest'

const nodeVersion = Number(process.versions.node.split('.')[0])

/**
 * Whether the tests of a package that needs Node 22 can run. `npm run test:matrix` installs those
 * packages, each under its name with its major version, and runs their tests.
 */
export function canTest(name: string): boolean {
  const directory = resolve(import.meta.dirname, '../../node_modules', name)
  return nodeVersion >= 22 && existsSync(directory)
}

/** The module of a package that needs Node 22; where there is none, the other, so that files load. */
export function newerOr<Module>(name: string, other: () => Promise<Module>): Promise<Module> {
  const [packageName = name] = name.split('/')
  return canTest(packageName) ? vi.importActual<Module>(name) : other()
}
