import { describe, expect, it } from 'vitest'
import { labelOf } from '../../../src/fast-check/history/describe-operation.ts'
import { drawTimeline } from '../../../src/fast-check/history/draw-timeline.ts'

describe('drawTimeline', () => {
  it('draws no rows as an empty string', () => {
    expect(drawTimeline([])).toBe('')
  })

  it('draws sequential operations', () => {
    expect(
      drawTimeline([
        { label: 'A', text: 'create "orders"', from: 1, to: 2, answer: '201' },
        { label: 'B', text: 'list', from: 3, to: 4, answer: '200' },
      ]),
    ).toMatchInlineSnapshot(`
      "  A |-|     create "orders" → 201
        B     |-| list            → 200"
    `)
  })

  it('draws overlapping operations', () => {
    expect(
      drawTimeline([
        { label: 'A', text: 'a', from: 1, to: 4, answer: '201' },
        { label: 'B', text: 'create a stream with a long name', from: 2, to: 3, answer: '409' },
        { label: 'C', text: 'list', from: 0, to: 5, answer: '200' },
      ]),
    ).toMatchInlineSnapshot(`
      "  A   |-----|   a                                → 201
        B     |-|     create a stream with a long name → 409
        C |---------| list                             → 200"
    `)
  })

  it('is as wide as it has moments, however long the texts are', () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({
      label: String.fromCharCode(65 + index),
      text: `publish {"id":${index}} on "a name of some length"`,
      from: index * 2,
      to: index * 2 + 1,
      answer: '201 TZ…0001',
    }))
    const widths = drawTimeline(rows)
      .split('\n')
      .map((line) => line.length)
    expect(Math.max(...widths)).toBeLessThan(115)
  })

  it('depends only on the order of moments', () => {
    const rows = [
      { label: 'A', text: 'one', from: 1, to: 3, answer: '201' },
      { label: 'B', text: 'two', from: 2, to: 4, answer: '201' },
    ]
    const later = rows.map((row) => ({ ...row, from: row.from * 1000, to: row.to * 1000 }))
    expect(drawTimeline(later)).toBe(drawTimeline(rows))
  })

  it('leaves unfinished operations open, and marks lost ones with a cross', () => {
    expect(
      drawTimeline([
        { label: 'A', text: 'create', from: 1, to: undefined, answer: 'no answer' },
        { label: 'B', text: 'create', from: 2, to: 3, answer: 'lost (reset)', isLost: true },
        { label: 'C', text: 'fetch', from: 4, to: 5, answer: '404', isMarked: true },
      ]),
    ).toMatchInlineSnapshot(`
      "  A |---------… create → no answer
        B   |-x       create → lost (reset)
      > C       |-|   fetch  → 404"
    `)
  })

  it('aligns labels of several letters', () => {
    expect(
      drawTimeline([
        { label: 'Z', text: 'one', from: 1, to: 2, answer: '201' },
        { label: 'AA', text: 'two', from: 3, to: 4, answer: '201', isMarked: true },
      ]),
    ).toMatchInlineSnapshot(`
      "  Z  |-|     one → 201
      > AA     |-| two → 201"
    `)
  })
})

describe('labelOf', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [51, 'AZ'],
    [52, 'BA'],
    [701, 'ZZ'],
    [702, 'AAA'],
  ])('labels %i as %s', (id, label) => {
    expect(labelOf(id)).toBe(label)
  })
})
