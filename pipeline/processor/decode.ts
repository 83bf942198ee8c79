import { crc32 } from 'node:zlib';
import {
  deletionSchema,
  FACT_SCHEMA_VERSION,
  type Deletion,
  type Fact,
  type FactType,
} from '../../schemas/facts.ts';
import type { StoredRecord } from '../log/log.ts';
import type { Standing } from './latest.ts';
import { validatorFor } from './validators.ts';

/** A valid message: the fact or its deletion, and how it stands against other versions. */
export interface Decoded {
  readonly key: string;
  readonly message: Fact | Deletion;
  readonly standing: Standing;
}

const MAJOR = FACT_SCHEMA_VERSION.split('.')[0];

/**
 * Reads one message of a facts topic.
 * @returns the fact, or the reason why it can't be taken in.
 */
export function decode(type: FactType, record: StoredRecord): Decoded | { reason: string } {
  const schema = record.headers?.['schema'];
  if (schema !== undefined && schema.split('.')[0] !== MAJOR) {
    return { reason: `schema version ${schema} is unknown here; this is ${FACT_SCHEMA_VERSION}` };
  }
  if (record.value === null) return { reason: 'the message is empty' };
  const json = parse(record.value);
  if (typeof json !== 'object' || json === null)
    return { reason: 'the message is not a JSON object' };
  const validator = isDeletion(json) ? deletionSchema : validatorFor(type, json);
  const result = validator.safeParse(json);
  if (!result.success) {
    return { reason: result.error.issues.map(describeIssue).join('; ') };
  }
  const message = result.data;
  return {
    key: factKey(message),
    message,
    standing: {
      version: message.version,
      deleted: message.deleted === true,
      digest: crc32(record.value),
    },
  };
}

/** One text for a fact's identity. */
export function factKey(fact: { source: string; stream: string; id: string }): string {
  return `${fact.source}\n${fact.stream}\n${fact.id}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isDeletion(json: object): boolean {
  return 'deleted' in json && json.deleted === true;
}

function describeIssue(issue: { path: PropertyKey[]; message: string }): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
