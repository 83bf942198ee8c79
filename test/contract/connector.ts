import { describe, expect, test } from 'vitest';
import type {
  Connector,
  Cursor,
  Page,
  ReadContext,
  SourceRecord,
  StreamSpec,
} from '../../connectors/connector.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { followChanges, type SourceChange } from './connector-changes.ts';
import { newIn, recordsOf, restMistake } from './connector-cursors.ts';
import { memoryVault } from '../support/memory-vault.ts';
import { World } from '../sync/world.ts';
import { deletionSchema, factSchemas, MEASURES, type FactType } from '../../schemas/facts.ts';

interface Unreadable {
  readonly config: Record<string, unknown>;
  readonly says: RegExp;
}

export interface ConnectorCase {
  readonly name: string;
  readonly connector: Connector;
  /** A configuration as YAML gives it, that works. */
  readonly config: Record<string, unknown>;
  /** Those that are well formed and can't be read, and what the finding must say; absent: there are none. */
  readonly unreadable?: readonly Unreadable[];
  /** By stream: the fields of its facts besides id, occurredAt and day. Each must be seen, and no other. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** A stream's cursor moved far beyond all that the source has; absent: its cursors have no such thing. */
  readonly farCursor?: (cursor: Cursor) => Cursor;
  /** Texts of the configuration that must show nowhere. */
  readonly secrets?: readonly string[];
  /** Rejects that a full read gives, at least. */
  readonly rejects?: number;
  readonly baseDir: string;
  readonly now: number;
  /** Sources of their own that change between two syncs. */
  readonly changing?: () => Promise<Changing>;
}

/** A source that records are added to, changed in and removed from. */
export interface Changing {
  readonly config: Record<string, unknown>;
  /** Default: the case's. */
  readonly baseDir?: string;
  /** The source's instant, ms. Default: the case's. */
  readonly now?: () => number;
  /** What happens, one after the other, and a sync after each. */
  readonly changes: readonly SourceChange[];
  readonly close?: () => void | Promise<void>;
}

/** What every fact or deletion has. */
const COMMON = new Set(['id', 'version', 'deleted', 'occurredAt', 'day']);

/** What every connector must do, whatever its source (after Airbyte's acceptance tests). */
export function connectorContract(given: ConnectorCase): void {
  const { connector } = given;
  const config = connector.config.parse(given.config);
  const context: ReadContext = {
    connection: 'contract',
    timezone: 'Europe/Copenhagen',
    currency: 'DKK',
    baseDir: given.baseDir,
    now: () => given.now,
    signal: new AbortController().signal,
    customerKey: (id) => `key-${id}`,
    vault: memoryVault(),
  };
  const pagesOf = async (stream: StreamSpec, cursor?: Cursor): Promise<Page[]> => {
    const pages: Page[] = [];
    for await (const page of connector.read(config, stream, cursor, context)) pages.push(page);
    return pages;
  };

  const read = new Map<string, Promise<Page[]>>();
  /** A stream from its start, read once for all tests. */
  const wholeOf = (stream: StreamSpec): Promise<Page[]> => {
    const pages = read.get(stream.name) ?? pagesOf(stream);
    read.set(stream.name, pages);
    return pages;
  };

  const totalsOf = (stream: StreamSpec, cursor: Cursor) => {
    const totals = connector.totals?.(config, stream, cursor, context);
    return totals === undefined || 'reason' in totals ? undefined : totals;
  };

  describe(`${given.name} keeps the connector contract`, () => {
    test('refuses unknown keys of its configuration', () => {
      const result = connector.config.safeParse({ ...given.config, colour: 'blue' });
      expect(result.success).toBe(false);
    });

    test('check finds a configuration that works', async () => {
      const findings = await connector.check(config, context);
      expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    });

    for (const { config: bad, says } of given.unreadable ?? []) {
      test(`check says what can not be read: ${says.source}`, async () => {
        const findings = await connector.check(connector.config.parse(bad), context);
        expect(findings).toContainEqual({
          level: 'error',
          message: expect.stringMatching(says) as string,
          mend: expect.stringMatching(/\w/) as string,
        });
        expect(secretsIn(findings)).toEqual([]);
      });
    }

    const secretsIn = (given_: unknown): string[] => {
      const text = JSON.stringify(given_);
      return (given.secrets ?? []).filter((secret) => text.includes(secret));
    };

    test('names its streams without doubles', () => {
      const names = connector.streams(config).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
    });

    for (const stream of connector.streams(config)) {
      test(`${stream.name}: two full reads are identical`, async () => {
        expect(await pagesOf(stream)).toEqual(await wholeOf(stream));
      });

      test(`${stream.name}: every record is a fact of the schema`, async () => {
        const records = (await wholeOf(stream)).flatMap((page) => page.records);
        expect(records.length).toBeGreaterThan(0);
        const wrong = records.filter((record) => !isFact(record, stream));
        expect(wrong).toEqual([]);
      });

      test(`${stream.name}: every field that the source has is seen`, async () => {
        const records = (await wholeOf(stream)).flatMap((page) => page.records);
        const seen = new Set(records.flatMap(({ fact }) => Object.keys(fact)));
        const own = [...seen].filter((field) => !COMMON.has(field));
        expect(own.toSorted()).toEqual([...(given.fields[stream.name] ?? [])].toSorted());
      });

      test(`${stream.name}: no secret is in what is read`, async () => {
        expect(secretsIn(await wholeOf(stream))).toEqual([]);
      });

      test(`${stream.name}: reading on from a cursor gives the rest, and nothing else that is new`, async () => {
        const pages = await wholeOf(stream);
        for (const index of sampled(pages.length)) {
          if (pages[index]?.snapshot?.last === false) continue;
          const stored = JSON.parse(JSON.stringify(pages[index]?.cursor)) as Cursor;
          expect(stored).toEqual(pages[index]?.cursor);
          const rest = await pagesOf(stream, stored);
          const from = pages.slice(index + 1);
          expect(restMistake(rest, pages.slice(0, index + 1), from)).toBe('');
        }
      });

      test(`${stream.name}: nothing new is read from the last cursor`, async () => {
        const pages = await wholeOf(stream);
        const rest = await pagesOf(stream, pages.at(-1)?.cursor);
        expect(newIn(rest, pages)).toEqual([]);
      });

      test.skipIf(given.farCursor === undefined)(
        `${stream.name}: an abnormally large cursor gives nothing`,
        async () => {
          const last = (await wholeOf(stream)).at(-1)?.cursor ?? {};
          expect(recordsOf(await pagesOf(stream, given.farCursor?.(last)))).toEqual([]);
        },
      );

      test(`${stream.name}: killed at any page, nothing is lost and nothing is double`, async () => {
        const whole = await syncedWith([]);
        for (const crash of thirds(whole.steps)) {
          const { facts } = await syncedWith([crash + 1]);
          expect(facts).toEqual(whole.facts);
        }
      });

      /** What the log says after runs that die at these steps and one that doesn't. */
      async function syncedWith(
        crashes: readonly number[],
      ): Promise<{ facts: Map<string, unknown>; steps: number }> {
        const only: Connector = { ...connector, streams: () => [stream] };
        const world = new World(only, config, context);
        world.batchSize = 100;
        try {
          for (const crash of crashes) await world.run(crash).catch(() => undefined);
          await world.run();
          return { facts: world.latest(), steps: world.steps };
        } finally {
          world.close();
        }
      }
    }

    for (const stream of connector.streams(config)) {
      test.skipIf(totalsOf(stream, {}) === undefined)(
        `${stream.name}: its totals are the sums of what a full read gives`,
        async () => {
          const pages = await wholeOf(stream);
          const found = new Map<string, string>();
          let count = 0;
          for await (const told of totalsOf(stream, pages.at(-1)?.cursor ?? {}) ?? []) {
            if ('notTold' in told) throw new Error(`${told.notTold}: ${told.reason}`);
            const { day, currency = '', facts, sums } = told;
            found.set(`${day}${currency}`, totalText(facts ?? 0, sums));
            count += 1;
          }
          expect(found.size).toBe(count);
          expect(found).toEqual(naiveTotals(recordsOf(pages), stream.fact));
        },
      );
    }

    test.skipIf(given.changing === undefined)(
      'records that are added, changed and removed are followed',
      async () => {
        const source = await given.changing?.();
        if (source === undefined) throw new Error('no source that changes');
        const { now = () => given.now, baseDir = given.baseDir } = source;
        const own = connector.config.parse(source.config);
        try {
          const { timezone, currency } = context;
          const surroundings = { timezone, currency, baseDir };
          const following = { ...source, connector, config: own, context: surroundings, now };
          await expect(followChanges(following)).resolves.toBeUndefined();
        } finally {
          await source.close?.();
        }
      },
    );

    test('a record that can not be mapped is a reject, and the others go on', async () => {
      const pages = await Promise.all(connector.streams(config).map(wholeOf));
      const rejects = pages.flat().flatMap((page) => page.rejects);
      expect(rejects.length).toBeGreaterThanOrEqual(given.rejects ?? 0);
      for (const reject of rejects) {
        expect(reject).toMatchObject({
          reason: expect.stringMatching(/./),
          place: expect.stringMatching(/./),
        });
        expect(Buffer.byteLength(reject.raw)).toBeLessThanOrEqual(4096);
      }
    });
  });
}

function isFact({ fact }: SourceRecord, stream: StreamSpec): boolean {
  const identity = { source: 'contract', stream: stream.name, version: fact.version ?? 1 };
  if (fact.deleted === true) return deletionSchema.safeParse({ ...fact, ...identity }).success;
  return factSchemas[stream.fact].safeParse({ ...fact, ...identity, observedAt: 1 }).success;
}

function totalText(facts: number, sums: Readonly<Record<string, bigint>>): string {
  const parts = Object.entries(sums).filter(([, sum]) => sum !== 0n);
  return [facts, ...parts.map(([name, sum]) => `${name} ${formatDecimal(sum)}`).toSorted()].join();
}

/** The newest version of each record, added up by day and currency. */
function naiveTotals(records: readonly SourceRecord[], type: FactType): Map<string, string> {
  const newest = new Map<string, Record<string, unknown>>();
  for (const { fact, position } of records) newest.set(`${fact.id} ${position}`, { ...fact });
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const keyOf = (fact: Record<string, unknown>) => text(fact['day']) + text(fact['currency']);
  const groups = Map.groupBy(newest.values(), keyOf);
  return new Map(
    [...groups].map(([key, facts]) => {
      const sums = MEASURES[type].map((name) => [
        name,
        facts.reduce(
          (sum, fact) => sum + (parseDecimal(String((fact[name] ?? 0) as string | number)) ?? 0n),
          0n,
        ),
      ]);
      return [key, totalText(facts.length, Object.fromEntries(sums) as Record<string, bigint>)];
    }),
  );
}

/** Early, half-way and late. */
function thirds(count: number): number[] {
  return [...new Set([1, 3, 5].map((sixths) => Math.floor((count * sixths) / 6)))];
}

/** The first, the last, and some between. */
function sampled(count: number): number[] {
  const step = Math.max(1, Math.floor(count / 6));
  const some = Array.from({ length: count }, (_, n) => n).filter((n) => n % step === 0);
  return count === 0 ? [] : [...new Set([...some, count - 1])];
}
