/**
 * The tables of the ledger, the same in every store. Moments are ISO 8601 UTC text, so that they sort and read the same everywhere.
 * Order is told by a `seq` that counts up: moments can be equal, and the order in which rows lie is no promise.
 */
import type { Generated } from 'kysely'

export interface Tables {
  documents: DocumentRow
  document_moves: DocumentMoveRow
  document_counts: DocumentCountRow
  steps: StepRow
  outputs: OutputRow
  events: EventRow
  payloads: PayloadRow
  payload_uses: PayloadUseRow
  replays: ReplayRow
  checkpoints: CheckpointRow
  names: NameRow
  claims: ClaimRow
  control_numbers: ControlNumberRow
  transmissions: TransmissionRow
  marks: MarkRow
  leases: LeaseRow
  turns: TurnRow
  allocations: AllocationRow
  peers: PeerRow
  inbound_streams: InboundStreamRow
  inbound_numbers: InboundNumberRow
  inbound_gaps: InboundGapRow
  alarms: AlarmRow
  alarm_news: AlarmNewsRow
}

export type DocumentState = 'open' | 'done' | 'failed' | 'retrying' | 'held' | 'uncertain' | 'abandoned'
/** `expected`: what comes before it is built anew, so its document will come again. */
export type StepState = 'begun' | 'done' | 'failed' | 'retrying' | 'held' | 'uncertain' | 'abandoned' | 'expected'

/** One purchase order revision, one inbound file, one inbound transaction set. */
export interface DocumentRow {
  id: string
  kind: string
  business_key: string
  parent_id: string | null
  subject: string
  division: number | null
  partner: string | null
  state: DocumentState
  reason: string | null
  /** The business document as JSON, once a step has made one. */
  content: string | null
  /** Hash of the newest event: the head of the document's chain. */
  head: string
  created_at: string
  updated_at: string
}

/** A document that came, or changed its state, since the counts were brought up to date; see counts.ts. */
export interface DocumentMoveRow {
  seq: Generated<number>
  kind: string
  /** Null for one that came. */
  from_state: DocumentState | null
  from_reason: string | null
  to_state: DocumentState
  to_reason: string | null
}

export interface DocumentCountRow {
  kind: string
  state: DocumentState
  /** Empty for none. */
  reason: string
  documents: number
}

/** One durable node's work on one document. */
export interface StepRow {
  seq: Generated<number>
  id: string
  document_id: string
  /** The node's id: stable over deploys and restarts. */
  node: string
  state: StepState
  attempt: number
  /** The message as it came in, frozen. */
  input: string
  /** What was noted before a point of no return, such as "renaming". */
  intent: string | null
  reason: string | null
  next_attempt_at: string | null
  begun_at: string
  ended_at: string | null
  /** The opening of the ledger that has it in hand while it is unfinished; see leases.ts. */
  holder: string
  /** Steps of a node with the same sequence keep their turn. */
  sequence: string | null
  /** The replay that put another step in its place; null for the step that counts. */
  superseded_by: string | null
}

/** A message to be handed on; `taken_at` is set when the next durable step has stored it as its input. */
export interface OutputRow {
  seq: Generated<number>
  id: string
  document_id: string
  /** The step that made it; null when it came from a source. */
  step_id: string | null
  node: string
  port: number
  message: string
  created_at: string
  taken_at: string | null
  /** The opening of the ledger that hands it on. */
  holder: string
}

/** Append-only. */
export interface EventRow {
  seq: Generated<number>
  document_id: string
  at: string
  what: string
  who: string
  detail: string
  /** As the document stands after it. */
  state: DocumentState
  reason: string | null
  /** SHA-256 of the document's content, where this event changed it. */
  content: string | null
  /** Hashes of the bytes that came with it, spaces between; `+` before those that were stored by it. */
  payloads: string | null
  /** Machine and process, and version of this package, that wrote it. */
  instance: string
  version: string
  previous: string
  hash: string
}

export interface PayloadRow {
  sha256: string
  /** Empty once retention has removed them. */
  bytes: Uint8Array
  created_at: string
  pruned_at: string | null
}

/** Which documents carry which bytes. */
export interface PayloadUseRow {
  sha256: string
  document_id: string
}

/** One attempt that somebody asked for, linked to the one before. */
export interface ReplayRow {
  id: string
  /** Of the replays of its document, from 1. */
  number: number
  document_id: string
  kind: 'read-again' | 'send-again' | 'build-anew' | 'corrected'
  node: string
  /** The step that runs. */
  step_id: string
  /** The step that had ended: the same one, unless its input changed or it is built anew. */
  of_step_id: string
  /** The replay of this document before this one. */
  previous_id: string | null
  asked_at: string
  asked_by: string
  words: string
  was_state: DocumentState
  was_reason: string | null
  /** Of the difference that was confirmed, for `build-anew`. */
  token: string | null
}

/** Seals all events since the checkpoint before it. Append-only. */
export interface CheckpointRow {
  number: number
  at: string
  first_seq: number
  last_seq: number
  events: number
  /** Hash over number, document and hash of each event. */
  digest: string
  /** Bytes stored before this moment were removed by retention. */
  pruned_before: string | null
  previous: string
  seal: string
}

/** Names by which documents are found again: an order number, an invoice number. Several documents may share one. */
export interface NameRow {
  /** Counts up: the newest of two named in the same moment is known. */
  seq: Generated<number>
  name: string
  document_id: string
}

/** Names that one document only may hold, ever. */
export interface ClaimRow {
  name: string
  document_id: string
}

export interface ControlNumberRow {
  scope: string
  /** Counts on past the highest number that fits: what is written is the rest; see control-numbers.ts. */
  last: number
  /** Where counting began. */
  started: number
}

/** A number given to a document and not used yet: asked again, the document gets the same one. */
export interface AllocationRow {
  document_id: string
  scope: string
  number: number
}

/** One transaction set that was sent, until its acknowledgment. */
export interface TransmissionRow {
  id: string
  document_id: string
  sender: string
  receiver: string
  functional_id: string
  group_number: number
  set_number: string
  interchange_number: number
  partner: string | null
  /** JSON of how long the answer may take; null when none is expected. */
  due: string | null
  sent_at: string | null
  deadline: string | null
  /** When the alarm was raised that no answer came in time. */
  overdue_at: string | null
  outcome: string | null
  answered_at: string | null
}

/** Somebody we send to, and when anything was heard from there last. Ids are those of transmissions: we are the sender. */
export interface PeerRow {
  sender: string
  receiver: string
  partner: string | null
  /** JSON of how long silence is borne while an answer is due. */
  silent_after: string | null
  heard_at: string | null
  /** When the alarm is due; null while no answer is. */
  silent_at: string | null
}

/** Control numbers that one sender counts up for us. */
export interface InboundStreamRow {
  stream: string
  /** Counts how often the sender has begun anew. */
  generation: number
  /** First number seen in this generation, and the highest. */
  first: number
  highest: number
}

export interface InboundNumberRow {
  stream: string
  generation: number
  number: number
  /** Of the content that came under it. */
  sha256: string
  document_id: string
  seen_at: string
}

export interface InboundGapRow {
  stream: string
  generation: number
  first: number
  last: number
  /** How many of them have not come since. */
  missing: number
  partner: string | null
  noticed_at: string
  alarmed_at: string | null
  closed_at: string | null
}

/** Something that a person should know of, open until it is cleared. */
export interface AlarmRow {
  id: string
  /** What it is about; one open alarm for each. */
  alarm_key: string
  kind: string
  subject: string
  partner: string | null
  division: number | null
  document_id: string | null
  words: string
  remedy: string
  detail: string
  raised_at: string
  cleared_at: string | null
}

/** Raised and cleared, in the order in which it was committed. */
export interface AlarmNewsRow {
  seq: number
  alarm_id: string
  what: 'raised' | 'cleared'
  at: string
}

export interface MarkRow {
  name: string
  value: string
}

/** One opening of the ledger by one instance, alive for as long as it renews; see leases.ts. */
export interface LeaseRow {
  id: string
  /** For people: which instance. */
  instance: string
  expires_at: string
}

/** What one instance at a time may do: a poll, a token call. Held no longer than the lease of its holder. */
export interface TurnRow {
  name: string
  holder: string
  /** 1: kept from poll to poll, so that it goes to whoever takes the holder's steps over. 0: for one work, and free when its holder is gone. */
  lasting: number
}

/**
 * Applied in order, each once; never edited after a release. Written in SQLite's words; `ddl` of a store puts the few that differ into
 * its own (INTEGER PRIMARY KEY AUTOINCREMENT, INTEGER, TEXT, BLOB), so use no others: no STRICT, no WITHOUT ROWID, no functions.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, business_key TEXT NOT NULL, parent_id TEXT, subject TEXT NOT NULL, division INTEGER,
    partner TEXT, state TEXT NOT NULL, reason TEXT, content TEXT, head TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (kind, business_key));
  CREATE INDEX documents_by_state ON documents (state, updated_at, id);
  CREATE INDEX documents_by_time ON documents (updated_at, id);
  CREATE INDEX documents_by_arrival ON documents (kind, created_at, id);
  CREATE INDEX documents_by_partner ON documents (partner, updated_at, id) WHERE partner IS NOT NULL;
  CREATE INDEX documents_by_parent ON documents (parent_id, created_at) WHERE parent_id IS NOT NULL;
  CREATE TABLE document_moves (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, from_state TEXT, from_reason TEXT, to_state TEXT NOT NULL,
    to_reason TEXT);
  CREATE TABLE document_counts (
    kind TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, documents INTEGER NOT NULL, PRIMARY KEY (kind, state, reason));
  CREATE TABLE steps (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id), node TEXT NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL, input TEXT NOT NULL, intent TEXT, reason TEXT, next_attempt_at TEXT,
    begun_at TEXT NOT NULL, ended_at TEXT, holder TEXT NOT NULL, sequence TEXT, superseded_by TEXT);
  CREATE UNIQUE INDEX steps_that_count ON steps (document_id, node) WHERE superseded_by IS NULL;
  CREATE INDEX steps_of_document ON steps (document_id, seq);
  CREATE INDEX steps_in_sequence ON steps (node, sequence, seq) WHERE sequence IS NOT NULL;
  CREATE INDEX steps_unfinished ON steps (node, seq) WHERE state IN ('begun', 'retrying');
  CREATE INDEX steps_with_reason ON steps (node, state, reason) WHERE reason IS NOT NULL;
  CREATE TABLE outputs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id), step_id TEXT, node TEXT NOT NULL,
    port INTEGER NOT NULL, message TEXT NOT NULL, created_at TEXT NOT NULL, taken_at TEXT, holder TEXT NOT NULL);
  CREATE INDEX outputs_waiting ON outputs (node, seq) WHERE taken_at IS NULL;
  CREATE INDEX outputs_by_step ON outputs (step_id) WHERE step_id IS NOT NULL;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, who TEXT NOT NULL,
    detail TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, content TEXT, payloads TEXT, instance TEXT NOT NULL, version TEXT NOT NULL,
    previous TEXT NOT NULL, hash TEXT NOT NULL);
  CREATE INDEX events_by_document ON events (document_id, seq);
  CREATE TABLE payloads (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL, created_at TEXT NOT NULL, pruned_at TEXT);
  CREATE INDEX payloads_by_age ON payloads (created_at) WHERE pruned_at IS NULL;
  CREATE TABLE payload_uses (sha256 TEXT NOT NULL, document_id TEXT NOT NULL, PRIMARY KEY (sha256, document_id));
  CREATE INDEX payload_uses_by_document ON payload_uses (document_id);
  CREATE TABLE replays (
    id TEXT PRIMARY KEY, number INTEGER NOT NULL, document_id TEXT NOT NULL, kind TEXT NOT NULL, node TEXT NOT NULL, step_id TEXT NOT NULL,
    of_step_id TEXT NOT NULL, previous_id TEXT, asked_at TEXT NOT NULL, asked_by TEXT NOT NULL, words TEXT NOT NULL,
    was_state TEXT NOT NULL, was_reason TEXT, token TEXT, UNIQUE (document_id, number));
  CREATE INDEX replays_by_step ON replays (step_id);
  CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, events INTEGER NOT NULL,
    digest TEXT NOT NULL, pruned_before TEXT, previous TEXT NOT NULL, seal TEXT NOT NULL);
  CREATE TABLE names (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, document_id TEXT NOT NULL, UNIQUE (name, document_id));
  CREATE INDEX names_by_document ON names (document_id, seq);
  CREATE TABLE claims (name TEXT PRIMARY KEY, document_id TEXT NOT NULL);
  CREATE TABLE control_numbers (scope TEXT PRIMARY KEY, last INTEGER NOT NULL, started INTEGER NOT NULL);
  CREATE TABLE allocations (document_id TEXT NOT NULL, scope TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (document_id, scope));
  CREATE TABLE transmissions (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, sender TEXT NOT NULL, receiver TEXT NOT NULL, functional_id TEXT NOT NULL,
    group_number INTEGER NOT NULL, set_number TEXT NOT NULL, interchange_number INTEGER NOT NULL, partner TEXT, due TEXT, sent_at TEXT,
    deadline TEXT, overdue_at TEXT, outcome TEXT, answered_at TEXT, UNIQUE (sender, receiver, functional_id, group_number, set_number));
  CREATE INDEX transmissions_by_document ON transmissions (document_id);
  CREATE INDEX transmissions_due ON transmissions (deadline) WHERE outcome IS NULL AND overdue_at IS NULL;
  CREATE INDEX transmissions_open ON transmissions (sender, receiver, sent_at, overdue_at) WHERE outcome IS NULL AND deadline IS NOT NULL;
  CREATE INDEX transmissions_answered ON transmissions (answered_at) WHERE answered_at IS NOT NULL;
  CREATE TABLE peers (
    sender TEXT NOT NULL, receiver TEXT NOT NULL, partner TEXT, silent_after TEXT, heard_at TEXT, silent_at TEXT,
    PRIMARY KEY (sender, receiver));
  CREATE INDEX peers_silent ON peers (silent_at) WHERE silent_at IS NOT NULL;
  CREATE TABLE inbound_streams (
    stream TEXT PRIMARY KEY, generation INTEGER NOT NULL, first INTEGER NOT NULL, highest INTEGER NOT NULL);
  CREATE TABLE inbound_numbers (
    stream TEXT NOT NULL, generation INTEGER NOT NULL, number INTEGER NOT NULL, sha256 TEXT NOT NULL, document_id TEXT NOT NULL,
    seen_at TEXT NOT NULL, PRIMARY KEY (stream, generation, number));
  CREATE TABLE inbound_gaps (
    stream TEXT NOT NULL, generation INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, missing INTEGER NOT NULL,
    partner TEXT, noticed_at TEXT NOT NULL, alarmed_at TEXT, closed_at TEXT, PRIMARY KEY (stream, generation, first));
  CREATE INDEX inbound_gaps_new ON inbound_gaps (noticed_at) WHERE closed_at IS NULL AND alarmed_at IS NULL;
  CREATE INDEX inbound_gaps_open ON inbound_gaps (stream, generation, first) WHERE closed_at IS NULL;
  CREATE TABLE alarms (
    id TEXT PRIMARY KEY, alarm_key TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, partner TEXT, division INTEGER,
    document_id TEXT, words TEXT NOT NULL, remedy TEXT NOT NULL, detail TEXT NOT NULL, raised_at TEXT NOT NULL, cleared_at TEXT);
  CREATE UNIQUE INDEX alarms_open ON alarms (alarm_key) WHERE cleared_at IS NULL;
  CREATE INDEX alarms_by_document ON alarms (document_id, kind) WHERE document_id IS NOT NULL;
  CREATE TABLE alarm_news (seq INTEGER PRIMARY KEY, alarm_id TEXT NOT NULL, what TEXT NOT NULL, at TEXT NOT NULL);
  CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE leases (id TEXT PRIMARY KEY, instance TEXT NOT NULL, expires_at TEXT NOT NULL);
  CREATE TABLE turns (name TEXT PRIMARY KEY, holder TEXT NOT NULL, lasting INTEGER NOT NULL);
  `,
]
