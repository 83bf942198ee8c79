import { cp, mkdtemp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real data set, which lies beside the project where it is to be had. */
export const RETAIL_CSV = fileURLToPath(
  new URL('../../../shared/data/uci-online-retail.csv.gz', import.meta.url),
);

/** How the CSV connector reads it. */
export const RETAIL_MAPPING = {
  fact: 'sale',
  timezone: 'Europe/London',
  currency: 'GBP',
  columns: {
    id: ['InvoiceNo', 'StockCode'],
    occurredAt: 'InvoiceDate',
    orderId: 'InvoiceNo',
    quantity: 'Quantity',
    unitPrice: 'UnitPrice',
    customer: 'CustomerID',
    country: 'Country',
    product: 'Description',
    sku: 'StockCode',
  },
  returns: { column: 'InvoiceNo', startsWith: 'C' },
};

export const hasRetail = existsSync(RETAIL_CSV);

if (!hasRetail) {
  console.warn(`SKIPPING the tests on real data: there is no ${RETAIL_CSV}`);
}

/** A folder with the example project over the real data set. */
export async function retailProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-retail-'));
  const example = fileURLToPath(new URL('../../connectors/csv/example', import.meta.url));
  await cp(example, folder, { recursive: true });
  return folder;
}
