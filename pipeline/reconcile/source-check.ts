import { SourceError, type DayTotals, type NotTold } from '../../connectors/connector.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import { MEASURES, type FactType } from '../../schemas/facts.ts';
import type { Impossible } from '../../schemas/reconcile.ts';
import { snakeCase } from '../metrics/columns.ts';
import type { Store } from '../store/store.ts';
import { dayCondition, isWithin, type DayRange, type Findings, type Found } from './findings.ts';

/** One stream of a connection. */
export interface StreamOf {
  readonly connection: string;
  readonly stream: string;
  readonly type: FactType;
}

/** Number of facts, different orders and customers, and sums in millionths, by measure. */
type Figures = Readonly<Record<string, bigint>>;

const FACTS = 'facts';
/** Different things of sales, where the source counts them. */
const DISTINCT = ['orders', 'customers'] as const;

/**
 * Compares what a source says that it has, day by day, with the facts that the store has of it. What
 * the source can't be asked for now is said, and the rest goes on.
 */
export async function checkSource(
  store: Store,
  stream: StreamOf,
  totals: AsyncIterable<DayTotals | NotTold>,
  range: DayRange,
  findings: Findings,
): Promise<void> {
  const subject = `${stream.connection}/${stream.stream}`;
  const told = await sourceFigures(totals, range).catch((error: unknown) => {
    findings.unable({ subject, ...whyNot(error) });
  });
  if (told === undefined) return;
  const { expected, notTold } = told;
  for (const { notTold: measure, ...why } of notTold) {
    findings.unable({ subject, measure, ...why });
  }
  const found = await storedFigures(store, stream, range);
  const missing = new Set(notTold.map(({ notTold: measure }) => measure));
  const measures = measuresOf(stream.type, expected.values()).filter((name) => !missing.has(name));
  const keys = [...new Set([...expected.keys(), ...found.keys()])].toSorted();
  findings.compared(subject, keys.length * measures.length);
  for (const key of keys) {
    const differ = measures.flatMap((measure): Found[] => {
      const a = expected.get(key)?.[measure] ?? 0n;
      const b = found.get(key)?.[measure] ?? 0n;
      return a === b ? [] : [{ subject, measure, ...placeOf(key), ...figures(measure, a, b) }];
    });
    findings.found([stream.type], differ);
  }
}

/** A source that doesn't count facts is compared by the sums that it gives. */
function measuresOf(type: FactType, expected: Iterable<Figures>): readonly string[] {
  const given = [...expected];
  const counted = DISTINCT.filter((name) => given.some((each) => name in each));
  if (given.length === 0 || given.some((each) => FACTS in each)) {
    return [FACTS, ...MEASURES[type], ...counted];
  }
  return [...MEASURES[type].filter((name) => given.some((each) => name in each)), ...counted];
}

/** Why a source can't be compared. A stop that was asked for is none. */
function whyNot(error: unknown): Omit<Impossible, 'check' | 'subject'> {
  if (error instanceof SourceError) {
    const { message: reason, mend, settled } = error;
    return { reason, mend, ...(settled && { settled }) };
  }
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, mend: 'Try again; report it if it stays.' };
}

function figures(measure: string, a: bigint, b: bigint): { expected: string; found: string } {
  const text = isCount(measure) ? String : formatDecimal;
  return { expected: text(a), found: text(b) };
}

function isCount(measure: string): boolean {
  return measure === FACTS || DISTINCT.some((name) => name === measure);
}

function keyOf(day: string, currency: string): string {
  return `${day}${currency}`;
}

function placeOf(key: string): { day: string; currency?: string } {
  const [day, currency] = [key.slice(0, 10), key.slice(10)];
  return currency === '' ? { day } : { day, currency };
}

async function sourceFigures(
  totals: AsyncIterable<DayTotals | NotTold>,
  range: DayRange,
): Promise<{ readonly expected: Map<string, Figures>; readonly notTold: readonly NotTold[] }> {
  const expected = new Map<string, Figures>();
  const notTold: NotTold[] = [];
  for await (const told of totals) {
    if ('notTold' in told) {
      notTold.push(told);
      continue;
    }
    const { day, currency = '', sums } = told;
    if (!isWithin(range, day)) continue;
    const counts = [FACTS, ...DISTINCT].flatMap((name) => {
      const count = told[name as 'facts' | 'orders' | 'customers'];
      return count === undefined ? [] : [[name, BigInt(count)] as const];
    });
    expected.set(keyOf(day, currency), { ...Object.fromEntries(counts), ...sums });
  }
  return { expected, notTold };
}

/** By the words of the metrics `orders` and `customers` with an order. */
const DISTINCT_SQL = `[toString(uniqExactIf(order_id, kind = 'line')),
  toString(uniqExactIf(customer, kind = 'line' AND customer != ''))]`;

interface Stored {
  date: string;
  code: string;
  n: string;
  sums: string[];
  counts: string[];
}

async function storedFigures(
  store: Store,
  { connection, stream, type }: StreamOf,
  range: DayRange,
): Promise<Map<string, Figures>> {
  const measures = MEASURES[type];
  const sums = measures.map((name) => `toString(sum(toDecimal128(${snakeCase(name)}, 6)))`);
  const distinct = type === 'sale' ? DISTINCT_SQL : '[]';
  const currency = type === 'sale' || type === 'rate' ? 'toString(currency)' : "''";
  const rows = await store.query<Stored>(
    `SELECT toString(day) AS date, ${currency} AS code, toString(count()) AS n,
            CAST([${sums.join(', ')}], 'Array(String)') AS sums,
            CAST(${distinct}, 'Array(String)') AS counts
     FROM fact_${type} FINAL
     WHERE source = {connection:String} AND stream = {stream:String} AND ${dayCondition(range)}
     GROUP BY date, code`,
    { connection, stream },
  );
  return new Map(
    rows.map((row) => {
      const values = measures.map((name, at) => [name, parseDecimal(row.sums[at] ?? '0') ?? 0n]);
      const counts = DISTINCT.map((name, at) => [name, BigInt(row.counts[at] ?? '0')]);
      const named = Object.fromEntries([...values, ...counts]) as Figures;
      return [keyOf(row.date, row.code), { [FACTS]: BigInt(row.n), ...named }];
    }),
  );
}
