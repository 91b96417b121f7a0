import { expect, inject, it } from 'vitest'
import { expected } from './expected.ts'
import { tellStory } from './story.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of a server of sockets that says hello. */
    readonly greeter: string
  }
}

it('a test in the browser sees what every page sees', async () => {
  expect(await tellStory(inject('greeter'))).toEqual(expected)
})
