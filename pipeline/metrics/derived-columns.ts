import { literal } from './literal.ts';

/** What a shipment carries that arrived at a time that its source doesn't say. */
export const UNTIMED = 'untimed';

const PROMISED = 'toUnixTimestamp64Milli(promised_at) != 0';
const DELIVERED = 'toUnixTimestamp64Milli(delivered_at) != 0';
/** Delivered before it was ordered: one of the two times is wrong, so nothing can be said. */
const IMPOSSIBLE = `${DELIVERED} AND delivered_at < ordered_at`;

/**
 * Columns of a shipment that are worked out from others, as SQL by a time zone: 1, 0, or 2 where it
 * can't be said. They speak of a day that is over, the one a shipment was promised for: what has not
 * been delivered by then is late. A source's own flag is asked only where its times don't tell.
 */
export const DERIVED: Readonly<Record<string, (timezone: string) => string>> = {
  /** Delivered by the end of the local day it was promised for. */
  onTime: (timezone) => {
    const day = (time: string): string => `toDate(${time}, ${literal(timezone)})`;
    const kept = `${day('delivered_at')} <= ${day('promised_at')}`;
    return `multiIf(${IMPOSSIBLE}, 2, ${PROMISED} AND ${DELIVERED}, ${kept}, on_time != 2, on_time, ${PROMISED} AND exception != ${literal(UNTIMED)}, 0, 2)`;
  },
  /** Delivered by the promised time itself; a flag says so only of what is late by its day as well. */
  onTimeToTheMinute: () =>
    `multiIf(${IMPOSSIBLE}, 2, ${PROMISED} AND ${DELIVERED}, delivered_at <= promised_at, on_time = 1, 2, on_time = 0 OR (${PROMISED} AND exception != ${literal(UNTIMED)}), 0, 2)`,
};

/** Columns that judge a promise, and so speak of days that are over only. */
export const JUDGING: readonly string[] = Object.keys(DERIVED);
