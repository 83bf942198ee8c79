import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricText } from '../../pipeline/cli/metric-text.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { runCli } from '../support/cli.ts';

const OWN = `metrics:
  - id: postage
    version: 1
    title: { en: Postage, da: Porto }
    unit: money
    direction: none
    kind: sum
    parts: [{ id: postage, fact: sale, aggregate: sum, value: shipping }]
    description: Shipping charged.
`;
const WRONG = OWN.replace(/parts: .*/, 'parts: [{ part: orders }]');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-metrics-'));
  await mkdir(join(folder, 'metrics'));
  const business = 'business: { name: T, timezone: Europe/London, currency: GBP }\n';
  await writeFile(join(folder, 'goalstream.yaml'), business);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(own: string, ...args: string[]) {
  await writeFile(join(folder, 'metrics', 'own.yaml'), own);
  return runCli(['metrics', ...args], folder);
}

test('the project’s own metrics stand beside the built-in ones', async () => {
  const listed = JSON.parse((await run(OWN, 'list', '--json')).stdout) as { id: string }[];
  expect(listed.map(({ id }) => id)).toEqual(['postage', ...metrics.keys()]);
  const shown = JSON.parse((await run(OWN, 'show', 'postage', '--json')).stdout) as object;
  expect(shown).toMatchObject({ id: 'postage', own: true, dimensions: expect.any(Array) });
  expect((await run(OWN, 'check', '--json')).stdout).toContain('"own": 1');
});

test('an invalid roll-up and an unknown metric end with 2 and say why', async () => {
  const { code, stderr } = await run(WRONG, 'check');
  expect(code).toBe(2);
  expect(stderr).toContain('orders is a distinct count, and distinct counts must not be added');
  const unknown = await run(OWN, 'show', 'postag');
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('postage');
});

test('a metric says by which rules of the project it is worked out', async () => {
  const config = join(folder, 'goalstream.yaml');
  await writeFile(
    config,
    `business: { name: T, timezone: Europe/London, currency: GBP }
connections: { a: { connector: csv }, b: { connector: csv } }
orders: [a, b]
customers: shared
`,
  );
  const shown = JSON.parse((await run(OWN, 'show', 'orders', '--json')).stdout) as object;
  expect(shown).toMatchObject({
    own: false,
    local: { timezone: 'Europe/London', orders: [['a', 'b']], customers: 'all' },
    parts: [{ sql: expect.stringContaining("source IN ('a', 'b')") }],
  });
});

test('a metric says what it leaves out', () => {
  const text = (id: string) => {
    const metric = metrics.get(id);
    if (metric === undefined) throw new Error(id);
    return metricText(metric);
  };
  const later = 'facts dated after the day asked for count for nothing';
  expect(text('on_time_delivery_rate')).toContain(`only days that are over are judged\n${later}`);
  expect(text('delivery_lead_time_p90')).toContain('by nearest rank; what has not ended');
  expect(text('net_sales')).toContain(later);
  expect(text('net_sales')).not.toContain('days that are over');
});
