import type { Scope, Touch } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Store } from '../store/store.ts';
import type { Days } from './calendar.ts';
import type { Measured } from './measured.ts';
import { ScopeBatch } from './scope-batch.ts';

/** What is measured: the facts of a scope, by a touch model. */
export interface ScopeMeasure {
  readonly metric: Metric;
  readonly scope: Scope | undefined;
  readonly touch: Touch;
  /** The last local day of what is looked for beyond the asked days, such as returns; absent: any. */
  readonly through?: string;
}

/** What a metric comes to over the facts of a scope on some days, from the facts themselves. */
export async function measureScope(
  store: Store,
  measure: ScopeMeasure,
  days: Days,
): Promise<Measured> {
  const batch = new ScopeBatch();
  const measured = batch.whole(measure, days);
  await batch.run(store);
  return measured();
}

/** The same after the first of the days, after two, and so on. */
export async function measureToDate(
  store: Store,
  measure: ScopeMeasure,
  days: Days,
  count: number,
): Promise<readonly Measured[]> {
  const batch = new ScopeBatch();
  const measured = batch.toDate(measure, days, count);
  await batch.run(store);
  return measured();
}
