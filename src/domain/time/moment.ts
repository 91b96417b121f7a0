import type { Expiring } from './timeline.ts'

/** A point in time at which something happens, after all that expires then. */
export class Moment implements Expiring {
  readonly sequence: number = Number.MAX_SAFE_INTEGER
  due = 0
  position = -1
  readonly #act: () => void

  constructor(act: () => void) {
    this.#act = act
  }

  expire(): void {
    this.#act()
  }
}
