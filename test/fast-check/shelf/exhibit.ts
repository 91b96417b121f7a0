import type fc from 'fast-check'
import type { Twilio } from 'twilio'
import type { FakeSync, FakeSyncOptions } from '../../../src/core.ts'

/** The Streams of a service, as an app sees them through its twilio client. */
export type SyncStreams = ReturnType<Twilio['sync']['v1']['services']>['syncStreams']

/** What an exhibit is tried in. */
export interface Room {
  readonly sync: FakeSync
  readonly syncStreams: SyncStreams
}

type Promised = fc.IAsyncProperty<unknown>

/** A small app with one bug and its twin without, each with the promise that both make. */
export interface Exhibit {
  readonly bug: string
  readonly options: FakeSyncOptions
  readonly buggy: (room: Room) => Promised
  readonly correct: (room: Room) => Promised
}

/** Puts an app and its twin on the shelf. */
export function exhibit<App>({
  bug,
  options = {},
  promise,
  buggy,
  correct,
}: {
  readonly bug: string
  readonly options?: FakeSyncOptions
  /** What both apps promise, whatever happens around them. */
  readonly promise: (room: Room, app: App) => Promised
  readonly buggy: App
  readonly correct: App
}): Exhibit {
  return {
    bug,
    options,
    buggy: (room) => promise(room, buggy),
    correct: (room) => promise(room, correct),
  }
}

/** Lets an error with one of Twilio's codes pass, and throws any other. */
export function expectCode(error: unknown, ...codes: readonly number[]): void {
  const { code } = error as { readonly code?: unknown }
  if (!codes.includes(code as number)) throw error
}

/** Calls again, at once, when the connection broke, as often as it takes up to a limit. */
export async function retryBroken<Result>(
  call: () => Promise<Result>,
  retries = 3,
): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    const isBroken = ['ECONNRESET', 'ETIMEDOUT'].includes((error as { code?: string }).code ?? '')
    if (!isBroken || retries === 0) throw error
    return retryBroken(call, retries - 1)
  }
}
