import {
  DEAD_LETTER_SCHEMA_VERSION,
  deadLetterSchema,
  letterResolutionSchema,
  type DeadLetter,
  type LetterResolution,
} from '../../schemas/log-messages.ts';
import { jsonOf } from '../log/json-value.ts';
import type { LogRecord } from '../log/log.ts';

/** A record of topic `dead-letters`. */
export type Entry =
  | { readonly kind: 'letter'; readonly letter: DeadLetter }
  | { readonly kind: 'resolution'; readonly resolution: LetterResolution };

const MAJOR = DEAD_LETTER_SCHEMA_VERSION.split('.')[0];

/** Reads a record; undefined where it is of another major version or neither of both. */
export function readEntry({ value, headers }: LogRecord): Entry | undefined {
  const schema = headers?.['schema'];
  if (schema !== undefined && schema.split('.')[0] !== MAJOR) return undefined;
  const json = jsonOf(value);
  if (typeof json === 'object' && json !== null && 'resolves' in json) {
    const { data } = letterResolutionSchema.safeParse(json);
    return data === undefined ? undefined : { kind: 'resolution', resolution: data };
  }
  const { data } = deadLetterSchema.safeParse(json);
  return data === undefined ? undefined : { kind: 'letter', letter: data };
}

/** A resolution as a record. */
export function resolutionRecord(key: string, resolution: LetterResolution): LogRecord {
  const headers = { schema: DEAD_LETTER_SCHEMA_VERSION };
  return { key, value: JSON.stringify(resolution), headers };
}
