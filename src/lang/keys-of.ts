/** Returns the names of an object's own members, in their order. */
export function keysOf<Table extends object>(table: Table): (keyof Table & string)[] {
  // The type of a literal names all its members; an object with more is not what this is for.
  return Object.keys(table) as (keyof Table & string)[]
}
