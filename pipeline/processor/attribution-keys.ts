import type { Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Rules } from '../attribution/attribute.ts';
import { isOfTouch } from '../attribution/readers.ts';
import type { Attributable, TouchValues } from '../attribution/touches.ts';
import { snakeCase } from '../metrics/columns.ts';

/** What attribution reads of a fact besides its day: columns of its table, and a fact out of a row. */
export interface AttributionKey {
  readonly columns: readonly string[];
  readonly factOf: (day: string, row: Readonly<Record<string, unknown>>) => Attributable;
}

const TOUCH_COLUMNS = [
  'channel',
  'campaign',
  'first_touch_channel',
  'first_touch_campaign',
  'last_touch_channel',
  'last_touch_campaign',
  'touches_channel',
  'touches_campaign',
];

/** What of a type's rows decides under the rules. */
export function attributionKey(rules: Rules, type: FactType): AttributionKey {
  const dimensions = rules.dimensions(type);
  const touched = type === 'sale' && (rules.splits(type) || dimensions.some(isOfTouch));
  const own = dimensions.map(snakeCase);
  return {
    columns: [...new Set([...own, ...(touched ? TOUCH_COLUMNS : [])])],
    factOf: (day, row) => ({
      day,
      ...values(dimensions, row),
      ...(touched ? touchesOf(row) : {}),
    }),
  };
}

function values(
  dimensions: readonly Dimension[],
  row: Readonly<Record<string, unknown>>,
): Partial<Record<Dimension, string>> {
  return Object.fromEntries(dimensions.map((name) => [name, textOf(row[snakeCase(name)])]));
}

function touchesOf(row: Readonly<Record<string, unknown>>): Partial<Attributable> {
  const channels = listOf(row['touches_channel']);
  const campaigns = listOf(row['touches_campaign']);
  return {
    channel: textOf(row['channel']),
    campaign: textOf(row['campaign']),
    firstTouch: touchOf(row['first_touch_channel'], row['first_touch_campaign']),
    lastTouch: touchOf(row['last_touch_channel'], row['last_touch_campaign']),
    touches: channels.map((channel, n) => touchOf(channel, campaigns[n])),
  };
}

function touchOf(channel: unknown, campaign: unknown): TouchValues {
  return { channel: textOf(channel), campaign: textOf(campaign) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
