import { hash } from 'node:crypto';
import type { Reject, SourceRecord, StreamSpec } from '../../connectors/connector.ts';
import { FACT_SCHEMA_VERSION, type FactType } from '../../schemas/facts.ts';
import { DEAD_LETTER_SCHEMA_VERSION } from '../../schemas/log-messages.ts';
import type { LogRecord } from '../log/log.ts';
import type { Claimed } from './snapshot-index.ts';
import { redacted } from '../redaction.ts';

const LETTER_HEADERS = { schema: DEAD_LETTER_SCHEMA_VERSION };
/** What a dead letter keeps of a source's record. */
const MAX_RAW_CHARS = 64 * 1024;
let tail: { origin?: Origin; version: number; text: string } = { version: 0, text: '' };

/** Whose facts are encoded. */
export interface Origin {
  readonly source: string;
  readonly stream: StreamSpec;
  /** When the connector saw them, ms. */
  readonly observedAt: number;
  /** What every message of the stream carries beside its value. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers of a fact's message: its type, the schema's version and, where there is one, the trace. */
export function factHeaders(type: FactType, traceparent?: string): Origin['headers'] {
  const own = { fact: type, schema: FACT_SCHEMA_VERSION };
  return traceparent === undefined ? own : { ...own, traceparent };
}

/** Characters of base64 that a content's hash is kept in: 132 bits. */
const HASH_LENGTH = 22;

/** A fact's content as JSON, and the hash that tells whether it changed. */
export function contentOf(record: SourceRecord): { body: string; hash: string } {
  const body = JSON.stringify(record.fact);
  return { body, hash: hash('sha256', body, 'base64').slice(0, HASH_LENGTH) };
}

/** A snapshot's fact as a message: its content with the id and the version that the index gave. */
export function snapshotMessage(
  record: SourceRecord,
  body: string,
  { id, version }: Claimed,
  origin: Origin,
): LogRecord {
  const renamed = id === record.fact.id ? body : JSON.stringify({ ...record.fact, id });
  return message(origin, id, `${renamed.slice(0, -1)},${tailOf(origin, version)}`);
}

/** JSON of what the runner adds, without its opening brace: the same for most facts of a batch. */
function tailOf(origin: Origin, version: number): string {
  if (tail.origin !== origin || tail.version !== version) {
    const added = { ...sourceOf(origin), version, observedAt: origin.observedAt };
    tail = { origin, version, text: JSON.stringify(added).slice(1) };
  }
  return tail.text;
}

/** A fact or deletion that carries its own version, as a message. */
export function versionedMessage(record: SourceRecord, origin: Origin): LogRecord {
  const { fact, place } = record;
  if (fact.version === undefined) {
    throw new TypeError(`the connector gave ${place ?? fact.id} no version outside a snapshot`);
  }
  const seen = fact.deleted === true ? {} : { observedAt: origin.observedAt };
  return message(origin, fact.id, JSON.stringify({ ...fact, ...sourceOf(origin), ...seen }));
}

/** The deletion of what a snapshot no longer has, as a message. */
export function deletionMessage({ id, version }: Claimed, origin: Origin): LogRecord {
  return message(origin, id, JSON.stringify({ ...sourceOf(origin), id, version, deleted: true }));
}

/** A record that could not become a fact, as a dead letter. */
export function rejectMessage(reject: Reject, origin: Origin): LogRecord {
  const connection = origin.source;
  const stream = origin.stream.name;
  const { place, reason, raw } = redacted({ ...reject, raw: shortened(reject.raw) });
  const value = { stage: 'sync', connection, stream, place, reason, raw, at: origin.observedAt };
  const key = `${connection}/${stream}/${place}`;
  return { key, value: JSON.stringify(value), headers: LETTER_HEADERS };
}

function shortened(raw: string): string {
  if (raw.length <= MAX_RAW_CHARS) return raw;
  const cut = raw.length - MAX_RAW_CHARS;
  return `${raw.slice(0, MAX_RAW_CHARS)}… (${cut} more characters were cut)`;
}

function sourceOf(origin: Origin) {
  return { source: origin.source, stream: origin.stream.name };
}

function message(origin: Origin, id: string, value: string): LogRecord {
  return { key: `${origin.source}/${origin.stream.name}/${id}`, value, headers: origin.headers };
}
