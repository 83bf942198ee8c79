import { LogError } from '../log.ts';

/** Protocol errors that no retry heals, with the mend. */
const FINAL: Readonly<Record<string, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'the topic is not there; create it with createTopics first',
  INVALID_TOPIC_EXCEPTION: 'Kafka does not take the name; use letters, digits, ".", "_" and "-"',
  TOPIC_AUTHORIZATION_FAILED: 'the user may not use the topic; grant it in the cluster',
  GROUP_AUTHORIZATION_FAILED: 'the user may not use the group; grant it in the cluster',
  CLUSTER_AUTHORIZATION_FAILED: 'the user may not do this; grant it in the cluster',
  SASL_AUTHENTICATION_FAILED: 'user or password are wrong',
  UNSUPPORTED_SASL_MECHANISM: 'the broker does not offer this SASL mechanism',
  INVALID_REPLICATION_FACTOR: 'there are fewer brokers than copies; lower the replication',
  INVALID_CONFIG: 'the cluster refuses a setting of the topic',
  POLICY_VIOLATION: 'a policy of the cluster refuses it',
  MESSAGE_TOO_LARGE: 'a record is larger than the topic takes; raise its max.message.bytes',
  RECORD_LIST_TOO_LARGE: 'a record is larger than the topic takes; raise its max.message.bytes',
  UNSUPPORTED_VERSION: 'the broker is too old or too new for this client',
};

/** Protocol errors that kafkajs calls final, but a new producer, consumer or broker heals. */
const HEALS = new Set([
  'OFFSET_OUT_OF_RANGE',
  'BROKER_NOT_AVAILABLE',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'UNKNOWN_PRODUCER_ID',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
]);

interface Link {
  readonly name: string;
  readonly message: string;
  readonly type?: string;
  readonly retriable?: boolean;
}

/** Says what could not be done, why, and whether a retry can help. A LogError is passed on. */
export function toLogError(error: unknown, doing: string): LogError {
  if (error instanceof LogError) return error;
  const chain = causes(error);
  const final = chain.find(({ type }) => type !== undefined && type in FINAL)?.type;
  if (final !== undefined) {
    return new LogError(`could not ${doing}: ${FINAL[final]}`, { retry: false, cause: error });
  }
  const reason = chain.at(-1)?.message ?? String(error);
  return new LogError(`could not ${doing}: ${reason}`, { retry: heals(chain), cause: error });
}

/** Whether trying again cannot help. */
export function isFinal(error: unknown): boolean {
  return !toLogError(error, '').retry;
}

/** Kafka's name of the error, where the broker reported one. */
export function errorType(error: unknown): string | undefined {
  return causes(error).find(({ type }) => type !== undefined)?.type;
}

const LOST = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Whether the group goes on without this member until it joins anew. */
export function membershipLost(error: unknown): boolean {
  return LOST.has(errorType(error) ?? '');
}

const COORDINATOR_MOVES = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** False where a broker is just becoming the group's coordinator: kafkajs then gives up joining. */
export function coordinatorStands(error: unknown): boolean {
  return !COORDINATOR_MOVES.has(errorType(error) ?? '');
}

function heals(chain: readonly Link[]): boolean {
  if (chain.some(({ name }) => name === 'KafkaJSSASLAuthenticationError')) return false;
  if (chain.some(({ type }) => type !== undefined && HEALS.has(type))) return true;
  if (chain.some(({ name }) => name === 'KafkaJSNumberOfRetriesExceeded')) return true;
  return chain.at(-1)?.retriable === true;
}

function causes(error: unknown): Link[] {
  const chain: Link[] = [];
  let next = error;
  while (next instanceof Error && chain.length < 10) {
    chain.push(next);
    const inner = 'errors' in next && Array.isArray(next.errors) ? next.errors[0] : undefined;
    next = inner ?? next.cause;
  }
  return chain;
}
