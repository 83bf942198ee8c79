import type { Reject, SourceRecord } from '../../connector.ts';
import type { ReportRow } from '../reports/report.ts';
import { channelOf, type Origin } from './channel.ts';
import { filled, rejectOf, short, type Mapped } from './mapped.ts';

/** What sessions are grouped by (shopify.dev: ShopifyQL, schema `sessions`). */
export const TRAFFIC_DIMENSIONS = [
  'referrer_source',
  'referrer_name',
  'traffic_type',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'session_device_type',
  'session_country_code',
] as const;

/** Our counts and the columns that they are. */
const COUNTS = [
  ['sessions', 'sessions'],
  ['visitors', 'online_store_visitors'],
  ['addedToCart', 'sessions_with_cart_additions'],
  ['reachedCheckout', 'sessions_that_reached_checkout'],
  ['converted', 'sessions_that_completed_checkout'],
] as const;

export const TRAFFIC_COUNTS = COUNTS.map(([, column]) => column);

interface DayOfTraffic {
  readonly day: string;
  /** Its first instant, ms. */
  readonly occurredAt: number;
  /** The shop's name in facts. */
  readonly shop: string;
}

type Dimensions = ReturnType<typeof dimensionsOf>;
type Counts = Record<(typeof COUNTS)[number][0], number>;

/**
 * A day's sessions by channel, campaign, device and country, added up. Visitors of several of these
 * are counted in each.
 */
export function trafficOf(rows: readonly ReportRow[], on: DayOfTraffic): Mapped {
  const groups = new Map<string, { dimensions: Dimensions; counts: Counts }>();
  const rejects: Reject[] = [];
  for (const row of rows) {
    const counts = countsOf(row);
    if (counts === undefined) {
      rejects.push(rejectOf(`sessions of ${on.day}`, 'a count is no whole number', row));
      continue;
    }
    const dimensions = dimensionsOf(row);
    const id = idOf(on.day, dimensions);
    const known = groups.get(id);
    groups.set(id, { dimensions, counts: known ? added(known.counts, counts) : counts });
  }
  const records = [...groups].map(([id, { dimensions, counts }]): SourceRecord => {
    const { day, occurredAt, shop } = on;
    return { fact: { id, occurredAt, day, shop, ...dimensions, ...counts }, place: id };
  });
  return { records, rejects };
}

function idOf(day: string, { channel, device, country, campaign }: Dimensions): string {
  return [day, channel, device ?? '', country ?? '', campaign ?? ''].join('/');
}

function dimensionsOf(row: ReportRow) {
  const campaign = short(row['utm_campaign'])
    ?.replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 200);
  return {
    channel: channelOfSessions(row),
    ...filled({
      campaign,
      device: short(row['session_device_type'])?.toLowerCase().slice(0, 50),
      country: short(row['session_country_code'])?.slice(0, 50),
    }),
  };
}

const BY_REFERRER: Readonly<Record<string, string>> = {
  search: 'Search',
  social: 'Social',
};

/** By the utm parameters as of a single visit; else by what Shopify made of the referrer. */
function channelOfSessions(row: ReportRow): string {
  const origin: Origin = {
    source: row['utm_source'] ?? '',
    medium: row['utm_medium'] ?? '',
    campaign: row['utm_campaign'] ?? '',
    tagged: true,
  };
  if (origin.source !== '' || origin.medium !== '') return channelOf(origin);
  const from = (row['referrer_source'] ?? '').toLowerCase();
  const kind = BY_REFERRER[from];
  const paid = row['traffic_type']?.toLowerCase() === 'paid';
  if (kind !== undefined) return `${paid ? 'Paid' : 'Organic'} ${kind}`;
  if (from === 'direct') return 'Direct';
  if (from === 'email') return 'Email';
  if (paid) return 'Paid Other';
  const name = row['referrer_name'] ?? '';
  return name === '' ? 'Unassigned' : channelOf({ source: name, tagged: false });
}

function countsOf(row: ReportRow): Counts | undefined {
  const counts = COUNTS.map(([name, column]) => [name, Number(row[column] || '0')] as const);
  if (!counts.every(([, count]) => Number.isSafeInteger(count) && count >= 0)) return undefined;
  return Object.fromEntries(counts) as Counts;
}

function added(a: Counts, b: Counts): Counts {
  const sums = COUNTS.map(([name]) => [name, a[name] + b[name]] as const);
  return Object.fromEntries(sums) as Counts;
}
