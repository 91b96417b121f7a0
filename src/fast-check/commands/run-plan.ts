import type { fc } from '../fc.ts'
import { callClient, type ClientReal } from './client.ts'
import type { Plan } from './plan.ts'
import { callStore, type StoreReal } from './store.ts'
import type { StreamModel } from './stream-model.ts'

/**
 * A plan as an asynchronous command over the twilio client, which reports times in whole seconds.
 */
export function overClient(plan: Plan): fc.AsyncCommand<StreamModel, ClientReal> {
  const { text } = plan
  return {
    check: (model) => plan.isPossible(model),
    async run(model, { sync, syncStreams }) {
      const steps = plan.steps({ model, sync, text, precision: 1000 })
      let step = steps.next()
      while (step.done !== true) step = steps.next(await callClient(syncStreams, step.value))
    },
    toString: () => text,
  }
}

/** A plan as a synchronous command over the JS API. */
export function overStore(plan: Plan): fc.Command<StreamModel, StoreReal> {
  const { text } = plan
  return {
    check: (model) => plan.isPossible(model),
    run(model, { sync }) {
      const steps = plan.steps({ model, sync, text, precision: 1 })
      let step = steps.next()
      while (step.done !== true) step = steps.next(callStore(sync.streams, step.value))
    },
    toString: () => text,
  }
}
