import type { Config } from '../../schemas/config.ts';
import type { Store } from './store.ts';

/** Writes what BI views need to know of the business. The greatest version counts. */
export async function writeBusiness(
  store: Store,
  { timezone, currency }: Pick<Config['business'], 'timezone' | 'currency'>,
  version: number,
): Promise<void> {
  await store.command(
    'INSERT INTO business SELECT 1, {timezone:String}, {currency:String}, {version:UInt64}',
    { timezone, currency, version },
  );
}
