import { tellStory } from './story.ts'

// For the test that drives the page.
Object.assign(globalThis, { tellStory })
