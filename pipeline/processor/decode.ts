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
import type { StoredRecord } from '../log/log.ts';
import type { Standing } from './latest.ts';
import { quickCheck } from './quick-check.ts';

/** A valid message: the fact or its deletion, and how it stands against other versions. */
export interface Decoded {
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
  const declared = record.headers?.['fact'];
  if (declared !== undefined && declared !== type) {
    return { reason: `a ${declared} in the topic of ${type} facts` };
  }
  const { value } = record;
  if (value === null) return { reason: 'the message is empty' };
  const json = jsonOf(value);
  if (typeof json !== 'object' || json === null)
    return { reason: 'the message is not a JSON object' };
  if (quickCheck(type, json)) return decoded(json as Fact, value);
  const result = (isDeletion(json) ? deletionSchema : factSchemas[type]).safeParse(json);
  if (!result.success) {
    return { reason: result.error.issues.map(describeIssue).join('; ') };
  }
  return decoded(result.data, value);
}

function decoded(message: Fact | Deletion, value: string): Decoded {
  const { version } = message;
  return {
    message,
    standing: { version, deleted: message.deleted === true, digest: crc32(value) },
  };
}

function isDeletion(json: object): boolean {
  return 'deleted' in json && json.deleted === true;
}

function describeIssue(issue: { path: PropertyKey[]; message: string }): string {
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
