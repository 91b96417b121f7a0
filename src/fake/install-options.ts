import type { Clock, FakeClock } from '../domain/time/clock.ts'
import { refuse } from '../lang/refuse.ts'
import type { TwilioLike } from '../transports/twilio.ts'
import { checkOptions, type FakeSyncOptions } from './options.ts'

/** How to set up the fake, and what to install it in besides nock. Everything is optional. */
export interface InstallFakeSyncClientOptions<
  Time extends Clock = FakeClock,
> extends FakeSyncOptions<Time> {
  /**
   * The app's twilio module: all its clients, existing and future, then reach the fake without
   * axios, sockets or nock, over 200 times as fast as through nock 14. Axios interceptors are not
   * run. Requests to other hosts are sent as usual. Default: `installFakeSync` reaches clients
   * through nock, `installFakeSyncClient` leaves them alone.
   */
  readonly twilio?: TwilioLike | { readonly default: TwilioLike } | undefined
  /**
   * Whether clients of the `twilio-sync` SDK that are made from now on connect to the fake: their
   * sockets only, those to `tsock.twilio.com` and its regions. With `false` sockets are left alone,
   * and clients reach Twilio. Default: `true`.
   */
  readonly webSocket?: boolean | undefined
}

/** The options that only an installed fake has. */
const ownOptions: Record<
  Exclude<keyof InstallFakeSyncClientOptions, keyof FakeSyncOptions>,
  true
> = { twilio: true, webSocket: true }

/**
 * Validates the options of an install, but for the modules in it.
 *
 * @param alsoKnown further options that the caller has, by name
 * @throws TypeError if an option is unknown or invalid
 */
export function checkInstallOptions(
  options: InstallFakeSyncClientOptions<Clock>,
  alsoKnown: Readonly<Record<string, true>> = {},
): void {
  checkOptions(options, { ...alsoKnown, ...ownOptions })
  const { webSocket: found = true } = options
  if (typeof (found as unknown) === 'boolean') return
  refuse('install the fake', { found, at: 'webSocket', expected: 'true or false' })
}
