/** `npm test [-- filter…]`: unit and flow tests, needing nothing but npm packages. NODE_RED_PACKAGE=node-red-4 runs them on Node-RED 4.1. */
import { runTests } from './vitest.mjs'

process.exit(await runTests('vitest.config.mts', process.argv.slice(2)))
