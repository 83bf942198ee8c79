import type { Webhooks } from '../connector.ts';
import type { ShopifyConfig } from './config.ts';
import { receive } from './webhooks/receive.ts';
import { privacyFinding, subscribe } from './webhooks/set-up.ts';

/** How Shopify calls when something changed in a shop. Only an app with a clientSecret can tell. */
export const webhooks: Webhooks<ShopifyConfig> = {
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
    const { openShopify } = await import('./api/shopify-api.ts');
    const found = await subscribe(openShopify(config, context), address);
    return [...found, privacyFinding(address)];
  },
};
