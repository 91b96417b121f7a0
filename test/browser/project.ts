import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/pages.ts'

/**
 * Makes a project with the files in `test/browser/project`, the package as it would be published, and
 * all that it develops with. Returns its directory.
 */
export function makeProject(): string {
  const directory = mkdtempSync(join(tmpdir(), 'fake-twilio-sync-browser-'))
  cpSync(join(root, 'test/browser/project'), directory, { recursive: true })
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  const modules = join(directory, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory]
  const packed = execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
  const [{ filename } = { filename: '' }] = JSON.parse(packed) as { filename: string }[]
  execFileSync('tar', ['-xzf', filename], { cwd: directory })
  // Through a link, bundlers would take the files for those of the app.
  cpSync(join(directory, 'package'), join(modules, 'fake-twilio-sync'), { recursive: true })
  return directory
}
