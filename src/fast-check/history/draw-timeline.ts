/** A row of a drawing: an operation with its start and its end. */
export interface TimelineRow {
  readonly label: string
  /** What was asked: `create "orders"`. */
  readonly text: string
  /** The moment when it began. Only the order of moments counts. */
  readonly from: number
  /** The moment when it ended; `undefined` for never. */
  readonly to: number | undefined
  /** What was answered. */
  readonly answer: string
  /** Whether the answer was lost, which is drawn as an `x` at the end. */
  readonly isLost?: boolean | undefined
  /** Whether to mark the row with `>`. */
  readonly isMarked?: boolean | undefined
}

/** Columns from one moment to the next: enough for the shortest bar, `|-|`. */
const step = 2

/**
 * Draws operations as bars, one a row, with time from left to right. The texts come after the bars,
 * so the width of the bars depends on the number of moments alone.
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

/** The column of every moment. They are evenly spaced. */
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
