import type { Candidate, Difference } from './differences.ts'
import type { MatcherContext } from './matcher.ts'
import { textOf } from './text-of.ts'

/** How many items a message lists at most. */
const maxListed = 5

interface CandidatesCase<Item> {
  readonly candidates: readonly Candidate<Item>[]
  readonly noun: string
  /** What is to be said of those that are no longer there. */
  readonly note?: string
  readonly describe: (item: Item) => string
}

/**
 * Says how many candidates match and lists them: for `.not` the matching ones; otherwise all, with
 * their differences.
 */
export function candidatesText<Item>(
  context: MatcherContext,
  { candidates, noun, note = '', describe }: CandidatesCase<Item>,
): string {
  if (candidates.length === 0) return `no ${noun}s at all${note}`
  const like = candidates.filter(({ differences }) => differences.length === 0)
  const lines = (context.isNot ? like : candidates).map(({ item, differences }) =>
    [describe(item), differencesText(differences)].filter((text) => text !== '').join(': '),
  )
  return `${like.length || 'none'} among ${count(candidates.length, noun)}${note}${list(lines)}`
}

/** Empty if the value as a whole differs: then there is nothing to add. */
export function differencesText(differences: readonly Difference[]): string {
  return differences
    .filter(({ path }) => path.length > 0)
    .map(({ path, found }) => `${path.join('.')} is ${valueText(path, found)}`)
    .join(', ')
}

/** Formats a value, with epoch milliseconds also as a date. */
function valueText(path: readonly string[], found: unknown): string {
  const isTime = typeof found === 'number' && /^(?:date|time)/.test(path.at(-1) ?? '')
  return isTime ? `${found} (${new Date(found).toISOString()})` : textOf(found)
}

/** Lists a few lines below a message, and says how many more there are. */
export function list(lines: readonly string[]): string {
  const more = lines.length - maxListed
  return [...lines.slice(0, maxListed), ...(more > 0 ? [`… and ${more} more`] : [])]
    .map((line) => `\n  ${line}`)
    .join('')
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
