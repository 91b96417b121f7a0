/** A table whose keys have a prefix: `streams.create` for `create`. */
export type Prefixed<Prefix extends string, Table> = {
  readonly [Name in keyof Table & string as `${Prefix}.${Name}`]: Table[Name]
}

/** Returns a table with the same values, whose keys have a prefix. */
export function prefixed<Prefix extends string, Table extends object>(
  prefix: Prefix,
  table: Table,
): Prefixed<Prefix, Table> {
  const entries = Object.entries(table as Readonly<Record<string, unknown>>)
  return Object.fromEntries(
    entries.map(([name, value]) => [`${prefix}.${name}`, value]),
  ) as Prefixed<Prefix, Table>
}
