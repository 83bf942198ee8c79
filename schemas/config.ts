import { z } from 'zod';

/** True where the runtime knows the IANA time zone. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const timezoneSchema = z
  .string()
  .refine(isTimeZone, 'is not an IANA time zone; write one such as Europe/Copenhagen');

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'is not an ISO 4217 currency; write three capitals such as DKK');

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export const localeSchema = z
  .string()
  .refine(isLocale, 'is not a language tag; write one such as en-DK');

const scheduleSchema = z.strictObject({
  /** Five fields: minute hour day month weekday. */
  cron: z.string(),
  timezone: timezoneSchema.exactOptional(),
});

const shrinkSchema = z
  .union([
    z.enum(['refuse', 'allow']),
    z.strictObject({
      share: z
        .number()
        .min(0)
        .max(1)
        .default(0.5)
        .describe('Of the facts known before. Default 0.5.'),
      atLeast: z
        .int()
        .min(1)
        .default(20)
        .describe('Facts; fewer may vanish whatever their share. Default 20.'),
    }),
  ])
  .describe(
    'A source that shrinks suddenly (to nothing, by a file, or by more than a share) stops before anything is deleted; goalstream sync --accept-shrink goes on. allow: it never stops. Default refuse: half, and at least 20 facts.',
  );

/** A connection's common keys; the rest belong to its connector. */
export const connectionSchema = z.looseObject({
  connector: z.string(),
  schedule: scheduleSchema.exactOptional(),
  shrink: shrinkSchema.exactOptional(),
  rejectedShare: z
    .number()
    .min(0)
    .max(1)
    .exactOptional()
    .describe('A sync that rejects a greater share of its records is partial. Default 0.01.'),
});

const kafkaSchema = z.strictObject({
  brokers: z
    .array(z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'is not a broker; write host:port'))
    .min(1, 'needs at least one broker; write host:port'),
  clientId: z.string().min(1).default('goalstream'),
  /** Put before the name of every topic and consumer group. */
  prefix: z
    .string()
    .regex(
      /^[A-Za-z0-9._-]{0,60}$/,
      'may have letters, digits, dots, - and _ only; shorten or correct it',
    )
    .default('goalstream.'),
  /** Copies of each topic; 1 on a single broker. */
  replication: z.int().min(1).max(9).default(3),
  /** Partitions of the topics that workers share out: the most workers of a role. */
  partitions: z.int().min(1).max(1000).default(12),
  /** How long facts are kept in the log, in days. */
  retentionDays: z.number().min(1).default(7),
  /** true: TLS with the authorities that Node knows; or paths of PEM files. */
  tls: z
    .union([
      z.boolean(),
      z.strictObject({
        ca: z.string().exactOptional(),
        cert: z.string().exactOptional(),
        key: z.string().exactOptional(),
      }),
    ])
    .default(false),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .exactOptional(),
});

const connectionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and -');
const group = z.array(connectionName).min(2);

/** Connections that number something alike: all of them, or groups of them. */
const sharedSchema = z.union([z.literal('shared'), group, z.array(group).min(1)], {
  error:
    'does not say who shares; write shared for all connections, or those that do: [shop, files]',
});

/** Whether only this machine reaches an address. A name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?(?:::1|::ffff:127(?:\.\d{1,3}){3})\]?)$/i.test(host);
}

/** goalstream.yaml. */
export const configSchema = z.strictObject({
  business: z.strictObject({
    name: z.string().min(1),
    /** Days are local dates of this zone. */
    timezone: timezoneSchema,
    currency,
    /** BCP 47; how figures are written. */
    locale: localeSchema.default('en-GB'),
    /** What FY2027 means in the windows of goals: the year that ends in 2027. */
    fiscalYear: z
      .strictObject({
        /** The month it starts with: 7 is July, so that FY2027 is 2026-07-01 to 2027-06-30. */
        startMonth: z.int().min(1).max(12),
      })
      .exactOptional(),
  }),
  connections: z.record(connectionName, connectionSchema).default({}),
  /** Which connections use the same number for the same order; default: each has its own. */
  orders: sharedSchema.exactOptional(),
  /** Which connections use the same number or address for the same customer; default: each its own. */
  customers: sharedSchema.exactOptional(),
  /** Files or folders of goals, from this file's folder. */
  goals: z.array(z.string().min(1)).default(['goals']),
  /** Files or folders of own metrics; default the folder metrics, where there is one. */
  metrics: z.array(z.string().min(1)).exactOptional(),
  /** Where the embedded log and store keep their data, from this file's folder. */
  data: z.string().min(1).default('.goalstream'),
  store: z
    .strictObject({
      /** A ClickHouse server's HTTP address. Absent: the embedded engine. */
      url: z
        .url({ protocol: /^https?$/ })
        .refine(
          (text) => !/[?#]/.test(text),
          'has a part after ? or #; write user, password and database as keys of their own beside it',
        )
        .exactOptional(),
      username: z.string().default('default'),
      password: z.string().default(''),
      database: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,62}$/)
        .default('goalstream'),
      /** The embedded engine's port on 127.0.0.1 for BI tools; 0 takes a free one. */
      port: z.int().min(0).max(65_535).default(0),
      /** The most memory the embedded engine may use, in MiB. */
      memory: z.int().min(512).default(2048),
    })
    .prefault({}),
  log: z
    .strictObject({
      /** Absent: the embedded log, for one process. */
      kafka: kafkaSchema.exactOptional(),
    })
    .prefault({}),
  privacy: z
    .strictObject({
      /**
       * How long a source's request to forget people waits before it is carried out, in hours; until
       * then goalstream privacy cancel takes it back. The law gives 30 days for all of it.
       */
      graceHours: z.number().min(0).max(600).default(24),
    })
    .prefault({}),
  server: z
    .strictObject({
      /** The port of pages and API; 0 takes a free one. */
      port: z.int().min(0).max(65_535).default(8787),
      /** The address to listen on: figures are shown, without a password, to whoever reaches it. */
      host: z.string().min(1).default('127.0.0.1'),
      /** True says that a host which other machines reach is meant. */
      open: z.boolean().default(false),
      /** Host names to answer for besides this machine's own, also where a proxy passes them on. */
      hosts: z.array(z.string().min(1)).default([]),
      /** Where sources reach this server for webhooks, through a proxy or tunnel: https://… */
      publicUrl: z.url({ protocol: /^https$/ }).exactOptional(),
      /** A port for webhooks alone: what a proxy or tunnel is led to reaches nothing else. */
      webhooks: z
        .strictObject({
          /** 0 takes a free one. */
          port: z.int().min(0).max(65_535),
          /** Each call proves itself, so that this may be reached from other machines. */
          host: z.string().min(1).default('127.0.0.1'),
        })
        .exactOptional(),
    })
    .superRefine(({ host, open }, context) => {
      if (open || isLoopback(host)) return;
      const message =
        'is reached from other machines, and whoever reaches it sees every figure without a password; write 127.0.0.1, or beside it open: true where that is meant';
      context.addIssue({ code: 'custom', path: ['host'], message });
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type KafkaConfig = z.infer<typeof kafkaSchema>;
