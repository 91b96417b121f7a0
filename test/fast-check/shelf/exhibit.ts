import type fc from 'fast-check'
import type { Twilio } from 'twilio'
import type { FakeSync } from '../../../src/core.ts'
import type { RaceGate, RaceGateOptions } from '../../../src/fast-check.ts'

/** A service, as an app sees it through its twilio client. */
export type SyncService = ReturnType<Twilio['sync']['v1']['services']>

/** The Streams of a service. */
export type SyncStreams = SyncService['syncStreams']

/** What an exhibit is tried in. */
export interface Room {
  readonly sync: FakeSync
  readonly service: SyncService
  /** The Streams of that service. */
  readonly syncStreams: SyncStreams
  /** Lets a scheduler decide in which order requests arrive, answers return and time passes. */
  readonly race: (scheduler: fc.Scheduler, options?: RaceGateOptions) => Pick<RaceGate, 'waitFor'>
}

export type Promised = fc.IAsyncProperty<unknown>

/** A small app with one bug and its twin without, each with the promise that both make. */
export interface Exhibit {
  readonly bug: string
  /** Whether the bug hides from whoever only asks for everything at once. */
  readonly hides: boolean
  readonly buggy: (room: Room) => Promised
  readonly correct: (room: Room) => Promised
}

/** Puts an app and its twin on the shelf. */
export function exhibit<App>({
  bug,
  hides = false,
  promise,
  buggy,
  correct,
}: {
  readonly bug: string
  readonly hides?: boolean
  /** What both apps promise, whatever happens around them. */
  readonly promise: (room: Room, app: App) => Promised
  readonly buggy: App
  readonly correct: App
}): Exhibit {
  return {
    bug,
    hides,
    buggy: (room) => promise(room, buggy),
    correct: (room) => promise(room, correct),
  }
}

/** Lets an error with one of Twilio's codes pass, and throws any other. */
export function expectCode(error: unknown, ...codes: readonly number[]): void {
  const { code } = error as { readonly code?: unknown }
  if (!codes.includes(code as number)) throw error
}

/** The stream of a name, which is made if there is none. */
export async function createOrFetch(
  syncStreams: SyncStreams,
  uniqueName: string,
): Promise<{ readonly sid: string }> {
  try {
    return await syncStreams.create({ uniqueName })
  } catch (error) {
    expectCode(error, 54301)
    return syncStreams(encodeURIComponent(uniqueName)).fetch()
  }
}

/** Calls again, at once, when the service refused for the moment: 429, 500, 503. */
export async function retryRefused(call: () => Promise<void>, retries = 3): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!isRefusedForNow(error) || retries === 0) throw error
    await retryRefused(call, retries - 1)
  }
}

/** Whether the service refused for the moment only. */
export function isRefusedForNow(error: unknown): boolean {
  const { status } = error as { readonly status?: number }
  return [429, 500, 503].includes(status ?? 0)
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
