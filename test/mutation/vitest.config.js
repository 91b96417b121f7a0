import { BaseSequencer } from 'vitest/node'

const { MUTATED: mutated = 'domain' } = process.env

/** Files that share modules start twice as fast; those that load nock several times cannot share. */
const isolate = mutated === 'transports'

/** A mutant is dead at its first red test, so what is likeliest to see it comes first. */
const order = [mutated, 'contract', 'rest', 'domain', 'api', 'faults', 'fake']

class LikeliestFirst extends BaseSequencer {
  sort(files) {
    const placeOf = ({ moduleId }) => {
      const place = order.findIndex((name) => moduleId.includes(`/test/${name}`))
      return place < 0 ? order.length : place
    }
    const byPlace = (a, b) => placeOf(a) - placeOf(b) || (a.moduleId < b.moduleId ? -1 : 1)
    return Promise.resolve(files.toSorted(byPlace))
  }
}

export default {
  test: {
    include: isolate
      ? [
          'test/transports/**/*.test.ts',
          'test/fake/*.test.ts',
          'test/contract.{fetch,http-client,nock13,nock14,twilio,jsdom}.test.ts',
        ]
      : [
          'test/{domain,rest,api,faults,fake,cds,webhooks}/**/*.test.ts',
          'test/twilsock/{faults,session}.test.ts',
          'test/contract.http-client.test.ts',
          'test/properties.test.ts',
        ],
    // A second nock would get the requests of all files that share a process.
    exclude: isolate ? [] : ['**/*.nock13.test.ts'],
    isolate,
    // Instrumented code is slower, and several of these tests do much.
    testTimeout: 60_000,
    sequence: { sequencer: LikeliestFirst },
  },
}
