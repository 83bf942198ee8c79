/**
 * Measures what webhooks cost in time: `up` on embedded parts beside a shop that changes orders at
 * 100 a second for a minute and calls about each; from sending the call until the API's attainment
 * has the change. Prints figures; asserts nothing. SECONDS (60) and PER_SECOND (100) change it.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { fakeShopProject } from '../support/calling-shop/project.ts';
import { statusSchema } from '../../schemas/status.ts';
import { call, FakeShop, WITH_FAKE_SHOP } from '../support/calling-shop/server.ts';
import { reach } from '../support/goals.ts';
import { startUp, type Up } from '../support/up.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 60);
const PER_SECOND = Number(process.env['PER_SECOND'] ?? 100);
const DAYS = 30;

interface Sent {
  readonly at: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
}

/** Each call is about an order of its own, worth 1: the goal's figure says how many are in. */
async function feed(shop: FakeShop, { url }: Up): Promise<Sent> {
  const at: number[] = [];
  const statuses = new Map<number, number>();
  const answers: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < SECONDS * PER_SECOND; n++) {
    await sleep(Math.max(0, started + (n * 1000) / PER_SECOND - performance.now()));
    const day = `2025-03-${String((n % DAYS) + 1).padStart(2, '0')}`;
    shop.orders.set(String(n), { gross: '1', at: Date.parse(day) });
    at.push(performance.now());
    const message = { event: `e${n}`, kind: 'changed', keys: [String(n)] };
    answers.push(send(`${url}/webhooks/shop`, message, statuses));
  }
  await Promise.all(answers);
  return { at, statuses };
}

async function send(url: string, message: object, statuses: Map<number, number>): Promise<void> {
  const status = await call(url, message);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

/** Looks at the attainment ten times a second until all are in it; gives when each count was first seen. */
async function watch({ url }: Up, total: number): Promise<readonly (readonly [number, number])[]> {
  const seen: (readonly [number, number])[] = [];
  for (let last = 0; last < total;) {
    const answer: unknown = await (await fetch(`${url}/v1/attainment`)).json();
    const count = attainmentReportSchema.parse(answer).goals[0]?.facts ?? 0;
    if (count > last) seen.push([performance.now(), count]);
    last = count;
    await sleep(100);
  }
  return seen;
}

function print(delays: readonly number[], statuses: ReadonlyMap<number, number>): void {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)} ms`;
  const answered = [...statuses].map(([status, times]) => `${status} × ${times}`).join(', ');
  console.log(
    `webhook → attainment of ${sorted.length} changes at ${PER_SECOND}/s: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}; answered ${answered}`,
  );
}

/** How the time after the log was spent. */
async function printStages({ url }: Up): Promise<void> {
  const status: unknown = await (await fetch(`${url}/v1/status`)).json();
  for (const { stage, handled } of statusSchema.parse(status).stages) {
    const { records, batches, busyMs } = handled;
    const each = Math.round(busyMs / Math.max(1, batches));
    console.log(`${stage}: ${records} records in ${batches} batches of ${each} ms`);
  }
}

async function main(): Promise<void> {
  const shop = new FakeShop();
  const window = { start: '2025-01-01', end: '2025-12-31' };
  const folder = await fakeShopProject(await shop.start(), [
    reach({ id: 'all', metric: 'net_sales', window, owners: [{ owner: 'anna', share: '1' }] }),
  ]);
  const up = await startUp(folder, WITH_FAKE_SHOP);
  try {
    await sleep(2_000);
    const [sent, seen] = await Promise.all([feed(shop, up), watch(up, PER_SECOND * SECONDS)]);
    const delays = sent.at.map((at, n) => {
      const visible = seen.find(([, count]) => count > n);
      return (visible?.[0] ?? Infinity) - at;
    });
    print(delays, sent.statuses);
    console.log(`requests to the shop: ${shop.requests}`);
    await printStages(up);
  } finally {
    await up.stop();
    await shop.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
