import type { Connector } from './connector.ts';
import { csv } from './csv/csv.ts';
import { fx } from './fx/fx.ts';
import { sample } from './sandbox/sample.ts';
import { shopify } from './shopify/shopify.ts';

/** Every connector, by its name in goalstream.yaml. A new one is one line here. */
export const connectors: Readonly<Record<string, Connector>> = {
  csv: csv,
  fx: fx,
  sample: sample,
  shopify: shopify,
};
