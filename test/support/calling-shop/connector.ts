import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import {
  SourceError,
  type Connector,
  type Page,
  type ReadContext,
  type StreamSpec,
  type WebhookVerdict,
} from '../../../connectors/connector.ts';
import { localDate } from '../../../schemas/calendar.ts';

const configSchema = z.strictObject({ url: z.string(), secret: z.string() });
type Config = z.infer<typeof configSchema>;

const ordersSchema = z.array(
  z.object({
    id: z.string(),
    /** Absent: the order is gone. */
    gross: z.string().exactOptional(),
    customer: z.string().exactOptional(),
    at: z.int(),
    generation: z.int(),
  }),
);

const bodySchema = z.object({
  event: z.string(),
  kind: z.enum(['changed', 'sync', 'ignored', 'redact', 'redact-all', 'data-request']),
  keys: z.array(z.string()).default([]),
  customers: z.array(z.string()).default([]),
});

const STREAMS: readonly StreamSpec[] = [{ name: 'sales', fact: 'sale' }];

/** The proof that a fake shop sent a body. */
export function proofOf(secret: string, body: Uint8Array | string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** A shop over HTTP that calls: as small as a connector with webhooks can be. */
export const fakeShop: Connector<Config> = {
  name: 'fake-shop',
  title: 'A shop for tests',
  config: configSchema,
  streams: () => STREAMS,
  check: async () => [{ level: 'ok', message: 'a fake shop' }],
  async *read(config, _stream, cursor, context) {
    const seen = Number(cursor?.['generation'] ?? 0);
    for await (const page of pagesOf(config, '', context)) {
      yield { ...page, cursor: { generation: seen + 1 } };
    }
  },
  async *refresh(config, [stream], keys, context) {
    if (stream === undefined) return;
    const query = `?ids=${keys.map(encodeURIComponent).join(',')}`;
    for await (const page of pagesOf(config, query, context))
      yield { stream: stream.name, ...page };
  },
  webhooks: {
    receive: async (config, { headers, body }, context) => {
      const given = Buffer.from(headers['x-proof'] ?? '');
      const right = Buffer.from(proofOf(config.secret, body));
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        return { kind: 'refused', status: 401, reason: 'The proof is wrong.' };
      }
      return verdictOf(Buffer.from(body).toString('utf8'), context.customerKey);
    },
    setUp: async (_config, address) => [{ level: 'ok', message: `calls ${address}` }],
  },
};

function verdictOf(text: string, customerKey: (id: string) => string): WebhookVerdict {
  const { event, kind, keys, customers } = bodySchema.parse(JSON.parse(text));
  if (kind === 'changed') return { kind, event, keys };
  if (kind === 'redact' || kind === 'data-request') {
    return { kind, event, customers: customers.map(customerKey) };
  }
  return { kind, event };
}

async function* pagesOf(
  { url }: Config,
  query: string,
  { timezone, customerKey, signal }: ReadContext,
): AsyncGenerator<Omit<Page, 'cursor'>> {
  const response = await fetch(`${url}/orders${query}`, { signal }).catch((cause: unknown) => {
    throw new SourceError('the shop does not answer', { retry: true, mend: 'Start it', cause });
  });
  if (!response.ok) {
    const retry = response.status >= 500;
    throw new SourceError(`the shop answered ${response.status}`, { retry, mend: 'Look at it' });
  }
  for (const order of ordersSchema.parse(await response.json())) {
    const { id, gross, customer, at, generation } = order;
    const fact = {
      id,
      day: localDate(at, timezone),
      occurredAt: at,
      kind: 'line' as const,
      orderId: id,
      quantity: '1',
      currency: 'DKK',
      ...(customer === undefined ? {} : { customer: customerKey(customer) }),
    };
    yield {
      records: gross === undefined ? [] : [{ fact: { ...fact, gross } }],
      rejects: [],
      snapshot: { scope: id, generation, last: true },
    };
  }
}
