/** A line of a drawing: something that began, went on and ended. */
export interface TimelineRow {
  readonly label: string
  /** What it was: `create "orders"`. */
  readonly text: string
  /** When it began, and when it ended: only the order counts. `undefined` for what never ended. */
  readonly from: number
  readonly to: number | undefined
  /** What came of it, behind the end. */
  readonly answer: string
  /** Whether the answer did not arrive, so that the end is a cross. */
  readonly isLost?: boolean | undefined
  /** Whether an arrow points to it. */
  readonly isMarked?: boolean | undefined
}

/** Columns from one moment to the next: room for what is shorter than all else, `|-|`. */
const step = 2

/**
 * Draws what happened at the same time and what after one another, time from left to right: one line each,
 * with what it was and what came of it behind. So a drawing is no wider than it has moments.
 */
export function drawTimeline(rows: readonly TimelineRow[]): string {
  const columns = columnsOf(rows)
  const widthOf = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map(({ length }) => length))
  const bars = rows.map((row) => drawBar(row, columns))
  const widths = {
    label: widthOf(rows.map(({ label }) => label)),
    bar: widthOf(bars),
    text: widthOf(rows.map(({ text }) => text)),
  }
  return rows
    .map(({ label, text, answer, isMarked }, index) => {
      const bar = (bars[index] ?? '').padEnd(widths.bar)
      const mark = isMarked === true ? '>' : ' '
      return `${mark} ${label.padEnd(widths.label)} ${bar} ${text.padEnd(widths.text)} → ${answer}`
    })
    .join('\n')
}

/** The column of every moment: one after the other, however long it was between them. */
function columnsOf(rows: readonly TimelineRow[]): ReadonlyMap<number, number> {
  const moments = rows.flatMap(({ from, to = from }) => [from, to])
  const inOrder = [...new Set(moments)].sort((one, other) => one - other)
  return new Map(inOrder.map((moment, index) => [moment, index * step]))
}

function drawBar(
  { from, to, isLost = false }: TimelineRow,
  columns: ReadonlyMap<number, number>,
): string {
  const start = columns.get(from) ?? 0
  const end = to === undefined ? columns.size * step : (columns.get(to) ?? 0)
  const mark = to === undefined ? '…' : isLost ? 'x' : '|'
  return `${' '.repeat(start)}|${'-'.repeat(Math.max(0, end - start - 1))}${mark}`
}
