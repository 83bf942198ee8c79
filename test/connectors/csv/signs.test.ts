import { expect, test } from 'vitest';
import { readText } from '../../support/read-text.ts';

const FIELDS = [
  ...(['quantity', 'gross', 'discount', 'returned', 'tax', 'shipping'] as const),
  ...(['duties', 'fees'] as const),
];
const COLUMNS = {
  id: 'id',
  occurredAt: 't',
  orderId: 'id',
  kind: 'kind',
  quantity: 'q',
  amount: 'amount',
  discount: 'discount',
  returned: 'returned',
  tax: 'tax',
  shipping: 'shipping',
  duties: 'duties',
  fees: 'fees',
};

/** One row's cells to what its fact counts: "field value, …", or what is wrong with it. */
async function counted(
  row: Readonly<Record<string, string>>,
  more: object = {},
  own: Readonly<Record<string, { column: string; sign: string }>> = {},
): Promise<string> {
  const names = Object.keys(row);
  const text = `id,t,${names.join(',')}\n1,2026-03-01,${Object.values(row).join(',')}\n`;
  const columns: Record<string, string | { column: string }> = { ...COLUMNS, ...own };
  const used = Object.entries(columns).filter(([, column]) => {
    const name = typeof column === 'string' ? column : column.column;
    return ['id', 't', ...names].includes(name);
  });
  const { facts, rejects } = await readText(text, { columns: Object.fromEntries(used), ...more });
  const [fact] = facts;
  if (fact === undefined) return `refused: ${rejects[0]?.reason ?? ''}`;
  return FIELDS.filter((name) => fact[name] !== undefined)
    .map((name) => `${name} ${String(fact[name])}`)
    .join(', ');
}

const NEGATIVE =
  /^refused: (amount|discount|tax|shipping|duties|fees|returned): -\d+ is negative, .*sign: signed/;

/** Each kind, with a quantity and an amount of both signs: what counts. */
test.each<[kind: string, quantity: string, amount: string, counts: string | RegExp]>([
  ['line', '2', '10', 'quantity 2, gross 10'],
  ['line', '-2', '-10', 'quantity -2, gross -10'],
  ['line', '2', '-10', NEGATIVE],
  ['line', '-2', '10', /^refused: quantity: -2 is negative, amount is not, .*returns/],
  ['line', '0', '10', 'quantity 0, gross 10'],
  ['line', '2', '0', 'quantity 2, gross 0'],
  ['', '2', '10', 'quantity 2, gross 10'],
  ['return', '2', '10', 'quantity -2, returned 10'],
  ['return', '-2', '-10', 'quantity -2, returned 10'],
  ['return', '2', '-10', 'quantity -2, returned 10'],
  ['return', '-2', '10', 'quantity -2, returned 10'],
  ['return', '0', '10', 'quantity 0, returned 10'],
  ['reversal', '2', '10', 'quantity -2, returned 10'],
  ['reversal', '-2', '-10', 'quantity -2, returned 10'],
  ['discount', '1', '10', 'quantity 0, discount 10'],
  ['discount', '1', '-10', 'quantity 0, discount 10'],
  ['shipping', '1', '10', 'quantity 0, shipping 10'],
  ['shipping', '1', '-10', NEGATIVE],
  ['tax', '1', '10', 'quantity 0, tax 10'],
  ['tax', '1', '-10', NEGATIVE],
  ['edit', '1', '-10', 'quantity 1, gross -10'],
  ['edit', '-1', '10', 'quantity -1, gross 10'],
  ['other', '1', '10', 'quantity 0'],
  ['other', '1', '-10', 'quantity 0'],
  ['line', '1', '', /^refused: has no money: amount is empty/],
  ['return', '1', '', /^refused: has no money/],
  ['shipping', '1', '', /^refused: has no money/],
  ['discount', '1', '', /^refused: has no money/],
  ['other', '1', '', 'quantity 0'],
])('kind %j, quantity %j, amount %j: %s', async (kind, quantity, amount, counts) => {
  const seen = await counted({ kind, q: quantity, amount });
  expect(seen).toMatch(typeof counts === 'string' ? new RegExp(`^${counts}$`) : counts);
});

/** What stands beside the amount goes the way of the row, or is refused. */
test.each(['discount', 'tax', 'shipping', 'duties', 'fees'])(
  '%s beside an amount, in all signs',
  async (field) => {
    const beside = (kind: string, quantity: string, amount: string, value: string) =>
      counted({ kind, q: quantity, amount, [field]: value });
    expect(await beside('line', '1', '10', '2')).toBe(`quantity 1, gross 10, ${field} 2`);
    expect(await beside('line', '1', '10', '-2')).toMatch(NEGATIVE);
    expect(await beside('line', '1', '0', '-2')).toMatch(NEGATIVE);
    expect(await beside('line', '-1', '-10', '-2')).toBe(`quantity -1, gross -10, ${field} -2`);
    expect(await beside('line', '-1', '-10', '2')).toMatch(
      new RegExp(`^refused: ${field}: 2 is positive where the line's amount is negative`),
    );
    for (const value of ['2', '-2']) {
      const parts = await beside('return', '1', '10', value);
      expect(parts.split(', ').toSorted()).toEqual(
        ['quantity -1', 'returned 10', `${field} -2`].toSorted(),
      );
      expect(await beside('other', '1', '10', value)).toBe('quantity 0');
    }
  },
);

test('a declared sign: reversed columns are turned, signed ones stay as they are', async () => {
  const row = { kind: 'line', q: '1', amount: '100', discount: '-10' };
  const reversed = { discount: { column: 'discount', sign: 'reversed' } };
  expect(await counted(row, {}, reversed)).toBe('quantity 1, gross 100, discount 10');
  const signed = { discount: { column: 'discount', sign: 'signed' } };
  expect(await counted(row, {}, signed)).toBe('quantity 1, gross 100, discount -10');

  const ledger = { amount: { column: 'amount', sign: 'signed' } };
  const of = (kind: string, amount: string) => counted({ kind, q: '1', amount }, {}, ledger);
  expect(await of('line', '-10')).toBe('quantity 1, gross -10');
  expect(await of('discount', '-10')).toBe('quantity 0, discount 10');
  expect(await of('discount', '10')).toBe('quantity 0, discount -10');
  expect(await of('return', '-10')).toBe('quantity -1, returned 10');
  expect(await of('return', '10')).toBe('quantity -1, returned -10');
  expect(await of('shipping', '-10')).toBe('quantity 0, shipping -10');
});

test('a rule for returns takes back what the row is: its goods, shipping, tax or discount', async () => {
  const returns = { column: 'type', equals: 'refund' };
  const of = (kind: string, amount: string, type = 'refund') =>
    counted({ kind, q: '1', amount, type }, { returns });
  expect(await of('line', '10')).toBe('quantity -1, returned 10');
  expect(await of('shipping', '10')).toBe('quantity 0, shipping -10');
  expect(await of('tax', '-10')).toBe('quantity 0, tax -10');
  expect(await of('discount', '10')).toBe('quantity 0, discount -10');
  expect(await of('other', '10')).toBe('quantity 0');
  expect(await of('line', '10', 'sale')).toBe('quantity 1, gross 10');
});

test('a return by a negative price takes its units back', async () => {
  const text = 'id,t,q,p,prod\n1,2026-03-01,3,-10,A\n2,2026-03-01,2,10,A\n';
  const { facts } = await readText(text, { returns: { column: 'p', negative: true } });
  expect(facts).toMatchObject([
    { kind: 'return', quantity: '-3', returned: '30' },
    { kind: 'line', quantity: '2', gross: '20' },
  ]);
});

test('where rows have no units, a rule for returns says which minus is meant', async () => {
  const columns = {
    id: 'id',
    occurredAt: 't',
    orderId: 'id',
    quantity: { constant: 1 },
    amount: 'a',
  };
  const text =
    'id,t,a,type\n1,2026-03-01,10,sale\n2,2026-03-01,-4,refund\n3,2026-03-01,-3,payout\n';
  const told = await readText(text, { columns, returns: { column: 'type', equals: 'refund' } });
  expect(told.facts).toMatchObject([{ gross: '10' }, { kind: 'return', returned: '4' }]);
  expect(told.reasons).toEqual([expect.stringMatching(/^s\.csv:4: amount: -3 is negative.*skip/)]);
  // Without a rule the file's own signs are all that there is.
  const untold = await readText(text, { columns });
  expect(untold.facts).toMatchObject([
    { quantity: '1', gross: '10' },
    { quantity: '-1', gross: '-4' },
    { quantity: '-1', gross: '-3' },
  ]);
});

test('a negative price without a rule lowers gross sales, its units as they stand', async () => {
  const { facts, warnings } = await readText('id,t,q,p,prod\n1,2026-03-01,1,-10,Bad debt\n');
  expect(warnings).toEqual([expect.stringMatching(/1 row is taken off gross sales.*returns:/)]);
  expect(facts).toMatchObject([{ kind: 'line', quantity: '1', gross: '-10' }]);
});

test('the amount in another currency goes the way of the sale, and needs its currency', async () => {
  const columns = {
    id: 'id',
    occurredAt: 't',
    orderId: 'id',
    kind: 'kind',
    quantity: 'q',
    amount: 'a',
    originalAmount: 'oa',
    originalCurrency: 'oc',
  };
  const of = async (kind: string, amount: string, currency = 'eur') => {
    const text = `id,t,kind,q,a,oa,oc\n1,2026-03-01,${kind},1,10,${amount},${currency}\n`;
    const { facts, reasons } = await readText(text, { columns });
    return facts[0]?.['originalAmount'] ?? reasons[0] ?? 'none';
  };
  expect(await of('line', '2')).toBe('2');
  expect(await of('line', '-2')).toMatch(/originalAmount: -2 is negative/);
  expect(await of('return', '2')).toBe('-2');
  expect(await of('return', '-2')).toBe('-2');
  expect(await of('discount', '2')).toBe('-2');
  expect(await of('shipping', '2')).toBe('none');
  expect(await of('line', '2', '')).toMatch(/originalCurrency is empty/);
});

test('an empty currency is a dead letter where a column is mapped, and a default fills it', async () => {
  const text = 'id,t,q,p,prod,cur\n1,2026-03-01,1,10,A,usd\n2,2026-03-01,1,10,A,\n';
  const columns = { id: 'id', occurredAt: 't', orderId: 'id', quantity: 'q', unitPrice: 'p' };
  const strict = await readText(text, { columns: { ...columns, currency: 'cur' } });
  expect(strict.facts).toMatchObject([{ currency: 'USD' }]);
  expect(strict.reasons).toEqual([
    expect.stringMatching(/^s\.csv:3: currency is empty: .*default/),
  ]);
  const currency = { column: 'cur', default: 'DKK' };
  const filled = await readText(text, { columns: { ...columns, currency } });
  expect(filled.facts).toMatchObject([{ currency: 'USD' }, { currency: 'DKK' }]);
});

test('goods that come back are positive units, however the file writes them', async () => {
  const columns = { id: 'id', occurredAt: 't', orderId: 'id', quantity: 'q' };
  const { facts } = await readText('id,t,q\n1,2026-03-01,2\n2,2026-03-01,-3\n', {
    fact: 'return',
    columns,
  });
  expect(facts.map(({ quantity }) => quantity)).toEqual(['2', '3']);
});

test('a sign belongs to an amount', async () => {
  const columns = { id: 'id', occurredAt: { column: 't', sign: 'reversed' }, orderId: 'id' };
  await expect(
    readText('id', { columns: { ...columns, quantity: 'q', amount: 'a' } }),
  ).rejects.toThrow(/belongs to an amount or a quantity, not to occurredAt/);
});
