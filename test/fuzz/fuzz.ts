/**
 * Attacks the API, the webhooks and the port for BI tools of a running `goalstream up` while it syncs
 * and a shop changes orders: no process may end, no answer may be a 5xx that is not 503, and the
 * figures must be right at the end. Prints how long /livez took meanwhile. FUZZ_MINUTES (default 1), SEED
 * (random, printed).
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { childOf } from '../bench/cluster-project.ts';
import { randomOf, type Random } from '../independent/random.ts';
import { runCli } from '../support/cli.ts';
import { fakeOrder } from '../support/fake-order.ts';
import { reach } from '../support/goals.ts';
import { standInProject } from '../support/stand-in-project.ts';
import { APP, standInOver } from '../support/stand-in.ts';
import { startUp } from '../support/up.ts';
import { biStatement } from './bi.ts';
import { rawRequest } from './raw.ts';
import { webhookCall } from './webhook.ts';

const MINUTES = Number(process.env['FUZZ_MINUTES'] ?? 1);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));
const BI_WAIT_MS = 3_000;

interface Probed {
  readonly delays: readonly number[];
  readonly failures: number;
}

const outcomes = new Map<string, Map<string, number>>();
function count(door: string, outcome: string | number): void {
  const of = outcomes.get(door) ?? new Map<string, number>();
  of.set(String(outcome), (of.get(String(outcome)) ?? 0) + 1);
  outcomes.set(door, of);
}

const problems: string[] = [];
const standIn = await standInOver([fakeOrder(1), fakeOrder(2)], {
  webhooks: { plainHttp: true, retries: [100, 1_000, 5_000] },
});
const window = { start: '2026-01-01', end: '2026-12-31' };
const folder = await standInProject(
  standIn,
  ['net_sales', 'orders'].map((metric) =>
    reach({ id: metric.replace('_', '-'), metric, window, target: '1' }),
  ),
);
const up = await startUp(folder);
try {
  await up.counted();
  await must('sync', '--setup', '--address', up.url);
  const engine = childOf(up.child.pid ?? 0);
  const biPort = Number(/BI tools +http:\S+?:(\d+)/.exec(up.output())?.[1]);
  const httpPort = Number(new URL(up.url).port);
  const captured = {
    body: JSON.stringify({ id: 1, admin_graphql_api_id: 'gid://shopify/Order/1' }),
    secret: APP.clientSecret,
    shop: standIn.shop.info.myshopifyDomain,
  };
  const until = performance.now() + MINUTES * 60_000;
  const probe = new Worker(new URL('livez-probe.ts', import.meta.url), {
    workerData: { url: up.url },
  });
  let seed = SEED;
  const attack = async (door: string, one: (random: Random) => Promise<string | number>) => {
    const random = randomOf((seed += 1));
    while (performance.now() < until) {
      await one(random).then(
        (outcome) => count(door, outcome),
        (error: unknown) => count(door, error instanceof Error ? error.name : 'error'),
      );
    }
  };
  const doors: readonly (readonly [string, (random: Random) => Promise<string | number>])[] = [
    ['http', (random) => rawRequest(random, httpPort)],
    ['bi raw', (random) => rawRequest(random, biPort)],
    ['bi', (random) => askBi(biStatement(random))],
    ['webhooks', (random) => webhookCall(random, up.url, captured)],
  ];
  let orders = 2;
  const shop = async (): Promise<void> => {
    while (performance.now() < until) {
      orders += 1;
      const order = fakeOrder(orders, { sales: 1 });
      standIn.shop.orders.set(order.id, order);
      await standIn.webhooks.orderChanged(order.id, 'ORDERS_CREATE');
      await sleep(500);
    }
  };
  const syncs = async (): Promise<void> => {
    while (performance.now() < until) {
      const { code } = await runCli(['sync'], folder);
      count('sync', `exit ${code}`);
      await sleep(2_000);
    }
  };
  const attacks = doors.flatMap(([door, one]) => [attack(door, one), attack(door, one)]);
  await Promise.all([...attacks, shop(), syncs()]);
  probe.postMessage('stop');
  const { delays, failures } = await new Promise<Probed>((resolve) =>
    probe.once('message', resolve),
  );
  print(delays, failures);
  if (up.child.exitCode !== null) problems.push('up has ended');
  if (failures > 0) problems.push(`/livez was not answered ${failures} times`);
  if (childOf(up.child.pid ?? 0) !== engine) count('engine', 'restarted');
  const last = await runCli(['sync'], folder);
  if (last.code !== 0) problems.push(`the last sync ended with ${last.code}: ${last.stderr}`);
  await compare(orders);
} finally {
  await up.stop();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
}
for (const [door, of] of outcomes) {
  const text = [...of]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([outcome, times]) => `${outcome} × ${times}`)
    .join(', ');
  console.log(`${door.padEnd(9)} ${text}`);
  for (const outcome of of.keys()) {
    // The engine answers 500 to a query that fails, as ClickHouse does.
    if (/^5\d\d$/.test(outcome) && outcome !== '503' && door !== 'bi')
      problems.push(`${door} answered ${outcome}`);
  }
}
console.log(`${MINUTES} minutes from seed ${SEED}, ${problems.length} problems`);
for (const problem of problems) console.log(`PROBLEM ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function must(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await runCli(args, folder);
  if (code !== 0) throw new Error(`goalstream ${args.join(' ')} ended with ${code}: ${stderr}`);
}

/** A client that goes away after a while; its query must not go on without it. */
async function askBi(sql: string): Promise<string> {
  const signal = AbortSignal.timeout(BI_WAIT_MS);
  try {
    const response = await up.bi(sql, signal);
    await response.arrayBuffer();
    return String(response.status);
  } catch (error) {
    if (signal.aborted) return 'went away';
    throw error;
  }
}

/** Every order is of 200 kroner for the first two, of 100 afterwards. */
async function compare(orders: number): Promise<void> {
  const { goals } = await up.attainment();
  const found = Object.fromEntries(goals.map(({ id, actual }) => [id, actual]));
  const expected = { 'net-sales': String(2 * 200 + (orders - 2) * 100), orders: String(orders) };
  for (const [id, value] of Object.entries(expected)) {
    if (Number(found[id]) !== Number(value)) problems.push(`${id} is ${found[id]}, not ${value}`);
  }
}

function print(delays: readonly number[], failures: number): void {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  const late = sorted.filter((delay) => delay > 100).length;
  console.log(
    `/livez ${sorted.length} times: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} ms; ${late} over 100 ms, ${failures} without an answer`,
  );
}
