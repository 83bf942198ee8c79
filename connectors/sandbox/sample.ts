import { z } from 'zod';
import type {
  CheckFinding,
  Connector,
  Cursor,
  FactRecord,
  Page,
  ReadContext,
  StreamSpec,
} from '../connector.ts';
import { addDays, dayOf, daysBetween, startOf } from './calendar.ts';
import { feedbackOf, returnsOf, salesOf, shipmentsOf } from './order-facts.ts';
import { LONGEST_DAYS, ordersOn, type Order, type ShopSettings } from './orders.ts';
import { firstDayOf, shopSettings } from './settings.ts';
import { orderTotals, trafficTotals } from './totals.ts';
import { trafficOn } from './traffic.ts';

const STREAMS = [
  { name: 'sales', fact: 'sale' },
  { name: 'returns', fact: 'return' },
  { name: 'shipments', fact: 'shipment' },
  { name: 'feedback', fact: 'feedback' },
  { name: 'traffic', fact: 'traffic' },
] as const satisfies readonly StreamSpec[];
const STREAM_NAMES = STREAMS.map(({ name }) => name);

const configSchema = z.strictObject({
  ...shopSettings,
  streams: z.array(z.enum(STREAM_NAMES)).min(1).default(STREAM_NAMES),
});

type SampleConfig = z.infer<typeof configSchema>;

const cursorSchema = z.object({
  /** The shop's first local day. */
  from: z.iso.date(),
  /** Everything up to this instant (ms) has been read. */
  until: z.int(),
  generation: z.int(),
});
type State = z.infer<typeof cursorSchema>;
type Event = FactRecord & { readonly version: number };

/** A made-up shop in DKK and Danish time; it always looks the same for the same seed. */
export const sample: Connector<SampleConfig> = {
  name: 'sample',
  title: 'A made-up shop to try goalstream with',
  config: configSchema,
  streams: ({ streams }) => STREAMS.filter(({ name }) => streams.includes(name)),
  check,
  read(config, stream, cursor, context) {
    const state = startState(config, cursor, context);
    return stream.name === 'traffic'
      ? trafficPages(config, state, context)
      : eventPages(config, stream, state, context);
  },
  totals(config, stream, cursor, context) {
    const state = startState(config, cursor, context);
    const settings = settingsOf(config);
    return stream.name === 'traffic'
      ? trafficTotals(state, settings)
      : orderTotals(stream.fact, state, settings, (order) => factsOf(stream, order, context));
  },
};

function startState(config: SampleConfig, cursor: Cursor | undefined, context: ReadContext): State {
  const known = cursorSchema.safeParse(cursor).data;
  if (known) return known;
  const from = firstDayOf(config, context.now());
  return { from, until: startOf(from) - 1, generation: -1 };
}

/** Pages of one local day each: what became known after the cursor and up to now. */
async function* eventPages(
  config: SampleConfig,
  stream: StreamSpec,
  state: State,
  context: ReadContext,
): AsyncGenerator<Page> {
  const now = context.now();
  const facts = factBook(config, stream, context);
  const days = [...daysBetween(dayOf(state.until + 1), dayOf(now))];
  for (const [index, day] of days.entries()) {
    if (state.until >= now) return;
    const end = Math.min(startOf(addDays(day, 1)) - 1, now);
    const after = Math.max(state.until, startOf(day) - 1);
    const first = addDays(day, -LONGEST_DAYS);
    const events = [...daysBetween(first < state.from ? state.from : first, day)]
      .flatMap(facts)
      .filter(({ version }) => version > after && version <= end)
      .toSorted((a, b) => a.version - b.version);
    yield {
      records: events.map((fact) => ({ fact, place: fact.id })),
      rejects: [],
      cursor: { ...state, until: end },
      progress: { done: index + 1, total: days.length, unit: 'days' },
    };
  }
}

/** Whole days: those not read yet, and the two before that were still incomplete when read. */
async function* trafficPages(
  config: SampleConfig,
  state: State,
  context: ReadContext,
): AsyncGenerator<Page> {
  const now = context.now();
  if (state.until >= now) return;
  const generation = Math.max(state.generation + 1, now);
  const restated = addDays(dayOf(state.until), -1);
  const first = restated < state.from ? state.from : restated;
  const days = [...daysBetween(first, dayOf(now))];
  for (const [index, day] of days.entries()) {
    const last = index === days.length - 1;
    const until = last ? now : Math.max(state.until, startOf(day));
    yield {
      records: trafficOn(day, now, settingsOf(config)),
      rejects: [],
      cursor: { from: state.from, until, generation },
      snapshot: { scope: day, generation, last: true },
      progress: { done: index + 1, total: days.length, unit: 'days' },
    };
  }
}

function factsOf(stream: StreamSpec, order: Order, { customerKey }: ReadContext): Event[] {
  switch (stream.name) {
    case 'sales':
      return salesOf(order, customerKey);
    case 'returns':
      return returnsOf(order);
    case 'shipments':
      return shipmentsOf(order);
    default:
      return feedbackOf(order, customerKey);
  }
}

/** Gives the events of a day's orders, whenever they happen; the newest days are remembered. */
function factBook(config: SampleConfig, stream: StreamSpec, context: ReadContext) {
  const known = new Map<string, readonly Event[]>();
  return (day: string): readonly Event[] => {
    const found = known.get(day);
    if (found) return found;
    if (known.size > 2 * LONGEST_DAYS) known.delete(known.keys().next().value ?? '');
    const orders = ordersOn(day, settingsOf(config));
    const facts = orders.flatMap((order) => factsOf(stream, order, context));
    known.set(day, facts);
    return facts;
  };
}

function settingsOf({ seed, ordersPerDay }: SampleConfig): ShopSettings {
  return { seed, ordersPerDay };
}

async function check(_config: SampleConfig, context: ReadContext): Promise<CheckFinding[]> {
  const { timezone, currency } = context;
  const fits = timezone === 'Europe/Copenhagen' && currency === 'DKK';
  if (fits) return [{ level: 'ok', message: 'the sample shop is ready' }];
  const message = `the sample shop is in DKK and Europe/Copenhagen, the business in ${currency} and ${timezone}`;
  return [{ level: 'warning', message }];
}
