import { defineConfig } from 'vitest/config'

/** Tests against real systems: OpenSSH, Chromium, Node-RED processes. One file at a time, because they share the machine. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts', 'test/browser/**/*.test.ts', 'test/crash/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
