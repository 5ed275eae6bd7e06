/** Every run draws the same examples. SEED draws others; a failure prints the seed it was found with. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20260115) })
