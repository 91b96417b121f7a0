import { fc } from '../fc.ts'

/**
 * Generates values of a range, half of them edges. An edge shrinks like any value of the range, so
 * to the simplest value that still fails; one of `fc.constantFrom` would only shrink to another
 * edge.
 *
 * @param edges one or more values of the range
 */
export function withEdges<Item>(
  range: fc.Arbitrary<Item>,
  edges: readonly Item[],
): fc.Arbitrary<Item> {
  return new WithEdges(range, edges)
}

class WithEdges<Item> extends fc.Arbitrary<Item> {
  readonly #range: fc.Arbitrary<Item>
  readonly #edges: readonly Item[]

  constructor(range: fc.Arbitrary<Item>, edges: readonly Item[]) {
    super()
    this.#range = range
    this.#edges = edges
  }

  override generate(source: fc.Random, biasFactor: number | undefined): fc.Value<Item> {
    if (source.nextInt(0, 1) === 0) return this.#range.generate(source, biasFactor)
    const edge = this.#edges[source.nextInt(0, this.#edges.length - 1)] as Item
    return new fc.Value(edge, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Item {
    return this.#range.canShrinkWithoutContext(value)
  }

  override shrink(value: Item, context: unknown): fc.Stream<fc.Value<Item>> {
    // Values that the range generated come with a context; edges have none.
    const canShrink = context !== undefined || this.#range.canShrinkWithoutContext(value)
    return canShrink ? this.#range.shrink(value, context) : fc.Stream.nil()
  }
}
