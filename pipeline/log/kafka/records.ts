import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { StoredRecord } from '../log.ts';
import { FetchedRecord } from './fetched-record.ts';

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
  readonly #message: KafkaMessage;

  constructor(message: KafkaMessage, partition: number, headers: Headers | undefined) {
    this.#message = message;
    this.partition = partition;
    if (headers !== undefined) this.headers = headers;
  }

  get key(): string {
    return this.#message.key?.toString() ?? '';
  }

  get value(): string | null {
    return this.#message.value?.toString() ?? null;
  }

  get offset(): number {
    return Number(this.#message.offset);
  }

  get timestamp(): number {
    return Number(this.#message.timestamp);
  }
}

function headerReader(): (message: KafkaMessage) => Headers | undefined {
  let last: FetchedRecord | undefined;
  let decoded: Headers | undefined;
  return (message) => {
    if (!(message instanceof FetchedRecord)) return textsOf(message.headers);
    if (last === undefined || !message.sameHeaders(last)) decoded = textsOf(message.headers);
    last = message;
    return decoded;
  };
}

function textsOf(headers: IHeaders = {}): Headers | undefined {
  const entries = Object.entries(headers).map(([name, value]) => [name, textOf(value)]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Of a header that is there several times, the last. */
function textOf(value: IHeaders[string] | null): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString() ?? '';
}
