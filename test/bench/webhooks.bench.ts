/**
 * Measures what webhooks cost in time: `up` on embedded parts beside a shop that changes orders at
 * 100 a second for a minute and calls about each; from sending the call until the API's attainment
 * has the change. The shop is a small one that costs next to nothing, or with SHOP=shopify the
 * stand-in, read by Shopify's connector, with more points a second than any plan has. Prints
 * figures, and the CPU seconds that they took, which say more where others use the machine; asserts
 * nothing. SECONDS (60) and PER_SECOND (100) change it.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { fakeShopProject } from '../support/calling-shop/project.ts';
import { statusSchema } from '../../schemas/status.ts';
import { call, FakeShop, WITH_FAKE_SHOP } from '../support/calling-shop/server.ts';
import { fakeOrder } from '../support/fake-order.ts';
import { reach } from '../support/goals.ts';
import { runCli } from '../support/cli.ts';
import { standInProject } from '../support/stand-in-project.ts';
import { standInOver } from '../support/stand-in.ts';
import { startUp, type Up } from '../support/up.ts';
import { childOf, usage } from './cluster-project.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 60);
const PER_SECOND = Number(process.env['PER_SECOND'] ?? 100);
const DAYS = 30;

interface Sent {
  readonly at: readonly number[];
  readonly statuses: ReadonlyMap<number, number>;
}

/** A shop that calls about each order; `change` makes one worth something and gives the answer's status. */
interface CallingShop {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Once `up` runs there. */
  subscribe(url: string): Promise<void>;
  change(n: number, url: string): Promise<number>;
  requests(): number;
  stop(): Promise<void>;
}

const window = { start: '2025-01-01', end: '2025-12-31' };
const GOALS = [
  reach({ id: 'all', metric: 'net_sales', window, owners: [{ owner: 'anna', share: '1' }] }),
];

function dayOf(n: number): number {
  return Date.UTC(2025, 2, (n % DAYS) + 1, 12);
}

async function smallShop(): Promise<CallingShop> {
  const shop = new FakeShop();
  const folder = await fakeShopProject(await shop.start(), GOALS);
  return {
    folder,
    environment: WITH_FAKE_SHOP,
    subscribe: async () => {},
    change(n, url) {
      shop.orders.set(String(n), { gross: '1', at: dayOf(n) });
      return call(`${url}/webhooks/shop`, { event: `e${n}`, kind: 'changed', keys: [String(n)] });
    },
    requests: () => shop.requests,
    stop: () => shop.stop(),
  };
}

async function shopifyShop(): Promise<CallingShop> {
  const plan = { bucket: 200_000, restoreRate: 50_000 };
  const standIn = await standInOver([], { plan, webhooks: { plainHttp: true } });
  const folder = await standInProject(standIn, GOALS);
  return {
    folder,
    environment: {},
    async subscribe(url) {
      const { code, stderr } = await runCli(['sync', '--setup', '--address', url], folder);
      if (code !== 0) throw new Error(stderr);
    },
    async change(n) {
      const order = fakeOrder(n + 1, { sales: 1, at: dayOf(n) });
      standIn.shop.orders.set(order.id, order);
      const [sent] = await standIn.webhooks.orderChanged(order.id, 'ORDERS_CREATE');
      return sent?.attempts.at(-1) ?? 0;
    },
    requests: () => Object.values(standIn.stats().requests).reduce((sum, each) => sum + each, 0),
    stop: () => standIn.close(),
  };
}

/** Each call is about an order of its own: the goal's facts say how many are in. */
async function feed(shop: CallingShop, { url }: Up): Promise<Sent> {
  const at: number[] = [];
  const statuses = new Map<number, number>();
  const answers: Promise<void>[] = [];
  const started = performance.now();
  const send = async (n: number): Promise<void> => {
    const status = await shop.change(n, url);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let n = 0; n < SECONDS * PER_SECOND; n++) {
    await sleep(Math.max(0, started + (n * 1000) / PER_SECOND - performance.now()));
    at.push(performance.now());
    answers.push(send(n));
  }
  await Promise.all(answers);
  return { at, statuses };
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

/** CPU seconds used so far: goalstream, its engine, and this process with the shop in it. */
function cpuOf({ child: { pid = 0 } }: Up): readonly number[] {
  return [pid, childOf(pid), process.pid].map((each) => usage(each).cpu);
}

function printCpu(before: readonly number[], after: readonly number[]): void {
  const [up, engine, shop] = after.map((cpu, index) => (cpu - (before[index] ?? 0)).toFixed(1));
  console.log(`CPU seconds: up ${up}, engine ${engine}, shop and caller ${shop}`);
}

async function main(): Promise<void> {
  const shop = await (process.env['SHOP'] === 'shopify' ? shopifyShop() : smallShop());
  const up = await startUp(shop.folder, shop.environment);
  try {
    await sleep(2_000);
    await shop.subscribe(up.url);
    const before = cpuOf(up);
    const [sent, seen] = await Promise.all([feed(shop, up), watch(up, PER_SECOND * SECONDS)]);
    const delays = sent.at.map((at, n) => {
      const visible = seen.find(([, count]) => count > n);
      return (visible?.[0] ?? Infinity) - at;
    });
    const after = cpuOf(up);
    print(delays, sent.statuses);
    printCpu(before, after);
    console.log(`requests to the shop: ${shop.requests()}`);
    await printStages(up);
  } finally {
    await up.stop();
    await shop.stop();
    await rm(shop.folder, { recursive: true, force: true });
  }
}

await main();
