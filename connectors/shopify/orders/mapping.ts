/**
 * The version of each stream's mapping. It grows with every change of what its facts are of orders
 * that stay as they are: those that were read before are then read once more.
 */
export const MAPPING = {
  /** 2: edits, reversals, duties, fees and names of orders. */
  sales: 2,
  returns: 1,
  /** 2: parcels under way are looked at by themselves. */
  shipments: 2,
} as const;
