import type { JsonObject } from '../lang/json.ts'
import type { Fields } from './fields.ts'
import type { Operation } from './operation.ts'
import { type OperationName, operationNames, type Operations, operations } from './operations.ts'

/**
 * The parameters that a path can have: a service's SID or `default`, an object's SID or name, an
 * item's index or key, an identity.
 */
export const noParameters = { service: '', object: '', item: '', identity: '' }

/** The values of the parameters in a path, decoded; empty for those that the path does not have. */
export type PathParameters = Readonly<typeof noParameters>

/** A request whose sender and route are known, as the rows of a protocol read it. */
export interface Call {
  readonly parameters: PathParameters
  readonly query: Fields
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly input: JsonObject
  /** Where it was sent, for the URLs in the response: `https://sync.twilio.com`. */
  readonly origin: string
  /** The SID of the account that sent it. */
  readonly accountSid: string
}

/** How one protocol asks for an operation, and how it writes the result. */
export interface Row<Input, Result> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** The path with its parameters in braces: `/v1/Services/{service}`. */
  readonly path: string
  /** The status of a success. */
  readonly status: SuccessStatus
  /** The status of one that has another, depending on its result. */
  statusOf?(result: Result): SuccessStatus
  /** Reads the input, and passes on what it cannot read: the operation refuses that. */
  read(call: Call): Input
  /** Writes the body of the response. Absent: the response has none. */
  write?(result: Result, call: Call): object
  /** Headers of the response besides those that every response of the protocol has. */
  headers?(result: Result): Readonly<Record<string, string>>
}

type SuccessStatus = 200 | 201 | 202 | 204

/** A row for every operation in a table of them. */
export type RowsFor<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Operation<infer Input, infer Result>
    ? Row<Input, Result>
    : never
}

/** A row for every operation. */
export type AllRows = RowsFor<Operations>

/** The rows of a protocol, which may lack some of the operations. */
export type Rows = Partial<AllRows>

/** A row for every operation on one kind of thing. */
export type RowsOf<Kind extends string> = Pick<AllRows, Extract<OperationName, `${Kind}.${string}`>>

/** A row with the operation that it leads to. */
export interface Route extends Row<unknown, unknown> {
  readonly name: OperationName
  readonly operation: Operation<unknown, unknown>
}

/** Joins the rows of a protocol with the table of operations. */
export function routesOf(rows: Rows): readonly Route[] {
  return operationNames.flatMap((name) => {
    const row: Row<unknown, unknown> | undefined = rows[name]
    return row === undefined ? [] : [{ ...row, name, operation: operations[name] }]
  })
}
