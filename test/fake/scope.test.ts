import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { FakeClock } from '../../src/core.ts'
import { Leftovers } from '../../src/fake/leftovers.ts'
import { Scope } from '../../src/fake/scope.ts'

const list = {
  method: 'GET',
  url: 'https://sync.twilio.com/v1/Services',
  headers: { authorization: `Basic ${btoa(`AC${'1'.repeat(32)}:token`)}` },
  input: {},
}

describe('Scope.underWay', () => {
  it('is 0 once a request is answered at once', () => {
    const scope = newScope()
    expect(scope.dispatch(list)).toMatchObject({ status: 200 })
    expect(scope.underWay).toBe(0)
  })

  it('counts a request that a gate holds, until it is answered', async () => {
    const scope = newScope()
    const passes: (() => void)[] = []
    scope.addGate({ arrival: () => new Promise<void>((resolve) => void passes.push(resolve)) })
    const answers = [list, list].map(async (request) => scope.dispatch(request))
    expect(scope.underWay).toBe(2)
    for (const pass of passes) pass()
    await Promise.all(answers)
    expect(scope.underWay).toBe(0)
  })

  it('counts a delayed request, until it is answered, broken off or given up', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const scope = newScope()
    scope.faults.add({ kind: 'delay', milliseconds: 50, times: 3 })
    scope.faults.add({ kind: 'reset', skip: 1 })
    const giveUp = new AbortController()
    const ends = Promise.allSettled([
      Promise.resolve(scope.dispatch(list)),
      Promise.resolve(scope.dispatch(list)),
      Promise.resolve(scope.dispatch(list, { givenUp: giveUp.signal })),
    ])
    expect(scope.underWay).toBe(3)
    giveUp.abort(new Error('the app has given up'))
    await vi.advanceTimersByTimeAsync(0)
    expect(scope.underWay).toBe(2)
    await vi.advanceTimersByTimeAsync(50)
    expect(scope.underWay).toBe(0)
    expect(await ends).toMatchObject([
      { value: { status: 200 } },
      { reason: { code: 'ECONNRESET' } },
      { reason: { message: 'the app has given up' } },
    ])
  })
})

function newScope(): Scope<FakeClock> {
  return new Scope(new FakeClock(), {
    options: {},
    leftovers: new Leftovers(),
    usesSockets: false,
    runOf: () => undefined,
    hasEnded: () => false,
  })
}
