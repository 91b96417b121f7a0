import type { FaultKind, WebhookView } from '../api/fault-points.ts'
import type { DeliveryPlan } from '../api/plan.ts'

/**
 * What has become of a webhook:
 * - `unsent`: the fake has nobody to send it to, without the option `webhooks`.
 * - `pending`: it is on its way.
 * - `answered`: the app has answered, with whatever status.
 * - `failed`: the app threw, or was not reached, or nothing could sign it; `error` says why.
 * - `dropped`: a fault has lost it, or the world that it tells of was replaced on the way.
 */
export type WebhookState = 'unsent' | 'pending' | 'answered' | 'failed' | 'dropped'

/** A webhook that was sent, or would have been; frozen. */
export interface WebhookRecord extends WebhookView {
  readonly state: WebhookState
  /** HTTP status of the answer; `undefined` without one. */
  readonly status: number | undefined
  /** What went wrong; `undefined` if nothing did. */
  readonly error: string | undefined
  /** What a fault has done to it; `undefined` if none has. */
  readonly fault: FaultKind<'webhook'> | undefined
}

/** The same while it is on its way. */
export interface Draft {
  readonly view: WebhookView
  readonly fault: WebhookRecord['fault']
  state: WebhookState
  status: number | undefined
  error: string | undefined
}

/** Begins the record of a webhook. */
export function draftOf(view: WebhookView, plan: DeliveryPlan | undefined): Draft {
  const state = stateAfter(plan)
  return { view, fault: plan && faultIn(plan), state, status: undefined, error: undefined }
}

/** Returns the record of a webhook as it is now. */
export function recordOf({ view, ...rest }: Draft): WebhookRecord {
  return Object.freeze({ ...view, ...rest })
}

function stateAfter(plan: DeliveryPlan | undefined): WebhookState {
  if (plan === undefined) return 'unsent'
  return plan.copies === 0 ? 'dropped' : 'pending'
}

function faultIn({ copies, overtakenBy, delay }: DeliveryPlan): WebhookRecord['fault'] {
  if (copies === 0) return 'drop'
  if (copies === 2) return 'duplicate'
  if (overtakenBy > 0) return 'reorder'
  return delay > 0 ? 'delay' : undefined
}
