import type { SourceRecord } from '../connector.ts';
import { addDays, startOf } from './calendar.ts';
import { busyness, CHANNELS, COUNTRIES, DEVICES } from './catalog.ts';
import { ordersOn, type ShopSettings } from './orders.ts';
import { randomOf } from './random.ts';

/** Sessions to an order, about. */
const SESSIONS_PER_ORDER = 38;

/**
 * The counts of one local day as they are known at an instant (ms): the day itself so far, 97 % on
 * the day after, whole from the second day after.
 */
export function trafficOn(day: string, now: number, settings: ShopSettings): SourceRecord[] {
  const random = randomOf(`${settings.seed}/${day}/traffic`);
  const known = knownShare(day, now);
  const orders = ordersOn(day, settings).filter(({ at }) => at <= now);
  const records: SourceRecord[] = [];
  let position = 0;
  for (const [channel, a] of CHANNELS)
    for (const [device, b] of DEVICES)
      for (const [country, c] of COUNTRIES) {
        const mean = settings.ordersPerDay * SESSIONS_PER_ORDER * busyness(day);
        const full = random.count((mean * a * b * c) / 1_000_000);
        const share = random.next();
        const converted = orders.filter(
          (order) =>
            order.channel === channel && order.device === device && order.country === country,
        ).length;
        const sessions = Math.max(converted, Math.floor(full * known));
        position++;
        if (sessions === 0) continue;
        const between = (part: number) => Math.max(converted, Math.floor(sessions * part));
        const counts = {
          sessions,
          visitors: between(0.82),
          engaged: between(0.5 + 0.15 * share),
          addedToCart: between(0.07 + 0.03 * share),
          reachedCheckout: between(0.045),
          converted,
        };
        const id = `${day}/${channel}/${device}/${country}`;
        const dimensions = { shop: 'sample', channel, device, country };
        const fact = { id, occurredAt: startOf(day), day, ...dimensions, ...counts };
        records.push({ fact, place: id, position });
      }
  return records;
}

function knownShare(day: string, now: number): number {
  const start = startOf(day);
  const end = startOf(addDays(day, 1));
  if (now < end) return Math.max(0, (now - start) / (end - start));
  return now < startOf(addDays(day, 2)) ? 0.97 : 1;
}
