import { z } from 'zod';
import { FACT_TYPES } from './facts.ts';

/** Topic `marks`, keyed `type/day`: the day's aggregates must be made anew from its facts. */
export const markSchema = z.object({ type: z.enum(FACT_TYPES), day: z.iso.date() });

/** Version of the messages of topic `dead-letters`, sent in each one's header as `schema`. */
export const DEAD_LETTER_SCHEMA_VERSION = '1.0';

/** A record of another topic, whole: appended again it is the same message. */
export const originalRecordSchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  key: z.string(),
  value: z.string().nullable(),
  headers: z.record(z.string(), z.string()).exactOptional(),
});

/**
 * Topic `dead-letters`, keyed by place (for the stage sync with connection and stream before it):
 * what could not be taken in, with its reason and place.
 */
export const deadLetterSchema = z.object({
  stage: z.enum(['sync', 'attribute', 'aggregate']),
  reason: z.string(),
  /** "orders.csv.gz:1042", or "facts.sale/3@1042" for topic, partition and offset. */
  place: z.string(),
  /** What the source gave. Cut, with a mark at the end, where it is very long. */
  raw: z.string().exactOptional(),
  /** The message that could not be read. Letters of versions before 1.0 lack it. */
  record: originalRecordSchema.exactOptional(),
  /** ms since the epoch. */
  at: z.int(),
  connection: z.string().exactOptional(),
  stream: z.string().exactOptional(),
});

/** Topic `dead-letters`, with the key of a letter: its record was appended to its topic again. */
export const letterResolutionSchema = z.object({
  /** The letter's id: partition@offset of the first letter for its place. */
  resolves: z.string(),
  /** ms since the epoch. */
  at: z.int(),
});

/** Topic `commands.<connection>`: what the worker that owns the connection is asked to do. */
const syncCommandSchema = z.object({
  id: z.string(),
  kind: z.literal('sync'),
  /** When it was asked for, ms since the epoch. */
  at: z.int(),
  /** For a run by schedule: the scheduled time, ms since the epoch. */
  scheduledFor: z.int().exactOptional(),
  /** Go on with a new snapshot index where the old one is lost. */
  newIndex: z.boolean().exactOptional(),
  /** Sets may shrink as they will. */
  acceptShrink: z.boolean().exactOptional(),
  /** W3C trace context of who asked. */
  traceparent: z.string().exactOptional(),
  /** The source's event that asks for it. */
  event: z.string().exactOptional(),
});

/** In the same topic: things that changed in the source are to be read again. */
const refreshCommandSchema = z.object({
  id: z.string(),
  kind: z.literal('refresh'),
  at: z.int(),
  /** The source's event. The same event again is dropped. */
  event: z.string(),
  /** What changed, as the connector names it. */
  keys: z.array(z.string()),
  traceparent: z.string().exactOptional(),
});

/** In the same topic: a request in topic `privacy` waits. It names the request only. */
const privacyCommandSchema = z.object({
  id: z.string(),
  kind: z.literal('privacy'),
  at: z.int(),
  /** The key of the request in topic `privacy`. */
  request: z.string(),
});

/** Readers leave out what they don't know, so that a new kind can come before its readers. */
export const commandSchema = z.discriminatedUnion('kind', [
  syncCommandSchema,
  refreshCommandSchema,
  privacyCommandSchema,
]);

export type SyncCommand = z.infer<typeof syncCommandSchema>;
export type RefreshCommand = z.infer<typeof refreshCommandSchema>;
export type Command = z.infer<typeof commandSchema>;
export type Mark = z.infer<typeof markSchema>;
export type OriginalRecord = z.infer<typeof originalRecordSchema>;
export type DeadLetter = z.infer<typeof deadLetterSchema>;
export type LetterResolution = z.infer<typeof letterResolutionSchema>;
