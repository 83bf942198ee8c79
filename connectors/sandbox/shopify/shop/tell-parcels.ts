import { DAY, HOUR, MINUTE, onGrid, type Plot } from './plot.ts';
import type { Parcel, ParcelEvent, Promised } from './story.ts';

interface Told {
  readonly promises: readonly Promised[];
  readonly parcels: readonly Parcel[];
}

/** Carriers hand their scans over every half hour, so many orders change at the same instant. */
const SCANS = 30 * MINUTE;

/** What was promised and what was sent; in a shop the goods are handed over at once. */
export function tellParcels(plot: Plot): Told {
  const told = tellSent(plot);
  const quiet = plot.more.chance(plot.rates.quiet);
  return quiet ? { ...told, parcels: told.parcels.map((each) => ({ ...each, quiet })) } : told;
}

function tellSent(plot: Plot): Told {
  const { createdAt, random, rates, source } = plot;
  if (source === 'pos') return handedOver(createdAt);
  const promised = promiseOf(plot);
  const second = random.chance(rates.split);
  const first = parcelOf(plot, 0, 0);
  if (!second) return { promises: [promised], parcels: resent(plot, first) };
  const delay = random.whole(1, 48) * HOUR;
  const samePromise = random.chance(0.5);
  const other = parcelOf(plot, delay, samePromise ? 0 : 1);
  const promises = samePromise ? [promised] : [promised, promised];
  return { promises, parcels: [first, other] };
}

function handedOver(at: number): Told {
  const parcel = { at, carrier: undefined, estimatedAt: undefined, events: [], promise: 0 };
  const promise = { shipBy: undefined, deliverBy: undefined, delivery: false };
  return { promises: [promise], parcels: [parcel] };
}

function promiseOf({ base, createdAt, random }: Plot): Promised {
  const shipBy = random.chance(0.1) ? undefined : createdAt + 2 * DAY;
  const deliverBy = random.chance(0.15) ? undefined : onGrid(base.promisedAt, HOUR);
  return { shipBy, deliverBy, delivery: true };
}

/** Rarely the first label is thrown away, and the parcel is sent with another. */
function resent({ random }: Plot, parcel: Parcel): Parcel[] {
  if (!random.chance(0.01)) return [parcel];
  const at = parcel.at - HOUR;
  return [{ ...parcel, at, events: [], cancelledAt: at + HOUR / 2 }, parcel];
}

function parcelOf(plot: Plot, delay: number, promise: number): Parcel {
  const { base, random } = plot;
  const at = Math.floor((base.shippedAt + delay) / 1_000) * 1_000;
  const told = random.chance(base.carrier === 'DAO' ? 0.7 : 0.98);
  return {
    at,
    carrier: base.carrier,
    estimatedAt: random.chance(0.2) ? undefined : onGrid(base.promisedAt + delay, HOUR),
    events: told ? eventsOf(plot, at, base.deliveredAt + delay) : [],
    promise,
  };
}

/** The carrier's scans; a lost parcel ends as a failure. */
function eventsOf({ base, random }: Plot, at: number, delivered: number): ParcelEvent[] {
  const end = onGrid(delivered, SCANS);
  const missed = random.chance(0.04);
  const delayed = random.chance(0.03);
  const events: (readonly [number, string])[] = [
    [at, 'LABEL_PRINTED'],
    [Math.min(at + random.whole(1, 8) * HOUR, end - 5 * HOUR), 'IN_TRANSIT'],
  ];
  if (delayed) events.push([end - 6 * HOUR, 'DELAYED']);
  if (missed) events.push([end - 5 * HOUR, 'ATTEMPTED_DELIVERY']);
  if (!base.lost) events.push([end - 2 * HOUR, 'OUT_FOR_DELIVERY']);
  events.push([end, base.lost ? 'FAILURE' : 'DELIVERED']);
  const scans = events.map(([time, status]) => ({ at: onGrid(Math.max(at, time), SCANS), status }));
  return scans.toSorted((a, b) => a.at - b.at);
}
