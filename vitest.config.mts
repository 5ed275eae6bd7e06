import { defineConfig } from 'vitest/config'

/** Unit and flow tests. System tests (real sshd, Chromium, palette) have their own configuration, vitest.system.config.mts. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/flow/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
