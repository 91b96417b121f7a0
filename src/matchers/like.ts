import type { Sid, SidPrefix } from '../domain/rules/sid.ts'

/**
 * What a value may be compared with: a value of its type, an asymmetric matcher such as
 * `expect.any(Number)`, or, for an object, some of its members, each such a thing. A SID may be any
 * string.
 */
export type Like<Value> =
  | { asymmetricMatch(found: unknown): boolean }
  | (Value extends Sid<SidPrefix>
      ? string
      : Value extends object
        ? { readonly [Name in keyof Value]?: Like<Value[Name]> }
        : Value)
