import { type Failure, failureTable } from '../../domain/failure.ts'

/** A value that the service refuses, and the answer it must give. */
export interface Invalid<Value> {
  readonly value: Value
  /** The HTTP status. */
  readonly status: number
  /** Twilio's error code. */
  readonly code: number
}

/** Says of a value how it is refused. */
export function refusedAs(kind: Failure['kind']): <Value>(value: Value) => Invalid<Value> {
  const { status, code } = failureTable[kind]
  return (value) => ({ value, status, code })
}
