/** A change that no test can see. */
interface Row {
  /** Below `src`. */
  readonly file: string
  readonly code: string
  readonly to: string
  /** A part of the line, where the file has several of the same. */
  readonly on?: string
  readonly why: string
}

export declare const equivalent: readonly Row[]
