import { expect, test } from 'vitest';
import { csvConfigSchema } from '../../connectors/csv/config.ts';
import { compileMapping } from '../../connectors/csv/mapping.ts';

const columns = ['id', 'orderId', 'occurredAt', 'orderedAt', 'shippedAt', 'promisedAt'];
const fields = [...columns, 'deliveredAt', 'day'];

/** A row of a file of shipments, as a fact. Its times are those of Auckland, the business's of Los Angeles. */
function mapped(row: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const config = csvConfigSchema.parse({
    path: 'f.csv',
    fact: 'shipment',
    columns: Object.fromEntries(fields.map((name) => [name, name])),
  });
  const { map } = compileMapping(config, {
    timezone: 'Pacific/Auckland',
    businessTimezone: 'America/Los_Angeles',
    currency: 'USD',
    customerKey: (id) => id,
    reader:
      (column) =>
      ({ cells }) =>
        (cells as Readonly<Record<string, string>>)[column] ?? '',
  });
  const cells = { id: '1', orderId: '1', occurredAt: '2026-07-01 12:00', ...row };
  return { ...map({ line: 1, cells }, '1') };
}

test('a promise for a date is kept until the date ends, in the file’s zone', () => {
  const { promisedAt, day } = mapped({ promisedAt: '2026-07-05' });
  expect(new Date(Number(promisedAt)).toISOString()).toBe('2026-07-05T11:59:59.999Z');
  expect(day).toBe('2026-07-05');
  const exact = mapped({ promisedAt: '2026-07-05 00:00' });
  expect(new Date(Number(exact['promisedAt'])).toISOString()).toBe('2026-07-04T12:00:00.000Z');
  const ms = mapped({ promisedAt: '1783080000000' });
  expect(ms['promisedAt']).toBe(1_783_080_000_000);
});

test.each(['orderedAt', 'shippedAt'])('delivered on a day before %s is refused', (name) => {
  const row = { [name]: '2026-07-05 23:00', deliveredAt: '2026-07-03' };
  expect(() => mapped(row)).toThrow(`deliveredAt (2026-07-02) is before ${name} (2026-07-05)`);
  expect(() => mapped({ ...row, deliveredAt: '2026-07-06' })).not.toThrow();
});

test('a parcel’s day is that of its promise', () => {
  const row = { promisedAt: '2026-07-05 23:00', day: '2026-07-06' };
  expect(() => mapped(row)).toThrow(
    'day: 2026-07-06 is not the day of promisedAt (2026-07-05); leave day out',
  );
  expect(mapped({ ...row, day: '2026-07-05' })['day']).toBe('2026-07-05');
});
