/** `npm start`: see sandbox/rehearsal/main.ts. The build has run before (prestart). */
import { createRequire } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const { rehearse } = createRequire(import.meta.url)(join(root, 'dist/sandbox/rehearsal/main.js'))
process.exit(await rehearse(process.argv.slice(2), root))
