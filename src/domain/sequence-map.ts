const bitsPerLevel = 5
const slotMask = 2 ** bitsPerLevel - 1
/** The shift of a root that covers every 32-bit number. */
const highestShift = 30

/**
 * How many sequence numbers there are. One more, and the number after the last would wrap around to
 * 0.
 */
export const sequenceCount: number = 2 ** 32 - 1

/** A tree node: a bit mask of its 32 slots in use, and their contents. Leaves hold the items. */
interface Node {
  taken: number
  readonly slots: unknown[]
}

/**
 * Items by sequence number (0…2³²-2), readable in order from any number on.
 *
 * A tree with 32 slots per node. Adding, deleting and finding a neighbour take one step per level,
 * seven at most, however many numbers in between were deleted; a node that becomes empty is
 * dropped. That is why reading a page takes time proportional to its size at any depth, and why a
 * page token outlives the item it was made from.
 */
export class SequenceMap<Item extends { readonly sequence: number }> {
  #root: Node = emptyNode()
  #shift = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  add(item: Item): void {
    while (this.#shift < highestShift && item.sequence >>> (this.#shift + bitsPerLevel) !== 0) {
      this.#grow()
    }
    let node = this.#root
    for (let shift = this.#shift; shift > 0; shift -= bitsPerLevel) {
      node = childOf(node, slotAt(item.sequence, shift))
    }
    put(node, slotAt(item.sequence, 0), item)
    this.#size += 1
  }

  delete(item: Item): void {
    remove(this.#root, this.#shift, item.sequence)
    this.#size -= 1
  }

  clear(): void {
    this.#root = emptyNode()
    this.#shift = 0
    this.#size = 0
  }

  /** The items in ascending order, starting at number `start`. Safe to modify while iterating. */
  *from(start: number): Generator<Item> {
    let item = this.#atOrAfter(start)
    while (item !== undefined) {
      yield item
      item = this.#atOrAfter(item.sequence + 1)
    }
  }

  /**
   * The items in descending order, starting just before number `end`. Safe to modify while
   * iterating.
   */
  *before(end: number): Generator<Item> {
    let item = this.#before(end)
    while (item !== undefined) {
      yield item
      item = this.#before(item.sequence)
    }
  }

  #atOrAfter(sequence: number): Item | undefined {
    if (this.#isBeyond(sequence)) return undefined
    return lowest(this.#root, this.#shift, sequence) as Item | undefined
  }

  #before(sequence: number): Item | undefined {
    if (sequence === 0) return undefined
    const last = this.#isBeyond(sequence - 1) ? sequenceCount : sequence - 1
    return highest(this.#root, this.#shift, last) as Item | undefined
  }

  #isBeyond(sequence: number): boolean {
    if (sequence >= sequenceCount) return true
    return this.#shift < highestShift && sequence >>> (this.#shift + bitsPerLevel) !== 0
  }

  #grow(): void {
    const root = emptyNode()
    if (this.#root.taken !== 0) put(root, 0, this.#root)
    this.#root = root
    this.#shift += bitsPerLevel
  }
}

function emptyNode(): Node {
  return { taken: 0, slots: [] }
}

function slotAt(sequence: number, shift: number): number {
  return (sequence >>> shift) & slotMask
}

function put(node: Node, slot: number, content: unknown): void {
  node.taken |= 1 << slot
  node.slots[slot] = content
}

function childOf(node: Node, slot: number): Node {
  if ((node.taken & (1 << slot)) === 0) put(node, slot, emptyNode())
  return node.slots[slot] as Node
}

function remove(node: Node, shift: number, sequence: number): void {
  const slot = slotAt(sequence, shift)
  if (shift > 0) {
    const child = node.slots[slot] as Node
    remove(child, shift - bitsPerLevel, sequence)
    if (child.taken !== 0) return
  }
  node.taken &= ~(1 << slot)
  node.slots[slot] = undefined
}

/** Returns the item with the lowest number at or after `sequence` under this node. */
function lowest(node: Node, shift: number, sequence: number): unknown {
  const slot = slotAt(sequence, shift)
  if ((node.taken & (1 << slot)) !== 0) {
    if (shift === 0) return node.slots[slot]
    const found = lowest(node.slots[slot] as Node, shift - bitsPerLevel, sequence)
    if (found !== undefined) return found
  }
  const later = node.taken & (-2 << slot)
  if (later === 0) return undefined
  const next = node.slots[31 - Math.clz32(later & -later)]
  return shift === 0 ? next : lowest(next as Node, shift - bitsPerLevel, 0)
}

/** Returns the item with the highest number at or before `sequence` under this node. */
function highest(node: Node, shift: number, sequence: number): unknown {
  const slot = slotAt(sequence, shift)
  if ((node.taken & (1 << slot)) !== 0) {
    if (shift === 0) return node.slots[slot]
    const found = highest(node.slots[slot] as Node, shift - bitsPerLevel, sequence)
    if (found !== undefined) return found
  }
  const earlier = node.taken & ~(-1 << slot)
  if (earlier === 0) return undefined
  const next = node.slots[31 - Math.clz32(earlier)]
  return shift === 0 ? next : highest(next as Node, shift - bitsPerLevel, sequenceCount)
}
