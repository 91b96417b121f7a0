import { describe, expect, it } from 'vitest'
import { NotFakedError } from '../../src/core.ts'
import { openSdk } from '../twilsock/sdk-world.ts'

describe('the context of a list', () => {
  it('is said not to be faked to a client that asks for it, and at the end', async () => {
    const { sync, connect } = openSdk()
    const list = await connect().list('log')
    await expect(list.getContext()).rejects.toMatchObject({
      status: 0,
      message: expect.stringContaining('a request for Context, which') as string,
    })
    expect(() => sync.uninstall()).toThrow(NotFakedError)
  })
})
