import { runBulk, type BulkRoot } from '../../../../connectors/shopify/api/bulk.ts';
import type { ShopifyApi } from '../../../../connectors/shopify/api/shopify-api.ts';
import { data, FakeServer, type Call } from './fake-server.ts';

export const VARIABLES = {
  filter: 'updated_at:>="2026-01-01T00:00:00Z"',
  customers: true,
  products: true,
  locations: true,
  staff: false,
  addressCountry: false,
};

export interface BulkScript {
  /** What the operation ends as. */
  readonly end?: Record<string, unknown>;
  readonly jsonl?: string;
  /** How many looks find it running. */
  readonly looks?: number;
  /** Told how many run, whenever one starts. */
  readonly running?: (count: number) => void;
  readonly start?: (call: Call) => boolean;
  /** Serves the result. */
  readonly serve?: (call: Call, bytes: Buffer) => void;
}

/** Three orders: children far from their parents and before them, one order without any. */
export const LINES = [
  { id: 'gid://shopify/Sale/1', lineType: 'PRODUCT', __parentId: 'gid://shopify/SalesAgreement/1' },
  { id: 'gid://shopify/Order/1', name: '#1' },
  { id: 'gid://shopify/SalesAgreement/2', reason: 'RETURN', __parentId: 'gid://shopify/Order/1' },
  { id: 'gid://shopify/Order/2', name: '#2 æ€🎁' },
  { id: 'gid://shopify/Order/3', name: '#3' },
  { id: 'gid://shopify/SalesAgreement/3', reason: 'ORDER', __parentId: 'gid://shopify/Order/3' },
  { id: 'gid://shopify/SalesAgreement/1', reason: 'ORDER', __parentId: 'gid://shopify/Order/1' },
  { id: 'gid://shopify/Sale/3', lineType: 'TIP', __parentId: 'gid://shopify/SalesAgreement/3' },
  {
    id: 'gid://shopify/Sale/2',
    lineType: 'SHIPPING',
    __parentId: 'gid://shopify/SalesAgreement/1',
  },
];
export const JSONL = jsonlOf(LINES);

/** The orders that the lines make. */
export const WHOLE = [
  {
    id: 'gid://shopify/Order/1',
    name: '#1',
    agreements: [
      { id: 'gid://shopify/SalesAgreement/2', reason: 'RETURN', sales: [] },
      {
        id: 'gid://shopify/SalesAgreement/1',
        reason: 'ORDER',
        sales: [
          { id: 'gid://shopify/Sale/1', lineType: 'PRODUCT' },
          { id: 'gid://shopify/Sale/2', lineType: 'SHIPPING' },
        ],
      },
    ],
  },
  { id: 'gid://shopify/Order/2', name: '#2 æ€🎁', agreements: [] },
  {
    id: 'gid://shopify/Order/3',
    name: '#3',
    agreements: [
      {
        id: 'gid://shopify/SalesAgreement/3',
        reason: 'ORDER',
        sales: [{ id: 'gid://shopify/Sale/3', lineType: 'TIP' }],
      },
    ],
  },
];

export function jsonlOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A shop whose bulk operations go as the script says. */
export function bulkShop(script: BulkScript = {}): Promise<FakeServer> {
  let started = 0;
  const open = new Set<string>();
  const looks = new Map<string, number>();
  const bytes = Buffer.from(script.jsonl ?? JSONL);
  const state = (call: Call, id: string): Record<string, unknown> => {
    const seen = looks.get(id) ?? 0;
    looks.set(id, seen + 1);
    const none = { errorCode: null, completedAt: null, url: null, partialDataUrl: null };
    const head = { ...none, id, createdAt: '2026-11-01T00:00:00Z', fileSize: null };
    const running = { ...head, status: 'RUNNING', objectCount: '0', rootObjectCount: '0' };
    if (seen < (script.looks ?? 0)) return running;
    open.delete(id);
    const url = `http://${call.request.headers.host}/result/${id.split('/').at(-1)}`;
    const counts = { objectCount: '9', rootObjectCount: '3', fileSize: `${bytes.length}` };
    return { ...head, ...counts, status: 'COMPLETED', url, ...script.end };
  };
  return FakeServer.start((call) => {
    const { query = '', variables = {} } = call.body;
    if (call.path.startsWith('/result/')) return (script.serve ?? serveWhole)(call, bytes);
    if (query.includes('bulkOperationRunQuery(')) {
      if (script.start?.(call) === true) return;
      const id = `gid://shopify/BulkOperation/${++started}`;
      const created = { ...state(call, id), status: 'CREATED', url: null };
      looks.set(id, 0);
      open.add(id);
      script.running?.(open.size);
      return data(call, {
        bulkOperationRunQuery: { bulkOperation: created, userErrors: [] },
      });
    }
    if (query.includes('bulkOperationCancel(')) {
      return data(call, { bulkOperationCancel: { bulkOperation: null, userErrors: [] } });
    }
    if (query.includes('bulkOperations(')) {
      const nodes = [...looks.keys()].map((id) => state(call, id));
      return data(call, { bulkOperations: { nodes } });
    }
    data(call, { bulkOperation: state(call, String(variables['id'])) });
  });
}

function serveWhole({ response }: Call, bytes: Buffer): void {
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
}

export async function runAll(
  api: ShopifyApi,
  signal?: AbortSignal,
): Promise<BulkRoot<'BulkSales'>[]> {
  const all: BulkRoot<'BulkSales'>[] = [];
  for await (const root of runBulk(api, 'BulkSales', VARIABLES, signal)) all.push(root);
  return all;
}

/** Operations that were asked to run, by a word of their text. */
export function asked({ calls }: FakeServer, word: string): number {
  return calls.filter(({ body }) => body.query?.includes(word)).length;
}
