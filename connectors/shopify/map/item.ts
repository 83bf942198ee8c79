import type { SoldItemFragment } from '../queries/generated.ts';
import { filled, short } from './mapped.ts';

/** The goods' own dimensions. */
export function itemOf(item: SoldItemFragment | undefined) {
  return filled({
    product: short(item?.title),
    productType: short(item?.product?.productType),
    vendor: short(item?.vendor),
    sku: short(item?.sku),
  });
}
