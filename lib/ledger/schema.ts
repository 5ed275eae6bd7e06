/** The tables of the ledger. Moments are ISO 8601 UTC text, so that they sort and read the same in every store. */
import type { Generated } from 'kysely'

export interface Tables {
  documents: DocumentRow
  steps: StepRow
  outputs: OutputRow
  events: EventRow
  payloads: PayloadRow
  names: NameRow
  claims: ClaimRow
  control_numbers: ControlNumberRow
  transmissions: TransmissionRow
  marks: MarkRow
}

export type DocumentState = 'open' | 'done' | 'failed' | 'retrying' | 'held' | 'uncertain'
export type StepState = 'begun' | 'done' | 'failed' | 'retrying' | 'held' | 'uncertain'

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

/** One durable node's work on one document. */
export interface StepRow {
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
}

/** A message to be handed on; `taken_at` is set when the next durable step has stored it as its input. */
export interface OutputRow {
  id: string
  document_id: string
  /** The step that made it; null when it came from a source. */
  step_id: string | null
  node: string
  port: number
  message: string
  created_at: string
  taken_at: string | null
}

/** Append-only. */
export interface EventRow {
  seq: Generated<number>
  document_id: string
  at: string
  what: string
  who: string
  detail: string
  previous: string
  hash: string
}

export interface PayloadRow {
  sha256: string
  bytes: Uint8Array
  created_at: string
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
  last: number
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
  sent_at: string | null
  deadline: string | null
  outcome: string | null
  answered_at: string | null
}

export interface MarkRow {
  name: string
  value: string
}

/** Applied in order, each once; never edited after a release. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, business_key TEXT NOT NULL, parent_id TEXT, subject TEXT NOT NULL, division INTEGER,
    partner TEXT, state TEXT NOT NULL, reason TEXT, content TEXT, head TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (kind, business_key));
  CREATE INDEX documents_by_state ON documents (state, updated_at);
  CREATE TABLE steps (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id), node TEXT NOT NULL, state TEXT NOT NULL,
    attempt INTEGER NOT NULL, input TEXT NOT NULL, intent TEXT, reason TEXT, next_attempt_at TEXT,
    begun_at TEXT NOT NULL, ended_at TEXT, UNIQUE (document_id, node));
  CREATE INDEX steps_unfinished ON steps (node, begun_at) WHERE state IN ('begun', 'retrying');
  CREATE INDEX steps_with_reason ON steps (node, state, reason) WHERE reason IS NOT NULL;
  CREATE TABLE outputs (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id), step_id TEXT, node TEXT NOT NULL,
    port INTEGER NOT NULL, message TEXT NOT NULL, created_at TEXT NOT NULL, taken_at TEXT);
  CREATE INDEX outputs_waiting ON outputs (node, created_at) WHERE taken_at IS NULL;
  CREATE INDEX outputs_by_step ON outputs (step_id) WHERE step_id IS NOT NULL;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, who TEXT NOT NULL,
    detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
  CREATE INDEX events_by_document ON events (document_id, seq);
  CREATE TABLE payloads (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL, created_at TEXT NOT NULL);
  CREATE TABLE names (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, document_id TEXT NOT NULL, UNIQUE (name, document_id));
  CREATE TABLE claims (name TEXT PRIMARY KEY, document_id TEXT NOT NULL);
  CREATE TABLE control_numbers (scope TEXT PRIMARY KEY, last INTEGER NOT NULL);
  CREATE TABLE transmissions (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, sender TEXT NOT NULL, receiver TEXT NOT NULL, functional_id TEXT NOT NULL,
    group_number INTEGER NOT NULL, set_number TEXT NOT NULL, interchange_number INTEGER NOT NULL, sent_at TEXT, deadline TEXT,
    outcome TEXT, answered_at TEXT, UNIQUE (sender, receiver, functional_id, group_number, set_number));
  CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `,
]
