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

test('status shows who waits to be forgotten, how to keep them, and the calls that were refused', () => {
  const last = { lastAt: Date.parse('2026-11-24T20:00:00Z'), reason: 'The body is not one of it.' };
  const wish = { id: 'ab12', connection: 'shop', kind: 'redact-all', event: 'e', state: 'asked' };
  const status = {
    at: 5,
    connections: [],
    stages: [],
    workers: [],
    webhooks: [
      { connection: 'shop', events: 0, failed: 0, lastAt: 0, refused: 1_204, lastRefusal: last },
    ],
    missingRates: [],
    deadLetters: { open: 0 },
    privacy: [{ ...wish, askedAt: 0, dueAt: Date.parse('2026-11-25T20:00:00Z') }],
    damage: [],
  } as unknown as Status;
  const lines = statusText(status, { locale: 'en-GB', timezone: 'UTC' }).split('\n');
  expect(lines).toContain(
    'webhooks of shop: 0 so far; 1,204 refused, the last 24 Nov 2026, 20:00:00: The body is not one of it.',
  );
  expect(lines).toContain(
    'request ab12 of shop, to forget everyone and give up the access: waits until 25 Nov 2026, 20:00:00; goalstream privacy cancel ab12 takes it back',
  );
});
