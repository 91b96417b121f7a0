import { describe, expect, it } from 'vitest'
import { createFakeSync, type FakeSync, type FakeSyncOptions } from '../../src/core.ts'
import { messages, orders, post, send, streams } from '../rest/cases.ts'

describe('the resetSids option', () => {
  it('lets a SID that the app kept over a reset be that of nothing', () => {
    const sync = createFakeSync({ resetSids: false })
    const kept = send(sync, post(streams, { UniqueName: 'orders' })).body.sid
    sync.reset()
    send(sync, post(streams, { UniqueName: 'carts' }))

    const path = messages.replace('orders', kept)
    expect(send(sync, post(path, { Data: '{}' })).status).toBe(404)
  })

  it('counts on in every series of SIDs, over any number of resets', () => {
    const sync = createFakeSync({ resetSids: false })
    const straight = createFakeSync()
    const drawn = Array.from({ length: 3 }, () => {
      const sids = drawSids(sync)
      sync.reset()
      return sids
    })

    expect(drawn).toEqual(Array.from({ length: 3 }, () => drawSids(straight)))
  })

  it('leaves the default service its SID', () => {
    const sync = createFakeSync({ resetSids: false })
    const { sid } = sync.service()
    sync.reset()

    expect(sync.service().sid).toBe(sid)
  })

  it('counts on over a reset to a state', () => {
    const first = createFakeSync()
    first.streams.create({ uniqueName: 'orders' })
    const sync = createFakeSync({ resetSids: false, state: first.snapshot() })
    const kept = sync.streams.create()
    sync.reset()

    expect(sync.streams.all()).toEqual(first.streams.all())
    expect(sync.streams.create().sid).not.toBe(kept.sid)
  })

  it.each<FakeSyncOptions>([{}, { resetSids: true }])('starts again with %j', (options) => {
    const sync = createFakeSync(options)
    const sids = drawSids(sync)
    sync.reset()

    expect(drawSids(sync)).toEqual(sids)
  })

  it.each([0, 'no', null])('refuses %j', (found) => {
    expect(() => createFakeSync({ resetSids: found as never })).toThrow(
      new TypeError(
        `Cannot set up the fake: found ${JSON.stringify(found)} for resetSids, expected true or false`,
      ),
    )
  })
})

/** Draws a SID of every series but that of services. */
function drawSids(sync: FakeSync): unknown[] {
  const { sid } = sync.streams.create({ uniqueName: 'orders' })
  const message = sync.streams.publish(sid, {})
  const { headers } = sync.handle({
    url: `https://sync.twilio.com${orders}`,
    headers: { authorization: `Basic ${btoa(`AC${'0'.repeat(32)}:any`)}` },
  })
  sync.streams.remove(sid)
  return [sid, message.sid, headers['twilio-request-id']]
}
