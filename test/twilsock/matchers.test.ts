import { describe, expect, it } from 'vitest'
import { matchers } from '../../src/matchers.ts'
import type {} from '../../src/vitest.ts'
import { openSdk } from './sdk-world.ts'

expect.extend(matchers)

describe('toHaveSubscribers', () => {
  it('passes for just these clients, in any order, or for any', async () => {
    const { sync, connect } = openSdk()
    sync.streams.create({ uniqueName: 'bills' })
    for (const identity of ['alice', 'bob', undefined]) {
      await connect(sync.accessToken({ identity })).stream('orders')
    }
    expect(sync).toHaveSubscribers('orders', ['bob', undefined, 'alice'])
    expect(sync).toHaveSubscribers('orders')
    expect(sync.service('default')).toHaveSubscribers(sync.streams.fetch('orders').sid)
    expect(sync).toHaveSubscribers('bills', [])
    expect(sync).not.toHaveSubscribers('bills')
    expect(sync).not.toHaveSubscribers('orders', ['alice', 'bob'])
    expect(sync).not.toHaveSubscribers('orders', ['alice', 'bob', 'bob'])
    expect(sync).not.toHaveSubscribers('none')
    expect(sync).not.toHaveSubscribers('none', [])
  })

  it('says who is there instead', async () => {
    const { sync, connect } = openSdk()
    await connect().stream('orders')
    await connect('no token of ours').stream('orders')
    const found = '"alice", one without an identity'
    expect(() => expect(sync).toHaveSubscribers('orders', ['bob'])).toThrow(
      `Expected the subscribers "bob" of "orders", found ${found}`,
    )
    expect(() => expect(sync).not.toHaveSubscribers('orders')).toThrow(
      `Expected no subscribers of "orders", found ${found}`,
    )
    expect(() => expect(sync).not.toHaveSubscribers('orders', [undefined, 'alice'])).toThrow(
      `Expected other than the subscribers one without an identity, "alice" of "orders", found`,
    )
    expect(() => expect(sync).toHaveSubscribers('bills')).toThrow(
      'Expected subscribers of "bills", found no such stream among 1\n  "orders"',
    )
    sync.streams.create({ uniqueName: 'bills' })
    expect(() => expect(sync).toHaveSubscribers('bills', ['bob'])).toThrow('found none')
  })

  it.each([
    { identities: 'alice', message: 'found "alice" for the identities, expected a list' },
    { identities: [5], message: 'found 5 for identities[0], expected a string or undefined' },
    { identities: ['a', null], message: 'found null for identities[1], expected a string' },
  ])('refuses $identities', ({ identities, message }) => {
    const { sync } = openSdk()
    sync.streams.create({ uniqueName: 'orders' })
    const match = (): void => expect(sync).not.toHaveSubscribers('orders', identities as never)
    expect(match).toThrow(TypeError)
    expect(match).toThrow(`Cannot match: ${message}`)
  })
})
