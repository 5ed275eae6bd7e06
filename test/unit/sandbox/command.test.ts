/** What `edi-loop sandbox` takes for switches and faults. */
import { expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { system } from '../../../lib/environment'
import { startSandbox } from '../../../sandbox/sandbox'
import { faultFrom, mailboxSwitchesFrom, switchesFrom } from '../../../sandbox/command'

it('switches are words or JSON', () => {
  expect(switchesFrom(['language=NL', 'pageSize=10', 'overReceipt=true', 'missingScopes=["crm accounts"]'])).toEqual({
    language: 'NL',
    pageSize: 10,
    overReceipt: true,
    missingScopes: ['crm accounts'],
  })
  for (const wrong of ['language', 'language=FR', 'pageSize=ten', 'nothing=1'])
    expect(() => switchesFrom([wrong])).toThrow(RangeError)
})

it('switches of the mailbox are words or JSON as well, and each is checked', () => {
  const cut = { operation: 'data', moment: 'before', manner: 'stall', bytes: 100, spare: 2 }
  expect(
    mailboxSwitchesFrom(['denyRename=true', 'hangUpAfterSeconds=1.5', 'alsoLists=["../x"]', `cut=${JSON.stringify(cut)}`]),
  ).toEqual({ denyRename: true, hangUpAfterSeconds: 1.5, alsoLists: ['../x'], cut })
  for (const wrong of [
    'denyRename',
    'denyRename=1',
    'listingMilliseconds=-1',
    'alsoLists=x',
    'alsoLists=[1]',
    'nothing=true',
    'cut=now',
    'cut={"operation":"mkdir","moment":"after"}',
    'cut={"operation":"list","moment":"amid"}',
    'cut={"operation":"list","moment":"after","manner":"loud"}',
    'cut={"operation":"list","moment":"after","spare":-1}',
    'cut={"operation":"list","moment":"after","times":2}',
  ])
    expect(() => mailboxSwitchesFrom([wrong]), wrong).toThrow(RangeError)
})

it('the mailbox of the sandbox starts with its switches', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edi-sandbox-'))
  const sandbox = await startSandbox({
    directory,
    seed: 1,
    orders: 1,
    exactPort: 0,
    mailboxPort: 0,
    limits: { perMinute: 60, perDay: 5_000 },
    mailboxSwitches: mailboxSwitchesFrom(['denyRename=true']),
    environment: system,
    log: () => undefined,
  })
  expect(sandbox.mailbox.switches).toMatchObject({ denyRename: true, denyRemove: false })
  await sandbox.close()
  rmSync(directory, { recursive: true })
})

it('faults are a kind, and where wanted how often and where', () => {
  expect(faultFrom('maintenance')).toEqual({ kind: 'maintenance', times: 1 })
  expect(faultFrom("lose-answer:2:Entries(guid'1:2')")).toEqual({ kind: 'lose-answer', times: 2, path: "Entries(guid'1:2')" })
  for (const wrong of ['nothing', 'error:none', 'error:0']) expect(() => faultFrom(wrong)).toThrow(RangeError)
})
