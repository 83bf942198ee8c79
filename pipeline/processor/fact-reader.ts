import type { FactType } from '../../schemas/facts.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Bytes } from '../log/log.ts';
import type { BytesTest } from './bytes-tests.ts';
import { copiedFields } from './fact-fields.ts';
import type { FactValues } from './fact-values.ts';
import { fieldsOfSchema, type SchemaField } from './field-tests.ts';
import { FieldHead } from './field-head.ts';
import { endOfNested } from './nested-value.ts';
import { TextBytes } from './text-bytes.ts';
import { endOfPlain, REPLACEMENT, TextReader } from './text-reader.ts';

const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const MINUS = 0x2d;
const ZERO = 0x30;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
/** Whole numbers of so many digits are safe. */
const SAFE_DIGITS = 15;

interface Field extends SchemaField {
  /** Its place among a fact's values. */
  readonly place: number;
  readonly head: FieldHead;
  readonly texts: TextReader;
  /** Present where a text is only copied. */
  readonly copied: { readonly test: BytesTest; readonly text: TextBytes } | undefined;
}

/**
 * Reads facts from the bytes of their messages, four at a time, and checks each field as the schema
 * of its type does. What is not written as plainly as JSON.stringify does, or may not be valid, is
 * left to the schema.
 */
export class FactReader {
  /** Bytes that must follow a message, so that it can be read in words; without them it is left. */
  static readonly after = 8;
  readonly #values: unknown[];
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #required: number;
  /** The field that last came after each, and at the end the one that came first. */
  readonly #following: Field[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  constructor(type: FactType) {
    const copied = copiedFields(type);
    const fields = fieldsOfSchema(type).map((field, place) =>
      fieldOf(field, place, copied.has(field.name)),
    );
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.#required = fields.filter(({ required }) => required).length;
    this.#values = fields.map(() => undefined);
  }

  /**
   * The values of the fact that these bytes are, good until the next call; undefined where they are
   * not certainly a valid one.
   */
  read({ buffer, start, end }: Bytes): FactValues | undefined {
    if (end + FactReader.after > buffer.length) return undefined;
    if (buffer !== this.#bytes) {
      this.#bytes = buffer;
      this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    this.#at = start;
    this.#end = end;
    return this.#readFields() && this.#at === end - 1 && buffer[this.#at] === CLOSE
      ? this.#values
      : undefined;
  }

  #readFields(): boolean {
    const values = this.#values;
    for (let place = 0; place < values.length; place++) values[place] = undefined;
    let required = 0;
    let before = values.length;
    while (this.#at < this.#end - 1) {
      if (this.#bytes[this.#at] !== (before === values.length ? OPEN : COMMA)) return false;
      this.#at += 1;
      const field = this.#fieldAfter(before);
      if (field === undefined || values[field.place] !== undefined) return false;
      const value = field.text ? this.#text(field) : this.#other(field);
      if (value === undefined) return false;
      values[field.place] = value;
      before = field.place;
      if (field.required) required += 1;
    }
    return required === this.#required;
  }

  /** Messages of one source have their fields in one order: what came after a field comes again. */
  #fieldAfter(before: number): Field | undefined {
    const expected = this.#following[before];
    if (expected !== undefined && this.#passes(expected)) return expected;
    const end = this.#bytes.indexOf(COLON, this.#at);
    if (end < 0 || end > this.#end) return undefined;
    const field = this.#fields.get(this.#bytes.toString('latin1', this.#at + 1, end - 1));
    if (field === undefined || !this.#passes(field)) return undefined;
    this.#following[before] = field;
    return field;
  }

  /** Goes on after the field's head, if it is next. */
  #passes({ head }: Field): boolean {
    if (!head.isAt(this.#view, this.#at, this.#end)) return false;
    this.#at += head.length;
    return true;
  }

  #text({ texts, copied }: Field): string | TextBytes | undefined {
    if (copied !== undefined) {
      const start = this.#at;
      const end = endOfPlain(this.#bytes, this.#view, start, this.#end);
      if (end !== undefined && copied.test(this.#bytes, start, end)) {
        this.#at = end + 1;
        return copied.text.set(this.#bytes, start, end);
      }
    }
    const value = texts.read(this.#bytes, this.#view, this.#at, this.#end);
    this.#at = texts.end + 1;
    return value;
  }

  #other(field: Field): unknown {
    const byte = this.#bytes[this.#at] ?? 0;
    if (byte === MINUS || (byte >= ZERO && byte <= ZERO + 9)) return this.#integer(field);
    if (byte === TRUE[0] && this.#isNext(TRUE)) return this.#checked(field, true);
    if (byte === FALSE[0] && this.#isNext(FALSE)) return this.#checked(field, false);
    return byte === OPEN || byte === OPEN_LIST ? this.#nested(field) : undefined;
  }

  #integer(field: Field): number | undefined {
    const bytes = this.#bytes;
    const negative = bytes[this.#at] === MINUS;
    const start = negative ? this.#at + 1 : this.#at;
    let at = start;
    let value = 0;
    for (
      let digit = (bytes[at] ?? 0) - ZERO;
      digit >= 0 && digit <= 9;
      digit = (bytes[at] ?? 0) - ZERO
    ) {
      value = value * 10 + digit;
      at += 1;
    }
    this.#at = at;
    const digits = at - start;
    if (digits === 0 || digits > SAFE_DIGITS || (bytes[start] === ZERO && (digits > 1 || negative)))
      return undefined;
    return this.#checked(field, negative ? -value : value);
  }

  #isNext(letters: Uint8Array): boolean {
    for (let n = 0; n < letters.length; n++) {
      if (this.#bytes[this.#at + n] !== letters[n]) return false;
    }
    this.#at += letters.length;
    return true;
  }

  #checked<T>(field: Field, value: T): T | undefined {
    return field.test(value) ? value : undefined;
  }

  /** An object or a list. */
  #nested(field: Field): unknown {
    const end = endOfNested(this.#bytes, this.#at, this.#end);
    if (end === undefined) return undefined;
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    const value = text.includes(REPLACEMENT) ? undefined : jsonOf(text);
    return this.#checked(field, value);
  }
}

function fieldOf(field: SchemaField, place: number, isCopied: boolean): Field {
  const { name, text, test, bytesTest } = field;
  const copied =
    isCopied && bytesTest !== undefined ? { test: bytesTest, text: new TextBytes() } : undefined;
  return { ...field, place, head: new FieldHead(name, text), texts: new TextReader(test), copied };
}
