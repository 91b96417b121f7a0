import { checkGate, type Gate, type PassOptions, passGates } from '../api/gate.ts'
import type { SyncRequest } from '../api/message.ts'
import type { Outcome } from '../api/outcome.ts'

/** The gates of a world, and how many requests they hold. */
export class Gates {
  readonly #gates = new Set<Gate>()
  readonly #noteActivity: () => void
  #held = 0

  constructor(noteActivity: () => void) {
    this.#noteActivity = noteActivity
  }

  get isEmpty(): boolean {
    return this.#gates.size === 0
  }

  /** How many requests they hold. */
  get held(): number {
    return this.#held
  }

  /** Puts up a gate inside the existing ones. Returns a function that removes it. */
  add(gate: Gate): () => void {
    checkGate(gate)
    this.#gates.add(gate)
    return () => {
      if (this.#gates.delete(gate)) gate.removed?.()
    }
  }

  /** Removes all gates. Returns the calls that tell them so: they may throw. */
  clear(): (() => void)[] {
    const gates = [...this.#gates]
    this.#gates.clear()
    return gates.map((gate) => () => gate.removed?.())
  }

  /** Takes a request through the gates to the service and back. */
  async pass(request: SyncRequest, exchange: PassOptions['exchange']): Promise<Outcome> {
    const hold = (passing: Promise<void> | void): Promise<void> => this.#hold(passing)
    return passGates(request, { gates: [...this.#gates], exchange, hold })
  }

  async #hold(passing: Promise<void> | void): Promise<void> {
    this.#held += 1
    try {
      await passing
    } finally {
      this.#held -= 1
      this.#noteActivity()
    }
  }
}
