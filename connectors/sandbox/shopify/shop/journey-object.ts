import type { Order, Visit } from '../model.ts';
import { SOURCES, TAGS } from './channels.ts';
import { partId } from './ids.ts';
import type { Journey, Story } from './story.ts';
import { timeOf } from './times.ts';

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
  const source = SOURCES[channel];
  const tags = TAGS[channel];
  return {
    id: partId('CustomerVisit', number, place),
    occurredAt: timeOf(at),
    source: source?.source ?? 'an unknown source',
    sourceType: source?.sourceType ?? null,
    referrerUrl: source?.referrerUrl ?? null,
    utmParameters: tags
      ? { source: tags[0], medium: tags[1], campaign: campaign === '' ? null : campaign }
      : null,
  };
}
