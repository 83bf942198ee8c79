import type { Order, Visit } from '../model.ts';
import { partId } from './ids.ts';
import type { Journey, Story } from './story.ts';
import { timeOf } from './times.ts';

type Source = Omit<Visit, 'id' | 'occurredAt' | 'utmParameters'>;

const source = (name: string, sourceType: string | null, referrerUrl: string | null): Source => ({
  source: name,
  sourceType,
  referrerUrl,
});

const SOURCES: Readonly<Record<string, Source>> = {
  'Organic Search': source('Google', 'SEO', 'https://www.google.com/'),
  'Paid Search': source('Google', 'AD', 'https://www.google.com/'),
  Direct: source('direct', null, null),
  Email: source('email', 'NEWSLETTER', null),
  Social: source('Instagram', 'POST', 'https://l.instagram.com/'),
};

/** The utm source and medium of the channels whose links carry them. */
const TAGS: Readonly<Record<string, readonly [source: string, medium: string]>> = {
  'Paid Search': ['google', 'cpc'],
  Email: ['newsletter', 'email'],
  Social: ['instagram', 'social'],
};

/** The customer's journey as far as it is known at an instant (ms). */
export function journeyOf(story: Story, now: number): Order['customerJourneySummary'] {
  const { journey } = story;
  if (journey === undefined) return null;
  if (journey.readyAt <= now) return readyJourney(story.number, journey);
  if (!journey.emptyBefore) return null;
  return { ready: false, customerOrderIndex: null, firstVisit: null, lastVisit: null };
}

function readyJourney(number: number, { orderIndex, visits }: Journey) {
  const [first] = visits;
  const last = visits.at(-1);
  return {
    ready: true,
    customerOrderIndex: orderIndex,
    firstVisit: first === undefined ? null : visitOf(number, first, 0),
    lastVisit: last === undefined ? null : visitOf(number, last, visits.length - 1),
  };
}

function visitOf(number: number, visit: Journey['visits'][number], place: number): Visit {
  const { at, channel, campaign } = visit;
  const tags = TAGS[channel];
  return {
    id: partId('CustomerVisit', number, place),
    occurredAt: timeOf(at),
    ...(SOURCES[channel] ?? source('an unknown source', null, null)),
    utmParameters: tags
      ? { source: tags[0], medium: tags[1], campaign: campaign === '' ? null : campaign }
      : null,
  };
}
