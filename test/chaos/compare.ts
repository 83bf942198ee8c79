import { formatDecimal } from '../../schemas/decimal.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { OracleFact } from './oracle.ts';

/** Figures that must be 0, each with a few examples of what is not right. */
export interface Verdict {
  readonly figure: string;
  readonly count: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

export function verdict(figure: string, wrong: readonly string[]): Verdict {
  return { figure, count: wrong.length, examples: wrong.slice(0, EXAMPLES) };
}

interface FactRow {
  readonly id: string;
  readonly day: string;
  readonly version: string;
  readonly gross: string;
}

/** The store's facts against those that must stand: none lost, none double, none in another version. */
export async function compareFacts(
  store: Store,
  expected: ReadonlyMap<string, OracleFact>,
): Promise<readonly Verdict[]> {
  const seen = new Set<string>();
  const double: string[] = [];
  const wrong: string[] = [];
  const rows = store.stream<FactRow>(
    `SELECT concat(source, ' ', stream, ' ', id) AS id, toString(day) AS day, version, toString(gross) AS gross
     FROM fact_sale FINAL WHERE deleted = 0`,
  );
  for await (const chunk of rows) {
    for (const row of chunk) {
      const fact = expected.get(row.id);
      const what = `${row.id} of ${row.day}, version ${row.version}, gross ${row.gross}`;
      if (seen.has(row.id)) double.push(what);
      seen.add(row.id);
      if (fact === undefined) wrong.push(`${what} should not stand`);
      else if (!isSame(fact, row)) wrong.push(`${what}, not ${describe(fact)}`);
    }
  }
  const lost = [...expected].flatMap(([id, fact]) =>
    seen.has(id) ? [] : [`${id} of ${describe(fact)}`],
  );
  return [
    verdict('facts lost', lost),
    verdict('facts double', double),
    verdict('facts in a wrong version', wrong),
  ];
}

function isSame({ day, version, gross }: OracleFact, row: FactRow): boolean {
  return day === row.day && version === Number(row.version) && formatDecimal(gross) === row.gross;
}

function describe({ day, version, gross }: OracleFact): string {
  return `${day}, version ${version}, gross ${formatDecimal(gross)}`;
}

/** The store's aggregates against the naive ones. */
export async function compareDaily(
  store: Store,
  expected: ReadonlyMap<string, string>,
): Promise<readonly Verdict[]> {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const rows = await store.query<{ key: string; cell: string }>(
    `SELECT concat(goal, ' ', part, ' ', toString(day)) AS key,
            concat(toString(value), ' ', toString(facts), ' ', toString(finalizeAggregation(uniq))) AS cell
     FROM goal_daily FINAL WHERE facts > 0`,
  );
  for (const { key, cell } of rows) {
    seen.add(key);
    if (expected.get(key) !== cell) wrong.push(`${key} is ${cell}, not ${expected.get(key)}`);
  }
  for (const [key, cell] of expected)
    if (!seen.has(key)) wrong.push(`${key} is absent, not ${cell}`);
  return [verdict('aggregates wrong', wrong)];
}

/** The UCI year's known figures, which are in no way worked out here. */
const UCI: Readonly<Record<string, string>> = {
  net_sales: '9747747.934 541909 0',
  returned_value: '896812.49 541909 0',
  sale_entries: '541909 541909 0',
};

export async function compareRetail(store: Store): Promise<Verdict> {
  const rows = await store.query<{ part: string; cell: string }>(
    `SELECT part, concat(toString(sum(value)), ' ', toString(sum(facts)), ' ', toString(uniqExactMerge(uniq))) AS cell
     FROM goal_daily FINAL WHERE goal = 'total/all' AND day <= toDate('2011-12-31') GROUP BY part`,
  );
  const actual = new Map(rows.map(({ part, cell }) => [part, cell]));
  const wrong = Object.entries(UCI).flatMap(([part, cell]) =>
    actual.get(part) === cell ? [] : [`${part} is ${actual.get(part)}, not ${cell}`],
  );
  return verdict('UCI figures wrong', wrong);
}
