import type { Story } from './story.ts'

/** What every page has to see. */
export const expected: Story = {
  heard: [
    [{ by: 'alice' }, { by: 'REST' }, 'removed'],
    [{ by: 'alice' }, { by: 'REST' }, 'removed'],
  ],
  statuses: [201, 201, 204],
  asked: [
    'rest  streams.create',
    'sdk alice streams.fetch',
    'sdk  streams.fetch',
    'sdk alice messages.create',
    'rest  messages.create',
    'rest  streams.delete',
  ],
  greeting: 'hello',
  isOwnSocketNative: true,
  installed: [true, false],
  left: [],
  isNativeBack: true,
}
