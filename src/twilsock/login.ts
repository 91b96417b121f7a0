import type { Client } from '../cds/cds-protocol.ts'
import type { Actor } from '../domain/rules/actor.ts'
import type { World } from '../domain/world/world.ts'
import type { Admission } from './tokens.ts'

export interface LoginOptions {
  /** The token as it was sent. */
  readonly text: string
  readonly admission: Admission
  readonly world: World
  /** Which client it is, over all its connections. */
  readonly endpoint: string | undefined
  /** What the client has logged in with before, on the same connection. */
  readonly before: Login | undefined
}

/** Who a client is, as its token says, for as long as that is valid. */
export class Login {
  /** The token as it was sent. */
  readonly text: string
  readonly admission: Admission
  /**
   * One object for each session, so that a session knows what its own client has done: that of the
   * login before, if it was the same client.
   */
  readonly actor: Actor

  constructor({ text, admission, world, endpoint, before }: LoginOptions) {
    this.text = text
    this.admission = admission
    const { identity = 'system' } = admission.token
    const isRenewed = before !== undefined && areAlike([admission, before.admission], world)
    this.actor = isRenewed ? before.actor : Object.freeze({ identity, via: 'sdk', endpoint })
  }

  /** The client as operations know it. Its account is looked up each time: a reset replaces it. */
  clientIn(world: World): Client {
    const { account, identity, service } = this.admission.token
    return {
      account: account === undefined ? world.home : world.account(account),
      actor: this.actor,
      identity,
      service,
    }
  }
}

/**
 * Whether two tokens stand for the same client. One of the fake's own names no account while nobody
 * has used the home account, and the same one names it afterwards.
 */
function areAlike(
  [{ token: one }, { token: other }]: readonly [Admission, Admission],
  world: World,
): boolean {
  const homeOr = (account: string | undefined): string | undefined =>
    account ?? world.home.claimedSid
  return (
    one.identity === other.identity &&
    homeOr(one.account) === homeOr(other.account) &&
    one.service === other.service
  )
}
