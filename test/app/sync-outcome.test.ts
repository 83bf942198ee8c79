import { expect, test } from 'vitest';
import { outcomeOf } from '../../pipeline/app/sync-outcome.ts';
import type { StreamSummary } from '../../pipeline/app/worker-messages.ts';
import { statusText } from '../../pipeline/cli/status.ts';
import type { Status } from '../../schemas/status.ts';

const fine: StreamSummary = { stream: 'sales', state: 'succeeded' };

test.each<[string, StreamSummary, string]>([
  ['whole', fine, 'info'],
  ['with something to know', { ...fine, warnings: ['Shopify announces …'] }, 'warn'],
  ['with records rejected earlier', { ...fine, standing: 1 }, 'warn'],
  ['partial', { ...fine, state: 'partial' }, 'warn'],
  ['failed', { ...fine, state: 'failed', warnings: ['x'] }, 'error'],
])('a sync that is %s has its level in the log', (_, stream, level) => {
  expect(outcomeOf({ streams: [fine, stream] }).level).toBe(level);
});

test('status shows what is to know of a source beside what is wrong with its sync', () => {
  const run = { connection: 'shop', stream: 'sales', state: 'partial' as const };
  const status = {
    connections: [{ ...run, message: '1 of 2 records were rejected', warnings: ['no staff'] }],
    stages: [],
    workers: [],
    webhooks: [],
    missingRates: [],
    deadLetters: { open: 1 },
    privacy: [],
    damage: [],
  } as unknown as Status;
  const text = statusText(status, { locale: 'en', timezone: 'UTC' });
  expect(text).toContain('1 of 2 records were rejected; no staff');
});
