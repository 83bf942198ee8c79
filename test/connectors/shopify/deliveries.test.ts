import { afterAll, expect, test } from 'vitest';
import { localDate } from '../../../schemas/calendar.ts';
import type { Shipment } from '../../../schemas/facts.ts';
import { naiveDeliveries } from '../../support/naive-promises.ts';
import { pulledShop, ZONE, type PulledShop } from './pulled-shop.ts';

let pulled: PulledShop | undefined;
afterAll(() => pulled?.close());

test('the made-up shop has overdue parcels, early ones and such as are not due', async () => {
  pulled = await pulledShop({ config: { streams: ['shipments'] } });
  await pulled.world.run();
  const parcels = [...pulled.world.latest().values()].filter(
    (fact) => 'promisedAt' in fact,
  ) as Shipment[];
  const today = localDate(pulled.now, ZONE);
  const having = (isDue: boolean, isDelivered: boolean): number =>
    parcels.filter(
      ({ day, deliveredAt }) =>
        day < today === isDue && (deliveredAt !== undefined) === isDelivered,
    ).length;
  expect(having(true, false)).toBeGreaterThan(5);
  expect(having(false, true)).toBeGreaterThan(5);
  expect(having(false, false)).toBeGreaterThan(5);
  const plain = parcels.map((parcel) => ({
    id: parcel.id,
    day: parcel.day,
    ...(parcel.promisedAt === undefined ? {} : { promised: parcel.promisedAt }),
    ...(parcel.deliveredAt === undefined ? {} : { delivered: parcel.deliveredAt }),
    untimed: parcel.exception === 'untimed',
  }));
  const { onTime, judged } = naiveDeliveries(plain, today, (ms) => localDate(ms, ZONE));
  // What the source's own flags come to, of days that are not over as well: too good.
  const flagged = parcels.filter((parcel) => parcel.onTime !== undefined);
  const shown = flagged.filter((parcel) => parcel.onTime === true).length / flagged.length;
  expect(shown).toBeGreaterThan(onTime / judged);
});
