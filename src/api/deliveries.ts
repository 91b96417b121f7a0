import { callEach } from '../lang/call-each.ts'
import type { DeliveryPlan } from './plan.ts'

/** A message on its way to one client, or a webhook on its way to an app. */
export interface Parcel {
  /** To whom. */
  readonly to: object
  /** Of which stream or service: parcels overtake those of the same one alone. */
  readonly sid: string
  readonly send: () => void
}

/** A parcel that later ones overtake. */
interface Held extends Parcel {
  readonly number: number
  /** How many have yet to overtake it. */
  left: number
}

/** The parcels on their way, and those that faults hold up. */
export class Deliveries {
  /** Whom each timer is for. */
  readonly #delayed = new Map<ReturnType<typeof setTimeout>, object>()
  /** In the order in which they were sent. */
  readonly #held = new Set<Held>()
  #sent = 0

  /** Whether a delay is under way. */
  get isDelaying(): boolean {
    return this.#delayed.size > 0
  }

  /** Sends a parcel as it was planned. */
  send(parcel: Parcel, { delay, copies, overtakenBy }: DeliveryPlan): void {
    this.#sent += 1
    const number = this.#sent
    const go = (): void => {
      if (overtakenBy > 0) this.#held.add({ ...parcel, number, left: overtakenBy })
      else this.#hand(parcel, { number, copies })
    }
    if (delay === 0 || copies === 0) go()
    else this.#later(go, { delay, to: parcel.to })
  }

  /** Hands over all that waits to be overtaken. Returns whether there was any. */
  release(): boolean {
    const held = [...this.#held]
    this.#held.clear()
    callEach(held.map(({ send }) => send))
    return held.length > 0
  }

  /** Drops what is on its way to somebody, or to all. */
  drop(receiver?: object): void {
    const isHit = (to: object): boolean => receiver === undefined || receiver === to
    for (const [timer, to] of this.#delayed) {
      if (!isHit(to)) continue
      clearTimeout(timer)
      this.#delayed.delete(timer)
    }
    for (const held of this.#held) if (isHit(held.to)) this.#held.delete(held)
  }

  #hand({ to, sid, send }: Parcel, { number, copies }: Hand): void {
    if (copies === 0) return
    for (let copy = 0; copy < copies; copy += 1) send()
    for (const held of this.#held) {
      if (held.to !== to || held.sid !== sid || held.number > number) continue
      held.left -= 1
      if (held.left > 0) continue
      this.#held.delete(held)
      // It overtakes those before it in turn.
      this.#hand(held, { number: held.number, copies: 1 })
    }
  }

  /** By the current `setTimeout`, so that fake timers can move it. */
  #later(work: () => void, { delay, to }: { readonly delay: number; readonly to: object }): void {
    const timer = setTimeout(() => {
      this.#delayed.delete(timer)
      work()
    }, delay)
    this.#delayed.set(timer, to)
  }
}

/** A parcel's number in the order of sending, and how often it is handed over. */
interface Hand {
  readonly number: number
  readonly copies: number
}
