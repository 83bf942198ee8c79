import { crc32 } from 'node:zlib';
import {
  deletionSchema,
  FACT_SCHEMA_VERSION,
  factSchemas,
  type Deletion,
  type Fact,
  type FactType,
} from '../../schemas/facts.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Bytes, StoredRecord } from '../log/log.ts';
import { FactReader } from './fact-reader.ts';
import { fieldNames, valuesOf, type FactValues } from './fact-values.ts';
import type { ReadIdentity } from './identities.ts';
import { NO_DAY, type Standing } from './latest.ts';
import type { TextBytes } from './text-bytes.ts';

/** A valid message: the fact or its deletion, and how it stands against other versions. */
export interface Decoded extends ReadIdentity {
  readonly standing: Standing;
  /** The fact's local day; NO_DAY for a deletion. */
  readonly day: string;
  /** The fact's values, good until the next message; undefined for a deletion. */
  readonly values: FactValues | undefined;
}

const MAJOR = FACT_SCHEMA_VERSION.split('.')[0];
/** Bytes that a text's encoding may take, for each of its characters. */
const MOST_BYTES = 3;
const FIRST_ROOM = 16_384;

/** Reads messages of one facts topic. */
export class Decoder {
  readonly #type: FactType;
  readonly #names: readonly string[];
  readonly #reader: FactReader;
  readonly #at: Readonly<Record<'source' | 'stream' | 'id' | 'version' | 'day', number>>;
  #room = Buffer.alloc(FIRST_ROOM);

  constructor(type: FactType) {
    const names = fieldNames(type);
    const at = (name: string): number => names.indexOf(name);
    this.#type = type;
    this.#names = names;
    this.#reader = new FactReader(type);
    this.#at = {
      source: at('source'),
      stream: at('stream'),
      id: at('id'),
      version: at('version'),
      day: at('day'),
    };
  }

  /** @returns the fact or deletion, or the reason why it can't be taken in. */
  decode(record: StoredRecord): Decoded | { readonly reason: string } {
    const reason = this.#foreign(record.headers);
    if (reason !== undefined) return { reason };
    const bytes = record.bytes ?? this.#bytesOf(record.value);
    if (bytes === undefined) return { reason: 'the message is empty' };
    const values = this.#reader.read(bytes);
    return values === undefined ? this.#bySchema(record.value) : this.#decoded(values, bytes);
  }

  #foreign(headers: StoredRecord['headers']): string | undefined {
    if (headers === undefined) return undefined;
    const { schema, fact } = headers;
    if (schema !== undefined && schema !== FACT_SCHEMA_VERSION && schema.split('.')[0] !== MAJOR) {
      return `schema version ${schema} is unknown here; this is ${FACT_SCHEMA_VERSION}`;
    }
    if (fact === undefined || fact === this.#type) return undefined;
    return `a ${fact} in the topic of ${this.#type} facts`;
  }

  #bytesOf(value: string | null): Bytes | undefined {
    if (value === null) return undefined;
    const most = value.length * MOST_BYTES + FactReader.after;
    if (this.#room.length < most) this.#room = Buffer.alloc(most * 2);
    return { buffer: this.#room, start: 0, end: this.#room.write(value) };
  }

  #bySchema(value: string | null): Decoded | { readonly reason: string } {
    const json = jsonOf(value);
    if (typeof json !== 'object' || json === null) {
      return { reason: 'the message is not a JSON object' };
    }
    const schema = isDeletion(json) ? deletionSchema : factSchemas[this.#type];
    const result = schema.safeParse(json);
    if (!result.success) {
      return { reason: result.error.issues.map(describeIssue).join('; ') };
    }
    return this.#ofMessage(wellFormed(result.data), crc32(value ?? ''));
  }

  #ofMessage(message: Fact | Deletion, digest: number): Decoded {
    const { source, stream, id, version } = message;
    const deleted = message.deleted === true;
    return {
      source,
      stream,
      id,
      standing: { version, deleted, digest },
      day: deleted ? NO_DAY : message.day,
      values: deleted ? undefined : valuesOf(this.#names, message),
    };
  }

  #decoded(values: FactValues, { buffer, start, end }: Bytes): Decoded {
    const at = this.#at;
    const digest = crc32(buffer.subarray(start, end));
    return {
      source: values[at.source] as string,
      stream: values[at.stream] as string,
      id: values[at.id] as string | TextBytes,
      standing: { version: values[at.version] as number, deleted: false, digest },
      day: values[at.day] as string,
      values,
    };
  }
}

/**
 * With U+FFFD for halves of characters, which a source leaves where it cuts a text: so the store keeps
 * it, and goals must see what it keeps. Identifiers have none.
 */
function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, wellFormed<unknown>(each)]),
  ) as T;
}

function isDeletion(json: object): boolean {
  return 'deleted' in json && json.deleted === true;
}

function describeIssue(issue: { path: PropertyKey[]; message: string }): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
