import type { CloseCode } from '../api/fault-points.ts'
import type { Status } from './tokens.ts'

/** What a frame answers with, or a client is told as it has to leave. */
export const statuses: Readonly<
  Record<
    'ok' | 'tokenExpired' | 'updateForbidden' | 'stranger' | 'unreadable' | 'ended' | 'late',
    Status
  >
> = {
  ok: { code: 200, status: 'OK' },
  tokenExpired: { code: 410, status: 'TOKEN_EXPIRED', errorCode: 51207 },
  updateForbidden: { code: 308, status: 'UPDATE_IS_FORBIDDEN', errorCode: 51232 },
  // Assumed, as are the codes of all transport failures: the SDK shows their text, and no HTTP status.
  stranger: { code: 401, status: 'found a request without a valid token' },
  unreadable: { code: 400, status: 'found a frame that cannot be read' },
  ended: {
    code: 501,
    status: 'found a fake that was uninstalled, expected client.shutdown() before that',
  },
  late: {
    code: 501,
    status: 'found a run of a property that has ended, expected client.shutdown() before that',
  },
}

/** With what a client is told to leave, by the code. */
export const closings: { readonly [Code in CloseCode]: Status } = {
  308: { code: 308, status: 'OFFLOADED' },
  401: { code: 401, status: 'UNAUTHORIZED' },
  410: { code: 410, status: 'TOKEN_EXPIRED' },
}
