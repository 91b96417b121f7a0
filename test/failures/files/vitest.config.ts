import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const setup = fileURLToPath(new URL('../../../src/vitest.ts', import.meta.url))

const config: ViteUserConfig = defineConfig({
  test: { include: ['*.case.ts'], setupFiles: [setup] },
})

export default config
