export default {
  test: {
    include: ['test/browser/*.browser.ts'],
    // Builds and browsers take their time on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}
