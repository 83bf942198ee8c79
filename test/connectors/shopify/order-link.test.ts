import { expect, test } from 'vitest';
import { shopify } from '../../../connectors/shopify/shopify.ts';

test('an order is linked to in the shop’s own admin; what is no number of one is not', () => {
  const config = shopify.config.parse({ shop: 'skovby.myshopify.com', accessToken: 'x' });
  expect(shopify.orderLink?.(config, '5012345')).toBe(
    'https://skovby.myshopify.com/admin/orders/5012345',
  );
  expect(shopify.orderLink?.(config, '../settings')).toBeUndefined();
});
