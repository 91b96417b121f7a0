import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root: string = resolve(import.meta.dirname, '../..')

/** A page of the documentation. */
export interface Page {
  /** From the top of the repository: `docs/setup.md`. */
  readonly path: string
  readonly text: string
}

/** A code block of a page. */
export interface Block {
  readonly page: string
  /** The heading above it, without its marks. */
  readonly heading: string
  /** What stands behind the fence: `ts`. */
  readonly language: string
  readonly code: string
}

/** Every page, those that developers of the package read included. */
export const pages: readonly Page[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** The code blocks of all pages, in order. */
export const blocks: readonly Block[] = pages.flatMap(blocksOf)

/** Returns the text of a page. */
export function textOf(path: string): string {
  const page = pages.find((one) => one.path === path)
  if (page === undefined) throw new Error(`Cannot read ${path}: found no such page`)
  return page.text
}

/** Returns the part of a page under a heading, up to the next heading of any level. */
export function sectionOf(path: string, heading: string): string {
  const section = sectionsOf(textOf(path)).find((one) => one.heading === heading)
  if (section === undefined) throw new Error(`Cannot read ${path}: found no heading ${heading}`)
  return section.text
}

/** Returns the rows of the first table in a text, without its head: the cells as they are written. */
export function tableIn(text: string): string[][] {
  const [table = ''] = /^\|.*(?:\n\|.*)*/m.exec(text) ?? []
  const [, , ...rows] = table.split('\n')
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** Returns what stands in backquotes in a text. */
export function namesIn(text: string): string[] {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, name = '']) => name)
}

/** Returns the anchors that links to a page can name. */
export function anchorsOf(path: string): string[] {
  return sectionsOf(textOf(path)).map(({ heading }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

interface Section {
  readonly heading: string
  readonly text: string
}

/** The sections of a page. A line of code that begins with `#` is no heading. */
function sectionsOf(text: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode
    const [, heading] = isCode ? [] : (/^#+ (.*)$/.exec(line) ?? [])
    if (heading === undefined) sections.at(-1)?.lines.push(line)
    else sections.push({ heading, lines: [] })
  }
  return sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n') }))
}

function blocksOf({ path, text }: Page): Block[] {
  return sectionsOf(text).flatMap((section) =>
    Array.from(
      section.text.matchAll(/^```(.*)\n([^]*?)^```$/gm),
      ([, language = '', code = '']) => ({ page: path, heading: section.heading, language, code }),
    ),
  )
}
