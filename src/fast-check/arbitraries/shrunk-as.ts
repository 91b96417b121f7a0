import { fc } from '../fc.ts'

/**
 * Generates values as one arbitrary does, and shrinks them as another: so to the simplest value of a
 * whole range, however the values of the range are weighted.
 *
 * @param range shrinks any value that `generated` generates, without having generated it
 */
export function shrunkAs<Item>(
  range: fc.Arbitrary<Item>,
  generated: fc.Arbitrary<Item>,
): fc.Arbitrary<Item> {
  return new ShrunkAs(range, generated)
}

class ShrunkAs<Item> extends fc.Arbitrary<Item> {
  readonly #range: fc.Arbitrary<Item>
  readonly #generated: fc.Arbitrary<Item>

  constructor(range: fc.Arbitrary<Item>, generated: fc.Arbitrary<Item>) {
    super()
    this.#range = range
    this.#generated = generated
  }

  /** Without fast-check's bias towards small values, which would undo the weights. */
  override generate(source: fc.Random): fc.Value<Item> {
    return new fc.Value(this.#generated.generate(source, undefined).value, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Item {
    return this.#range.canShrinkWithoutContext(value)
  }

  override shrink(value: Item, context: unknown): fc.Stream<fc.Value<Item>> {
    return this.#range.shrink(value, context)
  }
}
