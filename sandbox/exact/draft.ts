/**
 * One write in the making: it reads the store through its own changes, stamps what it touches and gathers complaints. Nothing is
 * changed until the changes are in the record and then applied.
 */
import { Refusal } from './answer'
import type { Switches } from './switches'
import { known } from './schema'
import type { Change, Row, Store, Value } from './store'

export interface Circumstances {
  readonly store: Store
  readonly switches: Switches
  readonly division: number
  /** Every division of the world, to tell a foreign GUID from an unknown one. */
  readonly divisions: readonly number[]
  readonly user: string
  readonly client: string
  /** Base address of the server. */
  readonly url: string
  /** Wall clock. */
  readonly wall: number
  readonly today: number
  readonly uuid: () => string
}

export class Draft {
  readonly changes: Change[] = []
  readonly complaints: string[] = []
  private readonly overlay = new Map<string, Row | null>()

  constructor(readonly circumstances: Circumstances) {}

  get switches(): Switches {
    return this.circumstances.switches
  }

  row(resource: string, key: Value | undefined): Row | undefined {
    const changed = this.overlay.get(`${resource}|${key}`)
    if (changed !== undefined) return changed ?? undefined
    return typeof key === 'string' || typeof key === 'number'
      ? this.circumstances.store.row(this.circumstances.division, resource, String(key))
      : undefined
  }

  find(resource: string, property: string, value: Value): Row | undefined {
    return this.circumstances.store.find(this.circumstances.division, resource, property, value)
  }

  rows(resource: string): readonly Row[] {
    return this.circumstances.store.rows(this.circumstances.division, resource)
  }

  /** Lines of a header as they will be; lines added by this draft are not among them. */
  lines(resource: string, header: string): readonly Row[] {
    const stored = this.circumstances.store.lines(this.circumstances.division, resource, header)
    return stored.map(row => this.row(resource, row[known(resource).key])).filter(row => row !== undefined)
  }

  /** A new row with key, stamps and row version. */
  add(resource: string, row: Row): Row {
    const { properties, key } = known(resource)
    const { wall, user, division } = this.circumstances
    const stamps = {
      [key]: this.circumstances.uuid(),
      Created: wall,
      Modified: wall,
      Creator: user,
      Modifier: user,
      Division: division,
    }
    const kept = Object.entries(stamps).filter(([name]) => properties.has(name))
    const made: Row = { ...row, ...Object.fromEntries(kept), Timestamp: this.circumstances.store.nextVersion() }
    this.put(resource, String(made[key]), made)
    return made
  }

  /** Changes a row and moves its `Modified` and row version. */
  set(resource: string, key: string, patch: Row): void {
    const { properties } = known(resource)
    const stamps = { Modified: this.circumstances.wall, Modifier: this.circumstances.user }
    const kept = Object.entries(stamps).filter(([name]) => properties.has(name))
    this.adjust(resource, key, { ...patch, ...Object.fromEntries(kept) })
  }

  /** Changes a row and moves its row version, but not its `Modified`. */
  adjust(resource: string, key: string, patch: Row): void {
    this.put(resource, key, { ...patch, Timestamp: this.circumstances.store.nextVersion() })
  }

  remove(resource: string, key: string): void {
    this.overlay.set(`${resource}|${key}`, null)
    this.changes.push({ division: this.circumstances.division, resource, key, set: null })
  }

  complain(...lines: readonly string[]): void {
    this.complaints.push(...lines)
  }

  /** @throws Refusal 500 with every complaint on its own line */
  insist(): void {
    if (this.complaints.length > 0) throw new Refusal(500, [...new Set(this.complaints)])
  }

  private put(resource: string, key: string, set: Row): void {
    const before = this.row(resource, key)
    this.overlay.set(`${resource}|${key}`, { ...before, ...set })
    this.changes.push({ division: this.circumstances.division, resource, key, set })
  }
}
