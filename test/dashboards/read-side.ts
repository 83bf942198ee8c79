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
    orderId: id,
    orderName: `#${id}`,
    link: `https://skovby.example/admin/orders/${id}`,
    product: 'Ridge 2, two-person tent',
    country: 'Denmark',
  });
  const first = [entry('51025', '2026-03-08', '1999.2'), entry('50362', '2026-03-08', '-719.2')];
  const totals = { net_sales: '1919.2' };
  return after === undefined
    ? { goal: goalId, entries: first, totals, next: 'second' }
    : { goal: goalId, entries: [entry('51041', '2026-03-09', '639.2')], totals };
}

/** The same with the part of one owner in each entry. */
function ownedBy(page: LedgerPage, id: string): LedgerPage {
  const entries = page.entries.map((entry) => ({
    ...entry,
    revision: { n: 2, from: '2026-02-01' },
    share: '0.6',
    owned: '0.123456789',
  }));
  return { ...page, entries, owner: { id, name: 'Rasmus Bach', value: '1151.52' } };
}

/** A read side that answers with a report. */
export function readSideOf(given: AttainmentReport): ReadSide {
  return {
    attainment: async () => given,
    ledger: async (id, { after, owner, order }) => {
      if (!given.goals.some((one) => one.id === id) && !id.startsWith('unattributed/')) {
        return undefined;
      }
      const all = ledgerOf(id, after);
      const named = all.entries.filter(({ orderName }) => orderName === order);
      const page = order === undefined ? all : { ...all, entries: named };
      return owner === undefined ? page : ownedBy(page, owner);
    },
    ready: async () => true,
    status: async () => ({
      at: given.asOf,
      connections: given.freshness,
      stages: [],
      reattributing: false,
      workers: [],
      missingRates: given.missingRates,
      webhooks: [],
      privacy: [],
      damage: given.damage,
      deadLetters: { open: 0 },
    }),
    runSync: async (name) =>
      name === 'shopify' ? { kind: 'accepted', command: 'c1' } : { kind: 'unknown' },
  };
}
