import type { Actor } from '../domain/rules/actor.ts'
import type { Account } from '../domain/world/world.ts'
import type { Subscriber } from './subscriber.ts'

/** Who asks for an operation. */
export interface Caller {
  /** The account, whose services are all that the operation can reach. */
  readonly account: Account
  /** In whose name it is done. */
  readonly actor: Actor
  /** The identity in the token of a client. Absent over REST, and in a token without one. */
  readonly identity?: string | undefined
  /** Who is told of what happens. Absent where nobody can be. */
  readonly subscriber?: Subscriber | undefined
}

/** How many requests of a sort are allowed per second. */
export interface Rate {
  /** What is counted for: when it is gone, so is the count. */
  readonly of: object
  /** What they count towards, as Twilio's message names it: `write-service-IS…`. */
  readonly bucket: string
  readonly perSecond: number
}

/** One thing that the service does, whatever the protocol it is asked for in. */
export interface Operation<Input, Result> {
  /**
   * Checks that a client has the permission that it needs. Absent: it needs none.
   *
   * @throws SyncError 403 / 54007 if it may not
   */
  permit?(input: Input, caller: Caller): void
  /** What it counts towards while rate limits are on. Absent: it is not limited. */
  rate?(input: Input, caller: Caller): Rate | undefined
  /**
   * Carries it out.
   *
   * @throws SyncError for everything that Twilio refuses
   */
  run(input: Input, caller: Caller): Result
}
