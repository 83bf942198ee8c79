import type { GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal, formatProduct, parseDecimal } from '../../schemas/decimal.ts';
import { table } from './output.ts';

/** One goal of an owner over some days. */
interface OwnerSum {
  readonly goal: string;
  readonly title: string;
  readonly metric: string;
  readonly unit: GoalAttainment['metric']['unit'];
  /** On the report's day. */
  readonly share: string;
  /** The goal's sum and the owner's part of it, exact to twelve places; of sums only. */
  readonly total?: string;
  readonly owned?: string;
}

/** What an owner's goals counted, and their part of it: Σ over days of day value × share. */
export function ownerSums(
  goals: readonly GoalAttainment[],
  owner: string,
  { from = '', to = '9999-12-31' }: { readonly from?: string; readonly to?: string },
): readonly OwnerSum[] {
  return goals.flatMap((goal) => {
    const mine = goal.owners.find(({ id }) => id === owner);
    if (mine === undefined) return [];
    const { id, title, metric } = goal;
    const base = { goal: id, title, metric: metric.id, unit: metric.unit, share: mine.share };
    if (metric.kind !== 'sum') return [base];
    const days = goal.daily.filter(({ day }) => day >= from && day <= to);
    let [total, owned] = [0n, 0n];
    for (const { day, value = '0' } of days) {
      const micros = parseDecimal(value) ?? 0n;
      total += micros;
      for (const span of mine.held) {
        if (day >= span.from && day <= span.to) owned += micros * (parseDecimal(span.share) ?? 0n);
      }
    }
    return [{ ...base, total: formatDecimal(total), owned: formatProduct(owned) }];
  });
}

/** The same for a terminal. */
export function ownerSumsTable(sums: readonly OwnerSum[]): string {
  return table(
    [
      { title: 'Goal' },
      { title: 'Metric' },
      { title: 'Share', align: 'right' },
      { title: 'Goal’s sum', align: 'right' },
      { title: 'Own part', align: 'right' },
    ],
    sums.map(({ title, metric, share, total, owned }) => [
      title,
      metric,
      share,
      total ?? 'not divided',
      owned ?? '–',
    ]),
  );
}
