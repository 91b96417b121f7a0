import type { Sid } from './sid.ts'

/** The account and the service that an object belongs to. */
export interface Owner {
  /** An `AC…` SID. That of the home account may change when an account claims it. */
  readonly account: string
  /** An `IS…` SID; `default` for a store that stands alone. */
  readonly service: string
}

/** The SID of the home account before any account has claimed it: one that no test would choose. */
export const unclaimedAccountSid: Sid<'AC'> = `AC${'f'.repeat(32)}`
