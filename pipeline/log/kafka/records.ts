import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Bytes, StoredRecord } from '../log.ts';
import { FetchedRecord } from './fetched-record.ts';
import { type Appended, appendedOf, ownHeaders } from './moved.ts';

export type RecordReader = (message: KafkaMessage, partition: number) => StoredRecord;
type Headers = Readonly<Record<string, string>>;

/**
 * Makes records of kafkajs' messages, whoever wrote them: a null key becomes an empty one, bytes are
 * read as UTF-8. Equal headers give the same object again instead of being decoded anew.
 */
export function recordReader(): RecordReader {
  const headersOf = headerReader();
  return (message, partition) => new KafkaRecord(message, partition, headersOf(message));
}

/** Reads its texts when they are asked for: those of a large batch are never all there at once. */
class KafkaRecord implements StoredRecord {
  readonly partition: number;
  readonly headers?: Headers;
  readonly firstOffset?: number;
  readonly #message: KafkaMessage;
  readonly #appended: Appended | undefined;

  constructor(message: KafkaMessage, partition: number, { headers, appended }: Told) {
    this.#message = message;
    this.#appended = appended;
    this.partition = partition;
    if (headers !== undefined) this.headers = headers;
    if (appended !== undefined) this.firstOffset = appended.offset;
  }

  get key(): string {
    return this.#message.key?.toString() ?? '';
  }

  get value(): string | null {
    return this.#message.value?.toString() ?? null;
  }

  get bytes(): Bytes | undefined {
    return this.#message instanceof FetchedRecord ? this.#message.valueBytes : undefined;
  }

  get offset(): number {
    return Number(this.#message.offset);
  }

  get timestamp(): number {
    return this.#appended?.timestamp ?? Number(this.#message.timestamp);
  }
}

interface Told {
  readonly headers: Headers | undefined;
  readonly appended: Appended | undefined;
}

function headerReader(): (message: KafkaMessage) => Told {
  let last: FetchedRecord | undefined;
  let decoded: Told = { headers: undefined, appended: undefined };
  return (message) => {
    if (!(message instanceof FetchedRecord)) return toldBy(message.headers);
    if (last === undefined || !message.sameHeaders(last)) decoded = toldBy(message.headers);
    last = message;
    return decoded;
  };
}

function toldBy(headers: IHeaders = {}): Told {
  const own = Object.entries(ownHeaders(headers)).map(([name, value]) => [name, textOf(value)]);
  const texts = own.length === 0 ? undefined : Object.fromEntries(own);
  return { headers: texts, appended: appendedOf(headers) };
}

/** Of a header that is there several times, the last. */
function textOf(value: IHeaders[string] | null): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString() ?? '';
}
