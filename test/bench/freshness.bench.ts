/**
 * Measures freshness on a real broker: from appending a fact until the API's attainment shows it,
 * at 100 facts a second for a minute, and the CPU of `goalstream up` when nothing happens. Prints
 * figures; asserts nothing. SECONDS (60) and IDLE_SECONDS (30) change it.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../pipeline/log/log.ts';
import { FACT_SCHEMA_VERSION } from '../../schemas/facts.ts';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { kafkaAvailable, startBroker } from '../kafka/broker.ts';
import { reach } from '../support/goals.ts';
import { clusterProject, openBenchLog, startUp, usage, type Up } from './cluster-project.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 60);
const IDLE_SECONDS = Number(process.env['IDLE_SECONDS'] ?? 30);
const PER_SECOND = 100;
const APPENDS_PER_SECOND = 20;
const DAYS = 30;

function fact(index: number): { key: string; value: string; headers: Record<string, string> } {
  const day = `2025-03-${String((index % DAYS) + 1).padStart(2, '0')}`;
  const value = JSON.stringify({
    source: 'shop',
    stream: 'orders',
    id: `order-${index}`,
    version: 1,
    occurredAt: Date.parse(day),
    day,
    observedAt: Date.parse(day),
    country: 'DK',
    kind: 'line',
    orderId: `order-${index}`,
    quantity: '1',
    currency: 'DKK',
    gross: '100',
  });
  return { key: `shop/orders/order-${index}`, value, headers: { schema: FACT_SCHEMA_VERSION } };
}

/** Appends at the rate; gives when each fact's append began, ms. */
async function feed(log: Log): Promise<readonly number[]> {
  const sent: number[] = [];
  const started = performance.now();
  const size = PER_SECOND / APPENDS_PER_SECOND;
  for (let turn = 0; turn < SECONDS * APPENDS_PER_SECOND; turn++) {
    const due = started + (turn * 1000) / APPENDS_PER_SECOND;
    await sleep(Math.max(0, due - performance.now()));
    const facts = Array.from({ length: size }, (_, n) => fact(turn * size + n));
    for (const _ of facts) sent.push(performance.now());
    await log.append('facts.sale', facts);
  }
  return sent;
}

/** Looks at the attainment until all facts are in it; gives when each count was first seen. */
async function watch(
  { apiUrl }: Up,
  total: number,
): Promise<readonly (readonly [number, number])[]> {
  const seen: (readonly [number, number])[] = [];
  for (let last = 0; last < total;) {
    const answer: unknown = await (await fetch(`${apiUrl}/v1/attainment`)).json();
    const facts = attainmentReportSchema.parse(answer).goals[0]?.facts ?? 0;
    if (facts > last) seen.push([performance.now(), facts]);
    last = facts;
    await sleep(20);
  }
  return seen;
}

function print(delays: readonly number[]): void {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)} ms`;
  console.log(
    `append → attainment of ${sorted.length} facts at ${PER_SECOND}/s: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`,
  );
}

async function main(): Promise<void> {
  const available = kafkaAvailable();
  if (!available.ok) {
    console.warn(`SKIPPED: ${available.why}`);
    return;
  }
  const broker = await startBroker();
  const window = { start: '2025-01-01', end: '2025-12-31' };
  const folder = await clusterProject(broker.brokers, [
    reach({ id: 'all', metric: 'net_sales', window, owners: [{ owner: 'anna', share: '1' }] }),
  ]);
  const up = await startUp(folder);
  const log = await openBenchLog(broker.brokers);
  try {
    await sleep(5_000);
    const pid = up.child.pid ?? 0;
    const idle = [usage(pid).cpu, usage(up.enginePid).cpu];
    await sleep(IDLE_SECONDS * 1000);
    const share = [usage(pid).cpu, usage(up.enginePid).cpu].map(
      (cpu, n) => `${((100 * (cpu - (idle[n] ?? 0))) / IDLE_SECONDS).toFixed(2)} %`,
    );
    console.log(`idle: node ${share[0]}, engine ${share[1]} of one core`);
    const [sent, seen] = await Promise.all([feed(log), watch(up, PER_SECOND * SECONDS)]);
    const delays = sent.map((at, index) => {
      const visible = seen.find(([, count]) => count > index);
      return (visible?.[0] ?? Infinity) - at;
    });
    print(delays);
  } finally {
    await log.close();
    await up.stop();
    await broker.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
