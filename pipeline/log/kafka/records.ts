import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { StoredRecord } from '../log.ts';

export type RecordReader = (message: KafkaMessage, partition: number) => StoredRecord;
type Headers = Readonly<Record<string, string>>;

/**
 * Makes records of kafkajs' messages, whoever wrote them: a null key becomes an empty one, bytes are
 * read as UTF-8. Equal headers give the same object again instead of being decoded anew.
 */
export function recordReader(): RecordReader {
  const headersOf = headerReader();
  return (message, partition) => new KafkaRecord(message, partition, headersOf(message.headers));
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

function headerReader(): (headers: IHeaders | undefined) => Headers | undefined {
  let last: readonly (readonly [string, IHeaders[string]])[] = [];
  let decoded: Headers | undefined;
  return (headers = {}) => {
    if (sameHeaders(headers, last)) return decoded;
    last = Object.entries(headers);
    const entries = last.map(([name, value]) => [name, textOf(value)]);
    decoded = entries.length === 0 ? undefined : Object.fromEntries(entries);
    return decoded;
  };
}

function sameHeaders(
  headers: IHeaders,
  last: readonly (readonly [string, IHeaders[string]])[],
): boolean {
  let i = 0;
  for (const name in headers) {
    const [lastName, lastValue] = last[i] ?? [];
    if (name !== lastName || !sameBytes(headers[name], lastValue)) return false;
    i += 1;
  }
  return i === last.length;
}

/** Headers are short: comparing here costs less than asking Buffer to. */
function sameBytes(a: IHeaders[string], b: IHeaders[string]): boolean {
  if (!Buffer.isBuffer(a) || !Buffer.isBuffer(b) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

/** Of a header that is there several times, the last. */
function textOf(value: IHeaders[string] | null): string {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last?.toString() ?? '';
}
