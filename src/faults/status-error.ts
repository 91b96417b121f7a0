import type { ErrorParts } from '../api/message.ts'
import { documentationOf } from '../domain/rules/failure.ts'

/** Twilio's usual codes and messages for these statuses (documented codes). */
const usual: Readonly<Record<number, { code: number; message: string }>> = {
  // Observed on Maps, with the name of the bucket at the end.
  429: { code: 54009, message: 'Rate limit exceeded' },
  500: { code: 20500, message: 'Internal Server Error' },
  503: { code: 20503, message: 'Service unavailable' },
}

/** Returns the error of a `status` fault. Assumed for other statuses: code 20000 + status. */
export function statusError(fault: {
  readonly status: number
  readonly code?: number | undefined
  readonly message?: string | undefined
}): ErrorParts {
  const { status } = fault
  const code = fault.code ?? usual[status]?.code ?? 20_000 + status
  const message = fault.message ?? usual[status]?.message ?? `HTTP ${status}`
  return { status, code, message, moreInfo: documentationOf(code) }
}
