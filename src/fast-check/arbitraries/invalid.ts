import { failureTable } from '../../domain/rules/failure-table.ts'
import type { Failure } from '../../domain/rules/failure.ts'

/** A value that Twilio refuses, with the error response it must give. */
export interface Invalid<Value> {
  /** The value to send. */
  readonly value: Value
  /** The HTTP status of the response, such as 400. */
  readonly status: number
  /** Twilio's error code in the response, such as 54302. */
  readonly code: number
}

/** Pairs a value with the status and code of a failure. */
export function refusedAs(kind: Failure['kind']): <Value>(value: Value) => Invalid<Value> {
  const { status, code } = failureTable[kind]
  return (value) => ({ value, status, code })
}
