import type { EndReason } from '../domain/objects/ended.ts'
import type { SyncObject } from '../domain/rules/records.ts'
import type { RequestRecord } from './journal.ts'
import { percentDecode } from './percent-encoding.ts'

/** An object that is no longer there. */
interface End {
  readonly object: SyncObject
  readonly reason: EndReason
  readonly at: number
}

interface DescribeEndOptions {
  /** The requests that may have removed it. */
  readonly requests: readonly RequestRecord[]
  /** How long ago it ended, if that is to be said: `3 s`. */
  readonly age?: string
}

/** Says how an object ended: `expired 1 min ago (ttl 60)`, `was removed by DELETE`. */
export function describeEnd(end: End, { requests, age }: DescribeEndOptions): string {
  const ago = age === undefined ? '' : ` ${age} ago`
  const { dateExpires, dateUpdated } = end.object
  if (end.reason === 'expired' && dateExpires !== null) {
    return `expired${ago} (ttl ${(dateExpires - dateUpdated) / 1000})`
  }
  const isRequested = requests.some((request) => hasRemoved(request, end))
  return `was removed${ago}${isRequested ? ' by DELETE' : ''}`
}

function hasRemoved({ method, path, status, time }: RequestRecord, { object, at }: End): boolean {
  if (method !== 'DELETE' || status !== 204 || time !== at) return false
  const key = percentDecode(path.slice(path.lastIndexOf('/') + 1))
  return key === object.sid || key === object.uniqueName
}
