import type { Webhooks } from '../connector.ts';
import type { ShopifyConfig } from './config.ts';
import { admits, receive } from './webhooks/receive.ts';

/** How Shopify calls when something changed in a shop. Only an app with a clientSecret can tell. */
export const webhooks: Webhooks<ShopifyConfig> = {
  admits,
  receive,
  async setUp(config, address, context) {
    if (config.clientSecret === undefined) {
      return [
        {
          level: 'error',
          message: 'Without clientSecret nobody can prove that Shopify calls.',
          mend: 'Write the app’s client secret as clientSecret.',
        },
      ];
    }
    const [{ openShopify }, { privacyFinding, subscribe }] = await Promise.all([
      import('./api/shopify-api.ts'),
      import('./webhooks/set-up.ts'),
    ]);
    const found = await subscribe(openShopify(config, context), address);
    return [...found, privacyFinding(address)];
  },
};
