/** An entry of the sales ledger, as far as returns by order are concerned. Units are whole. */
export interface Entry {
  readonly id: string;
  readonly source: string;
  readonly order: string;
  readonly line: string;
  readonly product: string;
  readonly sku: string;
  readonly units: number;
  readonly isReturn: boolean;
  /** Minutes since the first one; an order has no two at one time. */
  readonly at: number;
}

/**
 * Units that came back of each entry sold, by its id. Written down return by return, with no SQL in
 * mind: returns of one order that name the same line and goods are one.
 */
export function naiveCameBack(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const back = new Map<string, number>();
  const named = ({ source, order, line, product, sku }: Entry) =>
    [source, order, line, product, sku].join('|');
  for (const same of Map.groupBy(
    entries.filter(({ isReturn }) => isReturn),
    named,
  ).values()) {
    const [one] = same;
    if (one === undefined) continue;
    let left = same.reduce((sum, { units }) => sum + units, 0);
    const last = Math.max(...same.map(({ at }) => at));
    const all = candidates(one, entries);
    const before = all.filter(({ at }) => at <= last);
    const order = (before.length > 0 ? before : all).toSorted((a, b) => b.at - a.at);
    for (const entry of order) {
      const taken = Math.min(left, entry.units);
      back.set(entry.id, (back.get(entry.id) ?? 0) + taken);
      left -= taken;
    }
    const [newest] = order;
    if (newest !== undefined) back.set(newest.id, (back.get(newest.id) ?? 0) + left);
  }
  return back;
}

/** The entries a return can be of: the best kind of match that any has, early or late. */
function candidates(one: Entry, entries: readonly Entry[]): readonly Entry[] {
  const order = entries.filter(
    (entry) => !entry.isReturn && entry.source === one.source && entry.order === one.order,
  );
  const line = order.filter((entry) => one.line !== '' && entry.line === one.line);
  if (line.length > 0) return line;
  const possible = order.filter(
    (entry) => agrees(entry.sku, one.sku) && agrees(entry.product, one.product),
  );
  const goods = possible.filter(
    (entry) =>
      (one.sku !== '' && entry.sku === one.sku) ||
      (one.product !== '' && entry.product === one.product),
  );
  if (goods.length > 0) return goods;
  return possible.filter((entry) => agrees(entry.line, one.line));
}

function agrees(a: string, b: string): boolean {
  return a === '' || b === '' || a === b;
}
