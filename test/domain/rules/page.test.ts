import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Limits, twilioLimits } from '../../../src/domain/rules/limits.ts'
import {
  type ItemPage,
  type PageOptions,
  type Range,
  readPage,
} from '../../../src/domain/rules/page.ts'
import { SyncError } from '../../../src/domain/rules/sync-error.ts'
import { isWhole } from '../../../src/lang/refuse.ts'
import { SortedList } from '../../../src/lang/sorted-list.ts'

describe('readPage', () => {
  it('reads an empty page without tokens when there are no items', () => {
    expect(new Book(0).read()).toEqual({ items: [], pageSize: 50 })
  })

  const sizes: { pageSize: number | undefined; holds: number }[] = [
    { pageSize: undefined, holds: 50 },
    { pageSize: 1, holds: 1 },
    { pageSize: 99, holds: 99 },
    { pageSize: 100, holds: 100 },
    { pageSize: 101, holds: 100 },
    { pageSize: 1000, holds: 100 },
  ]
  it.each(sizes)('reads $holds items when asked for $pageSize', ({ pageSize, holds }) => {
    const page = new Book(120).read({ pageSize })

    expect(page.items).toHaveLength(holds)
    expect(page.pageSize).toBe(holds)
  })

  it.each([0, -1, 1001, 1.5, Number.NaN, Infinity])('rejects the page size %d', (found) => {
    expect(() => new Book(0).read({ pageSize: found })).toThrow(
      new SyncError({ kind: 'page-size-invalid', found, largest: 1000 }),
    )
  })

  it('follows the limits it is given', () => {
    const limits = { defaultPageSize: 3, acceptedPageSize: 4, returnedPageSize: 2 }
    const book = new Book(5, limits)

    expect(book.read().items).toHaveLength(2)
    expect(book.read({ pageSize: 4 }).items).toHaveLength(2)
    expect(() => book.read({ pageSize: 5 })).toThrow(
      new SyncError({ kind: 'page-size-invalid', found: 5, largest: 4 }),
    )
  })

  it('never exceeds the accepted size by default', () => {
    expect(new Book(5, { acceptedPageSize: 2 }).read().items).toHaveLength(2)
  })

  it('returns tokens that begin with PT and lead to the adjacent pages', () => {
    const book = new Book(5)
    const first = book.read({ pageSize: 2 })
    const second = book.read({ pageSize: 2, pageToken: first.nextPageToken })
    const third = book.read({ pageSize: 2, pageToken: second.nextPageToken })

    expect([first, second, third].map(numbersOf)).toEqual([[0, 1], [2, 3], [4]])
    expect(first.nextPageToken).toMatch(/^PT./)
    expect(first.previousPageToken).toBeUndefined()
    expect(third.nextPageToken).toBeUndefined()
    expect(book.read({ pageSize: 2, pageToken: third.previousPageToken })).toEqual(second)
    expect(book.read({ pageSize: 2, pageToken: second.previousPageToken })).toEqual(first)
  })

  it('returns no token for a next page that would be empty', () => {
    expect(new Book(2).read({ pageSize: 2 }).nextPageToken).toBeUndefined()
  })

  it('walks forward over everything and back again, in pages of any size', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 12 }), (count, pageSize) => {
        const book = new Book(count)
        const forward = walk(book, pageSize, 'nextPageToken')
        const backward = walk(book, pageSize, 'previousPageToken', forward.at(-1))

        const all = Array.from({ length: count }, (_, sequence) => sequence)
        expect(forward.flatMap(numbersOf)).toEqual(all)
        expect(backward.reverse()).toEqual(forward)
      }),
    )
  })

  it('accepts a token after the items on both sides of it are gone', () => {
    const book = new Book(6)
    const { nextPageToken } = book.read({ pageSize: 3 })

    book.drop(2, 3)

    expect(numbersOf(book.read({ pageSize: 3, pageToken: nextPageToken }))).toEqual([4, 5])
  })

  it('reads an empty page with a previous token when all later items are gone', () => {
    const book = new Book(3)
    const { nextPageToken } = book.read({ pageSize: 2 })

    book.drop(2)
    const page = book.read({ pageSize: 2, pageToken: nextPageToken })

    expect(page.items).toEqual([])
    expect(page.nextPageToken).toBeUndefined()
    const back = book.read({ pageSize: 2, pageToken: page.previousPageToken })
    expect(numbersOf(back)).toEqual([0, 1])
  })

  it('reads an empty page with a next token when all earlier items are gone', () => {
    const book = new Book(3)
    const { nextPageToken } = book.read({ pageSize: 2 })
    const { previousPageToken } = book.read({ pageSize: 2, pageToken: nextPageToken })

    book.drop(0, 1)
    const page = book.read({ pageSize: 2, pageToken: previousPageToken })

    expect(page.items).toEqual([])
    expect(page.previousPageToken).toBeUndefined()
    const on = book.read({ pageSize: 2, pageToken: page.nextPageToken })
    expect(numbersOf(on)).toEqual([2])
  })

  it('includes items created after the token', () => {
    const book = new Book(3)
    const { nextPageToken } = book.read({ pageSize: 2 })

    book.add()

    expect(numbersOf(book.read({ pageToken: nextPageToken }))).toEqual([2, 3])
  })

  it('returns tokens that hold the key and the direction', () => {
    const book = new Book(5)
    const { nextPageToken = '' } = book.read({ pageSize: 2 })
    const { previousPageToken = '' } = book.read({ pageSize: 2, pageToken: nextPageToken })

    expect([nextPageToken, previousPageToken].map(contentOf)).toEqual([
      '{"key":2,"direction":"next"}',
      '{"key":2,"direction":"previous"}',
    ])
  })

  const notTokens = [
    '',
    'PT',
    'PT=',
    'nonsense',
    'PTF00000001',
    tokenOf('null'),
    tokenOf('{}'),
    tokenOf('2'),
    tokenOf('{"key":2}'),
    tokenOf('{"key":"2","direction":"next"}'),
    tokenOf('{"key":-1,"direction":"next"}'),
    tokenOf('{"key":-0,"direction":"next"}'),
    tokenOf('{"key":2.5,"direction":"next"}'),
    tokenOf('{"key":2.0,"direction":"next"}'),
    tokenOf('{"key":2,"direction":"sideways"}'),
    tokenOf('{"key":2,"direction":"next","more":1}'),
    tokenOf('{"direction":"next","key":2}'),
    tokenOf('{"key": 2,"direction":"next"}'),
    tokenOf('{"key":2,"direction":"next"}').slice(2),
    `pt${tokenOf('{"key":2,"direction":"next"}').slice(2)}`,
  ]
  it.each(notTokens)('rejects the token %j', (found) => {
    expect(() => new Book(20).read({ pageToken: found })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found }),
    )
  })

  it('rejects a token with anything before or after it', () => {
    const book = new Book(3)
    const token = book.read({ pageSize: 1 }).nextPageToken ?? ''

    for (const found of [` ${token}`, `${token}0`, `${token}=`, `${token}\n`]) {
      expect(() => book.read({ pageToken: found })).toThrow(
        new SyncError({ kind: 'page-token-invalid', found }),
      )
    }
  })

  it('rejects a token beyond any item that ever existed', () => {
    const found = new Book(5).read({ pageSize: 4 }).nextPageToken ?? ''

    expect(numbersOf(new Book(5).read({ pageToken: found }))).toEqual([4])
    expect(() => new Book(4).read({ pageToken: found })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found }),
    )
  })
})

describe('readPage in a range', () => {
  const keys = fc.uniqueArray(fc.stringMatching(/^[a-e]{1,2}$/), { maxLength: 12 })
  const key = fc.stringMatching(/^[a-f]{1,2}$/)
  const ranges = fc.record<Range<string>>(
    {
      order: fc.constantFrom('asc', 'desc'),
      from: key,
      bounds: fc.constantFrom('inclusive', 'exclusive'),
    },
    { requiredKeys: [] },
  )
  const sizes = fc.integer({ min: 1, max: 5 })

  it('walks forward over the range in its order, and back again', () => {
    fc.assert(
      fc.property(keys, ranges, sizes, (names, range, pageSize) => {
        const index = new Index(names)
        const first = index.read({ pageSize, ...range })
        const forward = [first, ...index.follow(first, { pageSize, link: 'nextPageToken' })]
        const [last = first] = forward.slice(-1)
        const back = [last, ...index.follow(last, { pageSize, link: 'previousPageToken' })]

        expect(forward.flatMap(namesOf)).toEqual(rangeOf(names, range))
        expect(back.reverse()).toEqual(forward)
      }),
    )
  })

  it('returns everything that is there throughout a walk exactly once', () => {
    const changes = fc.array(fc.record({ add: key, drop: key }), { maxLength: 12 })
    fc.assert(
      fc.property(keys, ranges, sizes, changes, (names, range, pageSize, coming) => {
        const index = new Index(names)
        const touched = new Set(coming.flatMap(({ add, drop }) => [add, drop]))
        let page = index.read({ pageSize, ...range })
        const read = namesOf(page)
        while (page.nextPageToken !== undefined) {
          const change = coming.shift()
          if (change !== undefined) {
            index.add(change.add)
            index.drop(change.drop)
          }
          page = index.read({ pageSize, pageToken: page.nextPageToken })
          read.push(...namesOf(page))
          if (read.length > 1000) throw new Error('The pages lead in circles')
        }

        const stable = rangeOf(names, range).filter((name) => !touched.has(name))
        expect(read.filter((name) => !touched.has(name))).toEqual(stable)
      }),
    )
  })

  it('never leaves the range on the way back', () => {
    const index = new Index(['a', 'b', 'c', 'd'])
    const range = { from: 'b', bounds: 'exclusive' } as const
    const { nextPageToken } = index.read({ pageSize: 1, ...range })
    const second = index.read({ pageSize: 5, pageToken: nextPageToken })
    const first = index.read({ pageSize: 5, pageToken: second.previousPageToken })

    expect([second, first].map(namesOf)).toEqual([['d'], ['c']])
    expect(first.previousPageToken).toBeUndefined()
  })

  it('never leaves a range that only has a beginning', () => {
    const index = new Index(['a', 'b', 'c'])
    const { nextPageToken } = index.read({ pageSize: 1, from: 'b' })
    const second = index.read({ pageSize: 1, pageToken: nextPageToken })
    const first = index.read({ pageSize: 1, pageToken: second.previousPageToken })

    expect([second, first].map(namesOf)).toEqual([['c'], ['b']])
    expect(first.previousPageToken).toBeUndefined()
  })

  it('keeps the range in its tokens, whatever else is asked for with them', () => {
    const index = new Index(['a', 'b', 'c'])
    const range = { order: 'desc', from: 'z', bounds: 'exclusive' } as const
    const { nextPageToken = '' } = index.read({ pageSize: 1, ...range })

    expect(contentOf(nextPageToken)).toBe(
      '{"key":"b","direction":"next","order":"desc","from":"z","bounds":"exclusive"}',
    )
    const other = { order: 'asc', from: 'c', bounds: 'inclusive' } as const
    expect(namesOf(index.read({ pageToken: nextPageToken, ...other }))).toEqual(['b', 'a'])
  })

  it.each<Range<string>>([
    { order: 'asc' },
    { order: 'desc' },
    { from: 'a' },
    { bounds: 'exclusive' },
  ])('keeps a range of no more than %o in its tokens', (range) => {
    const { nextPageToken = '' } = new Index(['a', 'b', 'c']).read({ pageSize: 1, ...range })
    expect(JSON.parse(contentOf(nextPageToken))).toMatchObject(range)
  })

  it.each([
    '{"key":"b","direction":"next","order":"up"}',
    '{"key":"b","direction":"next","from":1}',
    '{"key":"b","direction":"next","from":null}',
    '{"key":"b","direction":"next","bounds":"none"}',
    '{"key":"b","direction":"next","bounds":"inclusive","order":"asc"}',
  ])('rejects the token of %s', (json) => {
    const found = tokenOf(json)
    expect(() => new Index(['a', 'b']).read({ pageToken: found })).toThrow(
      new SyncError({ kind: 'page-token-invalid', found }),
    )
  })
})

interface Named {
  readonly name: string
}

/** Items by name. */
class Index {
  readonly #items = new SortedList<string, Named>()

  constructor(names: readonly string[]) {
    for (const name of names) this.add(name)
  }

  add(name: string): void {
    this.#items.set(name, { name })
  }

  drop(name: string): void {
    this.#items.delete(name)
  }

  read(options: PageOptions & Range<string>): ItemPage<Named> {
    return readPage(
      {
        items: this.#items,
        limits: twilioLimits,
        keyOf: ({ name }) => name,
        isKey: (found): found is string => typeof found === 'string',
      },
      options,
    )
  }

  /** The pages after a page, or before it. */
  follow(
    from: ItemPage<Named>,
    { pageSize, link }: { readonly pageSize: number; readonly link: Link },
  ): ItemPage<Named>[] {
    const pageToken = from[link]
    if (pageToken === undefined) return []
    const page = this.read({ pageSize, pageToken })
    return [page, ...this.follow(page, { pageSize, link })]
  }
}

type Link = 'nextPageToken' | 'previousPageToken'

function namesOf({ items }: ItemPage<Named>): string[] {
  return items.map(({ name }) => name)
}

/** The names that a range holds, in its order. */
function rangeOf(names: readonly string[], { order, from, bounds }: Range<string>): string[] {
  const ascending = [...new Set(names)].sort()
  const inOrder = order === 'desc' ? ascending.reverse() : ascending
  if (from === undefined) return inOrder
  return inOrder.filter(
    (name) =>
      (name === from && bounds !== 'exclusive') || (order === 'desc' ? name < from : name > from),
  )
}

interface Item {
  readonly sequence: number
}

/** Items numbered from 0. */
class Book {
  readonly #items = new SortedList<number, Item>()
  readonly #limits: Limits
  #next = 0

  constructor(count: number, limits: Partial<Limits> = {}) {
    this.#limits = { ...twilioLimits, ...limits }
    for (let added = 0; added < count; added += 1) this.add()
  }

  add(): void {
    this.#items.set(this.#next, { sequence: this.#next })
    this.#next += 1
  }

  drop(...sequences: number[]): void {
    for (const sequence of sequences) this.#items.delete(sequence)
  }

  read(options: PageOptions = {}): ItemPage<Item> {
    return readPage(
      {
        items: this.#items,
        limits: this.#limits,
        keyOf: ({ sequence }) => sequence,
        isKey: (found): found is number => isWhole(found, { least: 0, most: this.#next - 1 }),
      },
      options,
    )
  }
}

function tokenOf(json: string): string {
  return `PT${Buffer.from(json).toString('base64url')}`
}

function contentOf(token: string): string {
  return Buffer.from(token.slice(2), 'base64url').toString()
}

function numbersOf({ items }: ItemPage<Item>): number[] {
  return items.map(({ sequence }) => sequence)
}

/** The pages in one direction, starting at one page. Default: the first. */
function walk(
  book: Book,
  pageSize: number,
  direction: 'nextPageToken' | 'previousPageToken',
  start = book.read({ pageSize }),
): ItemPage<Item>[] {
  const pages = [start]
  for (let token = start[direction]; token !== undefined;) {
    const page = book.read({ pageSize, pageToken: token })
    pages.push(page)
    token = page[direction]
    if (pages.length > 100) throw new Error('The pages lead in circles')
  }
  return pages
}
