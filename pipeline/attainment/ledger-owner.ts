import { formatDecimal, formatProduct, parseDecimal } from '../../schemas/decimal.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { AgreedGoal } from './agreed.ts';
import { exactByOwner, sharesOn, type DayValue } from './owners.ts';

/** Whether someone has, or had, a share of a goal. */
export function hasOwner({ goal, states }: AgreedGoal, owner: string): boolean {
  const all = [goal, ...states.map((state) => state.goal)];
  return all.some(({ owners }) => owners.some((each) => each.owner === owner));
}

/**
 * A page of a goal's ledger with one owner's share of each entry. Pure. An entry's part is its value
 * × the share on its day, exact to twelve places, so the parts of all entries sum to the owner's
 * total, and all owners' totals to the goal's.
 * @param days what the goal counted on each day of the selection; undefined for rates and distinct
 * counts, which are not divided.
 */
export function ownedPage(
  page: LedgerPage,
  goal: AgreedGoal,
  owner: { readonly id: string; readonly name: string },
  { parts: [part] }: Metric,
  days: readonly DayValue[] | undefined,
): LedgerPage {
  const entries = page.entries.map((entry) => {
    const share = sharesOn(goal, entry.day).get(owner.id) ?? 0n;
    const value = parseDecimal(entry.values[part.id] ?? '0') ?? 0n;
    const owned = days === undefined ? {} : { owned: formatProduct(value * share) };
    return { ...entry, share: formatDecimal(share), ...owned };
  });
  const sum = days === undefined ? undefined : (exactByOwner(goal, days).get(owner.id) ?? 0n);
  return {
    ...page,
    entries,
    owner: { ...owner, ...(sum === undefined ? {} : { value: formatProduct(sum) }) },
  };
}
