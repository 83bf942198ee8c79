/** The times of a parcel, ms since the epoch; those that are not known are absent. */
interface ShipmentTimes {
  readonly orderedAt?: number | undefined;
  readonly shippedAt?: number | undefined;
  readonly deliveredAt?: number | undefined;
}

/**
 * What can't be in the times of a parcel, in words: it can't arrive before it was ordered or sent.
 * Days are compared, because many sources know no time of day. Pure.
 * @param dayOf the local date of an instant.
 */
export function impossibleTimes(
  { orderedAt, shippedAt, deliveredAt }: ShipmentTimes,
  dayOf: (ms: number) => string,
): string | undefined {
  if (deliveredAt === undefined) return undefined;
  const delivered = dayOf(deliveredAt);
  for (const [name, at] of [
    ['orderedAt', orderedAt],
    ['shippedAt', shippedAt],
  ] as const) {
    if (at === undefined || dayOf(at) <= delivered) continue;
    return `deliveredAt (${delivered}) is before ${name} (${dayOf(at)})`;
  }
  return undefined;
}
