import type { ReadSide } from '../../dashboards/api/read-side.ts';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';

/** Three orders, in two pages of two. */
export function ledgerOf(goalId: string, after?: string): LedgerPage {
  const entry = (id: string, day: string, value: string): LedgerPage['entries'][number] => ({
    day,
    occurredAt: Date.parse(`${day}T09:28:00Z`),
    source: 'shopify',
    stream: 'orders',
    id,
    version: 3,
    rule: 'product type is Tents',
    values: { net_sales: value },
    orderId: `#${id}`,
    product: 'Ridge 2, two-person tent',
    country: 'Denmark',
  });
  const first = [entry('51025', '2026-03-08', '1999.2'), entry('50362', '2026-03-08', '-719.2')];
  const totals = { net_sales: '1919.2' };
  return after === undefined
    ? { goal: goalId, entries: first, totals, next: 'second' }
    : { goal: goalId, entries: [entry('51041', '2026-03-09', '639.2')], totals };
}

/** A read side that answers with a report. */
export function readSideOf(given: AttainmentReport): ReadSide {
  return {
    attainment: async () => given,
    ledger: async (id, { after }) =>
      given.goals.some((candidate) => candidate.id === id) || id.startsWith('unattributed/')
        ? ledgerOf(id, after)
        : undefined,
    ready: async () => true,
    status: async () => ({
      at: given.asOf,
      connections: given.freshness,
      stages: [],
      workers: [],
      missingRates: given.missingRates,
      deadLetters: { open: 0 },
    }),
    runSync: async (name) =>
      name === 'shopify' ? { kind: 'accepted', command: 'c1' } : { kind: 'unknown' },
  };
}
