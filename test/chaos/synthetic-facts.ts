import type { Random } from '../../connectors/sandbox/random.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { addDays } from '../../schemas/calendar.ts';

/** The source of the synthetic facts. */
const SOURCE = 'synthetic';
const FIRST_DAY = '2012-01-01';
const DAYS = 100;
const HEADERS = { schema: '1.0' };

const CHANNELS = [
  ['Web', 4],
  ['Paid Search', 2],
  ['Paid Social', 1],
  ['Phone', 1],
  ['Shop', 2],
] as const;

const COUNTRIES = [
  ['Denmark', 3],
  ['Sweden', 2],
  ['United Kingdom', 2],
  ['Norway', 1],
] as const;

/** Who a fact is. */
export function identity(id: string, version: number) {
  return { source: SOURCE, stream: 'sales', id, version };
}

/** A message of the topic. */
export function message(id: string, value: string): LogRecord {
  return { key: `${SOURCE}/sales/${id}`, value, headers: HEADERS };
}

/** A sale's content, drawn at random. */
export function contentOf(
  { whole, pick, chance }: Random,
  id: string,
  version: number,
): Record<string, unknown> {
  const day = addDays(FIRST_DAY, whole(0, DAYS - 1));
  const kind = pick([
    ['line', 8],
    ['return', 1],
    ['discount', 1],
  ]);
  const at = Date.parse(`${day}T12:00:00Z`);
  return {
    ...identity(id, version),
    kind,
    occurredAt: at,
    observedAt: at + whole(0, 1000),
    day,
    orderId: `o-${whole(1, 4000)}`,
    quantity: String(whole(1, 9)),
    currency: 'GBP',
    ...(chance(0.9) ? { gross: `${whole(0, 900)}.${whole(10, 99)}` } : {}),
    ...(kind === 'return' ? { returned: `${whole(0, 90)}.000001` } : {}),
    ...(kind === 'discount' ? { discount: `-${whole(0, 9)}.5` } : {}),
    ...(chance(0.8) ? { channel: pick(CHANNELS) } : {}),
    ...(chance(0.9) ? { country: pick(COUNTRIES) } : {}),
    ...(chance(0.7) ? { customer: `c-${whole(1, 900)}` } : {}),
  };
}

/** A message that can't be taken in: broken, incomplete, mistyped, or of another schema. */
export function poisonedMessage(random: Random, id: string): LogRecord {
  const good = contentOf(random, id, 1);
  const { orderId: _orderId, ...incomplete } = good;
  const future = { ...message(id, JSON.stringify(good)), headers: { schema: '2.0' } };
  return random.pick<LogRecord>([
    [message(id, JSON.stringify(good).slice(0, -5)), 1],
    [message(id, JSON.stringify(incomplete)), 1],
    [message(id, JSON.stringify({ ...good, quantity: 3 })), 1],
    [message(id, JSON.stringify({ ...good, day: '2012-02-31' })), 1],
    [message(id, JSON.stringify({ ...good, gross: '1e5' })), 1],
    [message(id, JSON.stringify({ ...identity('a\u0000b', 1), deleted: true })), 1],
    [message(id, JSON.stringify('only a text')), 1],
    [{ ...message(id, ''), value: null }, 1],
    [future, 1],
  ]);
}
