import type { Dimension } from '../../schemas/dimensions.ts';
import type { Touch } from '../../schemas/goals.ts';
import { touchOf, type Attributable, type TouchValues } from './touches.ts';

/** Gives one dimension's value of a fact. @param touch the touch looked at, for linear goals. */
export type Read = (fact: Attributable, touch: TouchValues) => string | undefined;

/** One function each: a property that is always the same is read many times faster than a named one. */
const READERS: Readonly<Record<Dimension, Read>> = {
  shop: ({ shop }) => shop,
  channel: ({ channel }) => channel,
  campaign: ({ campaign }) => campaign,
  country: ({ country }) => country,
  device: ({ device }) => device,
  product: ({ product }) => product,
  productType: ({ productType }) => productType,
  vendor: ({ vendor }) => vendor,
  sku: ({ sku }) => sku,
  location: ({ location }) => location,
  staff: ({ staff }) => staff,
  carrier: ({ carrier }) => carrier,
};

/** Whether it is a touch that decides on the dimension. */
export function isOfTouch(dimension: Dimension): dimension is keyof TouchValues {
  return dimension === 'channel' || dimension === 'campaign';
}

/** How goals with a touch model see a dimension. */
export function readerOf(dimension: Dimension, touch: Touch): Read {
  if (!isOfTouch(dimension)) return READERS[dimension];
  if (touch === 'linear') return (_fact, current) => current[dimension];
  return (fact) => touchOf(fact, touch)[dimension];
}
