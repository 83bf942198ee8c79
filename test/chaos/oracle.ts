import { crc32 } from 'node:zlib';
import { parseDecimal } from '../../schemas/decimal.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { messageKey } from './synthetic.ts';

/** A fact that must stand, read from the topic without the pipeline's code. Money in micros. */
export interface OracleFact {
  readonly day: string;
  readonly version: number;
  readonly country: string;
  readonly channel: string;
  readonly kind: string;
  readonly orderId: string;
  readonly customer: string;
  readonly quantity: bigint;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly returned: bigint;
  readonly tax: bigint;
  readonly shipping: bigint;
}

interface Candidate {
  readonly version: number;
  readonly deleted: boolean;
  readonly crc: number;
  readonly fact: OracleFact | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** What the store must hold, worked out from every message of the topic. */
export class Oracle {
  messages = 0;
  /** Places of the messages that must be dead letters. */
  readonly poisoned = new Set<string>();
  /** Acknowledged messages that the topic does not have, so far. */
  readonly missing: Set<string>;
  readonly #poison: ReadonlySet<string>;
  readonly #newest = new Map<string, Candidate>();

  constructor(acknowledged: ReadonlySet<string>, poison: ReadonlySet<string>) {
    this.missing = new Set(acknowledged);
    this.#poison = poison;
  }

  add(topic: string, record: StoredRecord): void {
    this.messages += 1;
    const key = messageKey(record);
    this.missing.delete(key);
    if (this.#poison.has(key)) {
      this.poisoned.add(`${topic}/${record.partition}@${record.offset}`);
      return;
    }
    const value = record.value ?? '';
    const json = JSON.parse(value) as Json;
    const id = `${text(json, 'source')} ${text(json, 'stream')} ${text(json, 'id')}`;
    const candidate = candidateOf(json, value);
    const other = this.#newest.get(id);
    if (other === undefined || isNewer(candidate, other)) this.#newest.set(id, candidate);
  }

  /** The facts that stand, by source, stream and id. */
  facts(): Map<string, OracleFact> {
    const facts = new Map<string, OracleFact>();
    for (const [id, { fact }] of this.#newest) if (fact !== undefined) facts.set(id, fact);
    return facts;
  }
}

function candidateOf(json: Json, value: string): Candidate {
  const version = Number(json['version']);
  const deleted = json['deleted'] === true;
  return { version, deleted, crc: crc32(value), fact: deleted ? undefined : factOf(json, version) };
}

function factOf(json: Json, version: number): OracleFact {
  return {
    day: text(json, 'day'),
    version,
    country: text(json, 'country'),
    channel: text(json, 'channel'),
    kind: text(json, 'kind'),
    orderId: text(json, 'orderId'),
    customer: text(json, 'customer'),
    quantity: micros(json, 'quantity'),
    gross: micros(json, 'gross'),
    discount: micros(json, 'discount'),
    returned: micros(json, 'returned'),
    tax: micros(json, 'tax'),
    shipping: micros(json, 'shipping'),
  };
}

/** The greater version; at the same a deletion; then the greater CRC-32 of the message. */
function isNewer(a: Candidate, b: Candidate): boolean {
  if (a.version !== b.version) return a.version > b.version;
  if (a.deleted !== b.deleted) return a.deleted;
  return a.crc > b.crc;
}

function text(json: Json, field: string): string {
  const value = json[field];
  return typeof value === 'string' ? value : '';
}

function micros(json: Json, field: string): bigint {
  const value = text(json, field);
  return value === '' ? 0n : (parseDecimal(value) ?? 0n);
}
