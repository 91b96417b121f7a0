import type { Client } from '../cds/cds-protocol.ts'
import type { Actor } from '../domain/rules/actor.ts'
import type { World } from '../domain/world/world.ts'
import type { Admission } from './tokens.ts'

/** Who a client is, as its token says, for as long as that is valid. */
export class Login {
  /** The token as it was sent. */
  readonly text: string
  readonly admission: Admission
  /** One object for each session, so that a session knows what its own client has done. */
  readonly actor: Actor

  constructor(text: string, admission: Admission, before?: Login) {
    this.text = text
    this.admission = admission
    const { identity = 'system' } = admission.token
    const isRenewed = before?.isLike(this) === true
    this.actor = isRenewed ? before.actor : Object.freeze({ identity, via: 'sdk' })
  }

  /** Whether two tokens stand for the same client. */
  isLike({ admission: { token: other } }: Login): boolean {
    const { token } = this.admission
    return (
      token.identity === other.identity &&
      token.account === other.account &&
      token.service === other.service
    )
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
