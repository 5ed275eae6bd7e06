/**
 * `npm run test:system [-- --install] [filter…]`: tests against real OpenSSH, PostgreSQL, Chromium and Node-RED processes. With --install and as
 * root it installs the Debian packages it needs; otherwise it says in one line what is missing and leaves those tests out.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runTests } from './vitest.mjs'

const needed = [
  { package: 'openssh-server', file: '/usr/sbin/sshd' },
  { package: 'chromium', file: '/usr/bin/chromium' },
  // The server's programs lie in a folder of their version.
  { package: 'postgresql', file: '/usr/lib/postgresql' },
]
const arguments_ = process.argv.slice(2)
const install = arguments_.includes('--install')
const missing = () => needed.filter(({ file }) => !existsSync(file)).map(({ package: name }) => name)

if (install && missing().length > 0) {
  if (process.getuid?.() !== 0) {
    console.error(`--install needs root to install ${missing().join(', ')}`)
    process.exit(1)
  }
  const apt = (...words) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...missing())
}
if (install) {
  if (missing().length > 0) {
    console.error(`Could not install ${missing().join(', ')}`)
    process.exit(1)
  }
  // Told to the tests, so that a missing part fails there instead of being left out.
  process.env.EDI_LOOP_INSTALLED = '1'
} else if (missing().length > 0) {
  console.log(
    `Not on this machine, their tests are left out: ${missing().join(', ')} (npm run test:system -- --install, as root, installs them)`,
  )
}
process.exit(
  await runTests(
    'vitest.system.config.mts',
    arguments_.filter(word => word !== '--install'),
  ),
)
