import type { DayTotals } from '../../connectors/connector.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { MEASURES, type FactType } from '../../schemas/facts.ts';
import { snakeCase } from '../metrics/columns.ts';
import type { Store } from '../store/store.ts';
import { dayCondition, isWithin, type DayRange, type Findings, type Found } from './findings.ts';

/** One stream of a connection. */
export interface StreamOf {
  readonly connection: string;
  readonly stream: string;
  readonly type: FactType;
}

/** Number of facts and sums in millionths, by measure. */
type Figures = Readonly<Record<string, bigint>>;

const FACTS = 'facts';

/** Compares what a source says that it has, day by day, with the facts that the store has of it. */
export async function checkSource(
  store: Store,
  stream: StreamOf,
  totals: AsyncIterable<DayTotals>,
  range: DayRange,
  findings: Findings,
): Promise<void> {
  const subject = `${stream.connection}/${stream.stream}`;
  const expected = await sourceFigures(totals, range);
  const found = await storedFigures(store, stream, range);
  const measures = measuresOf(stream.type, expected.values());
  const keys = [...new Set([...expected.keys(), ...found.keys()])].toSorted();
  findings.compared(subject, keys.length * measures.length);
  for (const key of keys) {
    const differ = measures.flatMap((measure): Found[] => {
      const a = expected.get(key)?.[measure] ?? 0n;
      const b = found.get(key)?.[measure] ?? 0n;
      return a === b ? [] : [{ subject, measure, ...placeOf(key), ...figures(measure, a, b) }];
    });
    findings.found(differ);
  }
}

/** A source that doesn't count facts is compared by the sums that it gives. */
function measuresOf(type: FactType, expected: Iterable<Figures>): readonly string[] {
  const given = [...expected];
  if (given.length === 0 || given.some((each) => FACTS in each)) return [FACTS, ...MEASURES[type]];
  return MEASURES[type].filter((measure) => given.some((each) => measure in each));
}

function figures(measure: string, a: bigint, b: bigint): { expected: string; found: string } {
  const text = measure === FACTS ? String : formatDecimal;
  return { expected: text(a), found: text(b) };
}

function keyOf(day: string, currency: string): string {
  return `${day}${currency}`;
}

function placeOf(key: string): { day: string; currency?: string } {
  const [day, currency] = [key.slice(0, 10), key.slice(10)];
  return currency === '' ? { day } : { day, currency };
}

async function sourceFigures(
  totals: AsyncIterable<DayTotals>,
  range: DayRange,
): Promise<Map<string, Figures>> {
  const byKey = new Map<string, Figures>();
  for await (const { day, currency = '', facts, sums } of totals) {
    if (!isWithin(range, day)) continue;
    const counted = facts === undefined ? {} : { [FACTS]: BigInt(facts) };
    byKey.set(keyOf(day, currency), { ...counted, ...sums });
  }
  return byKey;
}

async function storedFigures(
  store: Store,
  { connection, stream, type }: StreamOf,
  range: DayRange,
): Promise<Map<string, Figures>> {
  const measures = MEASURES[type];
  const sums = measures.map((name) => `toString(sum(toDecimal128(${snakeCase(name)}, 6)))`);
  const currency = type === 'sale' || type === 'rate' ? 'toString(currency)' : "''";
  const rows = await store.query<{ date: string; code: string; n: string; sums: string[] }>(
    `SELECT toString(day) AS date, ${currency} AS code, toString(count()) AS n,
            CAST([${sums.join(', ')}], 'Array(String)') AS sums
     FROM fact_${type} FINAL
     WHERE source = {connection:String} AND stream = {stream:String} AND ${dayCondition(range)}
     GROUP BY date, code`,
    { connection, stream },
  );
  return new Map(
    rows.map((row) => {
      const values = measures.map((name, at) => [name, parseDecimal(row.sums[at] ?? '0') ?? 0n]);
      const named = Object.fromEntries(values) as Figures;
      return [keyOf(row.date, row.code), { [FACTS]: BigInt(row.n), ...named }];
    }),
  );
}
