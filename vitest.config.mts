import { defineConfig } from 'vitest/config'

const patience = { testTimeout: 20_000, hookTimeout: 20_000, setupFiles: ['test/support/seed.ts'] }

/**
 * Unit tests once; flow tests on Node-RED 5 and again on 4.1. NODE_RED_PACKAGE narrows the flow tests to one of the two.
 * System tests (real sshd, Chromium, palette) have their own configuration, vitest.system.config.mts.
 */
const nodeReds = process.env['NODE_RED_PACKAGE'] ? [process.env['NODE_RED_PACKAGE']] : ['node-red', 'node-red-4']

export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      ...nodeReds.map(nodeRed => ({
        test: {
          ...patience,
          name: `flow on ${nodeRed}`,
          include: ['test/flow/**/*.test.ts'],
          env: { NODE_RED_PACKAGE: nodeRed },
        },
      })),
    ],
  },
})
