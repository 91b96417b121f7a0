import { expect, it } from 'vitest'
import { formatDate } from '../../src/rest/date.ts'

it.each([
  '2026-01-02T03:04:05Z',
  '2026-10-10T10:10:10Z',
  '2026-12-31T23:59:59Z',
  '0999-09-09T09:09:09Z',
])('writes %s', (date) => {
  expect(formatDate(Date.parse(date))).toBe(date)
  expect(formatDate(Date.parse(date) + 999)).toBe(date)
})
