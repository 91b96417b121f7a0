import { FakeClock, StreamStore } from '../dist/index.js'

/** Seconds: longer than any measurement moves the clock. */
export const longTtl = 1_000_000

export const kinds = {
  unnamed: () => ({}),
  named: (index) => ({ uniqueName: nameOf(index) }),
  'named with ttl': (index) => ({ uniqueName: nameOf(index), ttl: longTtl + (index % 1000) }),
}

/** A store with so many streams in it, and the clock it lives by. */
export function populate(size, kind = 'named with ttl') {
  const clock = new FakeClock()
  const store = new StreamStore({ clock })
  for (let index = 0; index < size; index += 1) store.create(kinds[kind](index))
  return { clock, store }
}

/** A name as it comes out of a request: of one piece, where a template literal would leave a chain. */
export function nameOf(index) {
  return copyOf(`orders-${String(index).padStart(6, '0')}`)
}

/** An equal text that the store has not seen yet, as every request brings one. */
export function copyOf(text) {
  return Buffer.from(text).toString()
}

/** The tokens of all pages but the first. */
export function pageTokens(store) {
  const tokens = []
  for (
    let { nextPageToken: token } = store.page();
    token !== undefined;
    { nextPageToken: token } = store.page({ pageToken: token })
  ) {
    tokens.push(token)
  }
  return tokens
}
