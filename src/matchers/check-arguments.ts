import { anyOf, isWhole, refuse } from '../domain/refuse.ts'
import { operationNames } from '../http/routes.ts'
import { isAsymmetric, isRecord } from './differences.ts'

// An expectation nothing could match is a mistake. Unchecked, its negation would always pass.

const action = 'match'
const streamMembers = ['sid', 'uniqueName', 'dateCreated', 'dateUpdated', 'dateExpires']
const requestMembers = [
  'operation',
  'method',
  'path',
  'params',
  'account',
  'status',
  'code',
  'fault',
  'time',
]
const operations: readonly string[] = operationNames

/** @throws TypeError if it is neither a SID nor a unique name */
export function checkKey(found: unknown): void {
  if (typeof found === 'string' && found !== '') return
  refuse(action, { found, at: 'the stream', expected: 'its SID or unique name' })
}

/** @throws TypeError if no stream can contain it */
export function checkStreamLike(found: unknown): void {
  checkMembers(found, streamMembers)
}

/** @throws TypeError if no request can contain it */
export function checkRequestLike(found: unknown): void {
  checkMembers(found, requestMembers)
  const { operation, params } = found as { readonly operation?: unknown; readonly params?: unknown }
  if (typeof operation === 'string' && !operations.includes(operation)) {
    refuse(action, { found: operation, at: 'operation', expected: anyOf(operations) })
  }
  const misspelt = isRecord(params) && Object.keys(params).find((name) => /^[a-z]/.test(name))
  if (typeof misspelt === 'string') {
    refuse(action, {
      found: misspelt,
      at: 'params',
      expected: "Twilio's names, such as UniqueName",
    })
  }
}

/** @throws TypeError if no message can contain it */
export function checkData(found: unknown): void {
  if (isRecord(found) || isAsymmetric(found)) return
  refuse(action, { found, at: 'the data', expected: 'an object, or an asymmetric matcher' })
}

/** @throws TypeError if it is not a whole number from 0 */
export function checkTimes(found: unknown): void {
  if (isWhole(found, { least: 0 })) return
  refuse(action, { found, at: 'times', expected: 'a whole number of 0 or more' })
}

function checkMembers(found: unknown, known: readonly string[]): void {
  if (isAsymmetric(found)) return
  if (!isRecord(found)) {
    refuse(action, {
      found,
      at: 'what is expected',
      expected: 'an object, or an asymmetric matcher',
    })
  }
  const unknown = Object.keys(found).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot ${action}: found the unknown member ${unknown}, expected ${anyOf(known)}`,
    )
  }
}
