// The adapter must be there before anything else of the library is.
// oxlint-disable-next-line import/no-unassigned-import
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, LogSeverity, shopifyApi, type Shopify } from '@shopify/shopify-api';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';

/** Shopify's own client as an app has it. Where `url` is given it calls there and not the shop. */
export function shopifyClient(
  app: { readonly clientId: string; readonly clientSecret: string },
  url?: string,
): Shopify {
  if (url !== undefined) {
    setAbstractFetchFunc((address, init) => {
      const asked = new URL(address instanceof Request ? address.url : address);
      return fetch(new URL(`${asked.pathname}${asked.search}`, url), init);
    });
  }
  return shopifyApi({
    apiKey: app.clientId,
    apiSecretKey: app.clientSecret,
    hostName: 'localhost',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
}
