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
import { deletionSchema, factSchemas, MEASURES, type FactType } from '../../schemas/facts.ts';

export interface ConnectorCase {
  readonly name: string;
  readonly connector: Connector;
  /** A configuration as YAML gives it, that works. */
  readonly config: Record<string, unknown>;
  /** One that is well formed and can't be read, and what the finding must say; absent: there is none. */
  readonly unreadable?: { readonly config: Record<string, unknown>; readonly says: RegExp };
  /** Rejects that a full read gives, at least. */
  readonly rejects?: number;
  readonly baseDir: string;
  readonly now: number;
}

/** What every connector must do, whatever its source. */
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
  };
  const pagesOf = async (stream: StreamSpec, cursor?: Cursor): Promise<Page[]> => {
    const pages: Page[] = [];
    for await (const page of connector.read(config, stream, cursor, context)) pages.push(page);
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

    test.skipIf(given.unreadable === undefined)('check says what can not be read', async () => {
      const bad = connector.config.parse(given.unreadable?.config);
      const findings = await connector.check(bad, context);
      expect(findings).toContainEqual({
        level: 'error',
        message: expect.stringMatching(given.unreadable?.says ?? /./) as string,
        mend: expect.stringMatching(/\w/) as string,
      });
    });

    test('names its streams without doubles', () => {
      const names = connector.streams(config).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
    });

    for (const stream of connector.streams(config)) {
      test(`${stream.name}: two full reads are identical`, async () => {
        expect(await pagesOf(stream)).toEqual(await pagesOf(stream));
      });

      test(`${stream.name}: every record is a fact of the schema`, async () => {
        const records = (await pagesOf(stream)).flatMap((page) => page.records);
        expect(records.length).toBeGreaterThan(0);
        const wrong = records.filter((record) => !isFact(record, stream));
        expect(wrong).toEqual([]);
      });

      test(`${stream.name}: reading on from a cursor gives exactly the rest`, async () => {
        const pages = await pagesOf(stream);
        for (const index of sampled(pages.length)) {
          const stored = JSON.parse(JSON.stringify(pages[index]?.cursor)) as Cursor;
          expect(stored).toEqual(pages[index]?.cursor);
          const rest = await pagesOf(stream, stored);
          const from = pages.slice(index + 1);
          expect(withoutRestated(rest, from)).toEqual(recordsOf(from));
        }
      });

      test(`${stream.name}: nothing new is read from the last cursor`, async () => {
        const last = (await pagesOf(stream)).at(-1)?.cursor;
        expect(recordsOf(await pagesOf(stream, last))).toEqual([]);
      });
    }

    for (const stream of connector.streams(config)) {
      test.skipIf(totalsOf(stream, {}) === undefined)(
        `${stream.name}: its totals are the sums of what a full read gives`,
        async () => {
          const pages = await pagesOf(stream);
          const found = new Map<string, string>();
          let count = 0;
          for await (const { day, currency = '', facts, sums } of totalsOf(
            stream,
            pages.at(-1)?.cursor ?? {},
          ) ?? []) {
            found.set(`${day}${currency}`, totalText(facts, sums));
            count += 1;
          }
          expect(found.size).toBe(count);
          expect(found).toEqual(naiveTotals(recordsOf(pages), stream.fact));
        },
      );
    }

    test('a record that can not be mapped is a reject, and the others go on', async () => {
      const pages = await Promise.all(connector.streams(config).map((stream) => pagesOf(stream)));
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

function recordsOf(pages: readonly Page[]): SourceRecord[] {
  return pages.flatMap((page) => page.records);
}

/** Sets that are complete in themselves may be given again before the rest. */
function withoutRestated(rest: readonly Page[], expected: readonly Page[]): SourceRecord[] {
  const scopes = new Set(expected.map(({ snapshot }) => snapshot?.scope));
  return recordsOf(rest.filter(({ snapshot }) => scopes.has(snapshot?.scope)));
}

/** The first, the last, and some between. */
function sampled(count: number): number[] {
  const step = Math.max(1, Math.floor(count / 6));
  const some = Array.from({ length: count }, (_, n) => n).filter((n) => n % step === 0);
  return count === 0 ? [] : [...new Set([...some, count - 1])];
}
