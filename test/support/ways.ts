import twilio from 'twilio'
import { createFakeSync, installFakeSync } from '../../src/index.ts'
import { createBy, createOver, type Way } from './describe-settled.ts'

/** Every way to a fake, with this package's nock. */
export const ways: readonly Way[] = [
  {
    name: 'sync.httpClient',
    open: () => {
      const sync = createFakeSync()
      return { sync, create: createBy({ httpClient: sync.httpClient }) }
    },
  },
  {
    name: 'the module of twilio',
    open: () => ({ sync: installFakeSync({ twilio }), create: createBy() }),
  },
  { name: 'nock', open: () => ({ sync: installFakeSync(), create: createBy() }) },
  {
    name: 'sync.fetch',
    open: () => {
      const sync = createFakeSync()
      return { sync, create: createOver(sync.fetch) }
    },
  },
  { name: 'fetch', open: () => ({ sync: installFakeSync(), create: createOver(fetch) }) },
]
