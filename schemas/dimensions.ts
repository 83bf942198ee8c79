import { z } from 'zod';

/**
 * The conformed dimensions: the same word means the same thing in every fact.
 * A fact carries those it has; an absent one is the empty string in the store.
 */
export const DIMENSIONS = [
  'shop',
  'channel',
  'campaign',
  'country',
  'device',
  'product',
  'productType',
  'vendor',
  'sku',
  'location',
  'staff',
  'carrier',
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

export const dimensionSchema = z.enum(DIMENSIONS);
