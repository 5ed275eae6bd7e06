/** Stored node configs carry a version; each released version has one pure step to the next. */
import { EdiError } from '../error'
import type { Config } from './types'

export type Migration = (config: Readonly<Record<string, unknown>>) => Record<string, unknown>

/**
 * @param migrations the first leads from version 1 to 2, and so on
 * @throws EdiError `config-too-new` when the flow was saved by a newer version of this package
 */
export function migrate<C extends Config>(config: C, migrations: readonly Migration[] = []): C {
  const version = config.version ?? 1
  const current = migrations.length + 1
  if (version > current) {
    throw new EdiError({
      code: 'config-too-new',
      what: `This ${config.type} node was saved by a newer version of the package (its settings have version ${version}, known is ${current})`,
      remedy: 'Update the package in the palette',
    })
  }
  return migrations
    .slice(version - 1)
    .reduce<Record<string, unknown>>((older, step) => step(older), { ...(config as object), version: current }) as unknown as C
}
