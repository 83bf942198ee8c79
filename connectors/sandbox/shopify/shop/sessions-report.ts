import { dayOf as dayText } from '../../../../schemas/calendar.ts';
import { trafficOn } from '../../traffic.ts';
import { SOURCES, TAGS } from './channels.ts';
import type { ReportRow, ReportSource } from './report-source.ts';
import type { Traffic } from '../../../../schemas/facts.ts';

/**
 * The names in Shopify's documentation of `sessions`; the values of its dimensions are guesses. The
 * days are restated as those of the sample shop's traffic: a day grows until the second day after it.
 */
export const sessions: ReportSource = {
  metrics: {
    sessions: 'INTEGER',
    online_store_visitors: 'INTEGER',
    sessions_with_cart_additions: 'INTEGER',
    sessions_that_reached_checkout: 'INTEGER',
    sessions_that_completed_checkout: 'INTEGER',
  },
  dimensions: [
    'referrer_source',
    'referrer_name',
    'referring_channel',
    'traffic_type',
    'utm_source',
    'utm_medium',
    'utm_campaign',
    'session_device_type',
    'session_country',
    'session_country_code',
    'human_or_bot_session',
  ],
  rows(scope) {
    const rows: ReportRow[] = [];
    for (let day = scope.first; day <= scope.last; day++) {
      for (const { fact } of trafficOn(dayText(day), scope.now, scope)) {
        if ('sessions' in fact) rows.push(...sessionRows(fact));
      }
    }
    return rows;
  },
};

const COUNTRY_NAMES: Readonly<Record<string, string>> = {
  DK: 'Denmark',
  SE: 'Sweden',
  NO: 'Norway',
  DE: 'Germany',
};

type Counts = Omit<Traffic, 'source' | 'stream' | 'observedAt' | 'version'>;

/** People's sessions; and among the direct ones as many again by machines as three in ten. */
function sessionRows(fact: Counts): ReportRow[] {
  const { day, channel = '', country = '', device = '' } = fact;
  const dimensions = {
    ...channelDimensions(channel),
    session_device_type: device,
    session_country: COUNTRY_NAMES[country] ?? '',
    session_country_code: country,
  };
  const human = { day, dimensions: { ...dimensions, human_or_bot_session: 'human' } };
  const rows: ReportRow[] = [{ ...human, metrics: countsOf(fact) }];
  const machines = channel === 'Direct' ? Math.floor(fact.sessions * 0.3) : 0;
  if (machines === 0) return rows;
  const metrics = { sessions: machines, online_store_visitors: machines };
  return [...rows, { day, dimensions: { ...dimensions, human_or_bot_session: 'bot' }, metrics }];
}

function channelDimensions(channel: string): Readonly<Record<string, string>> {
  const source = SOURCES[channel];
  const [tagSource = '', tagMedium = ''] = TAGS[channel] ?? [];
  return {
    referrer_source: source?.referrerSource ?? 'unknown',
    referrer_name: source?.source.toLowerCase() ?? '',
    referring_channel: source?.source.toLowerCase() ?? '',
    traffic_type: source?.trafficType ?? 'unknown',
    utm_source: tagSource,
    utm_medium: tagMedium,
    utm_campaign: '',
  };
}

function countsOf(fact: Counts): ReportRow['metrics'] {
  return {
    sessions: fact.sessions,
    online_store_visitors: fact.visitors ?? 0,
    sessions_with_cart_additions: fact.addedToCart ?? 0,
    sessions_that_reached_checkout: fact.reachedCheckout ?? 0,
    sessions_that_completed_checkout: fact.converted ?? 0,
  };
}
