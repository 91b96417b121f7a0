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

/** Columns between two moments that follow each other, at least. */
const leastGap = 2

/** What a bar takes besides its text: `|--create "orders"--|`, counted from one end to the other. */
const aroundText = 5

/**
 * Draws what happened at the same time and what after one another: one line each, time from left to right.
 */
export function drawTimeline(rows: readonly TimelineRow[]): string {
  const columns = columnsOf(rows)
  const labelWidth = Math.max(0, ...rows.map(({ label }) => label.length))
  return rows
    .map((row) => {
      const mark = row.isMarked === true ? '>' : ' '
      return `${mark} ${row.label.padEnd(labelWidth)} ${drawBar(row, columns)} ${row.answer}`
    })
    .join('\n')
}

/** The column of every moment, far enough apart for the texts between them. */
function columnsOf(rows: readonly TimelineRow[]): ReadonlyMap<number, number> {
  const moments = rows.flatMap(({ from, to = from }) => [from, to])
  const columns = new Map<number, number>()
  let next = 0
  for (const moment of [...new Set(moments)].sort((one, other) => one - other)) {
    const ends = rows
      .filter(({ from, to }) => to === moment && from < moment)
      .map((row) => columnOf(columns, row.from) + row.text.length + aroundText)
    columns.set(moment, Math.max(next, ...ends))
    next = columnOf(columns, moment) + leastGap
  }
  return columns
}

function drawBar(
  { text, from, to, isLost = false }: TimelineRow,
  columns: ReadonlyMap<number, number>,
): string {
  const start = columnOf(columns, from)
  const last = Math.max(...columns.values(), start + text.length + aroundText)
  const length = to === undefined ? last - start : columnOf(columns, to) - start
  const end = to === undefined ? '…' : isLost ? 'x' : '|'
  return `${' '.repeat(start)}|--${text.padEnd(Math.max(0, length - 3), '-')}${end}`
}

function columnOf(columns: ReadonlyMap<number, number>, moment: number): number {
  return columns.get(moment) ?? 0
}
