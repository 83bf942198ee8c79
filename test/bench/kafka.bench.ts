/**
 * Measures a year of sales from a preloaded topic of a real broker to exact aggregates: facts a
 * second, CPU seconds per million facts and memory of `goalstream up`. Prints figures; asserts
 * nothing but that the aggregates are exact. FACTS (2,000,000) changes it.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordsBehind, type Log } from '../../pipeline/log/log.ts';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';
import { FACT_TOPICS, GROUPS, topicsWith } from '../../pipeline/topics.ts';
import { FACT_SCHEMA_VERSION } from '../../schemas/facts.ts';
import { statusSchema } from '../../schemas/status.ts';
import { kafkaAvailable, startBroker } from '../kafka/broker.ts';
import {
  adminOf,
  clusterProject,
  openBenchLog,
  startUp,
  usage,
  type Up,
} from './cluster-project.ts';
import { benchGoals, expectedDaily, factMessages, compareDaily } from './facts.ts';

const FACTS = Number(process.env['FACTS'] ?? 2_000_000);
const OPTIONS = { facts: FACTS, seed: 1 };
const PARTITIONS = 12;
/** Workers report every 5 s. */
const REPORTED_AFTER_MS = 6_000;

async function preload(log: Log): Promise<{ messages: number; bytes: number }> {
  await log.createTopics(topicsWith({ facts: PARTITIONS, marks: PARTITIONS }));
  const headers = { schema: FACT_SCHEMA_VERSION };
  let messages = 0;
  let bytes = 0;
  for (const chunk of factMessages(OPTIONS)) {
    messages += chunk.length;
    for (const { value } of chunk) bytes += value.length;
    await log.append(
      'facts.sale',
      chunk.map((message) => ({ ...message, headers })),
    );
  }
  return { messages, bytes };
}

async function behind(log: Log, group: string, topics: readonly string[]): Promise<number> {
  return recordsBehind(await log.lag(group, topics));
}

/** Waits until everything is in the aggregates; tells when the last fact was attributed. */
async function counted(log: Log, started: number): Promise<{ attributed: number; all: number }> {
  while ((await behind(log, GROUPS.attribute, FACT_TOPICS)) > 0) await sleep(200);
  const attributed = (performance.now() - started) / 1000;
  while ((await behind(log, GROUPS.aggregate, ['marks'])) > 0) await sleep(50);
  return { attributed, all: (performance.now() - started) / 1000 };
}

async function compare(folder: string, { storeUrl }: Up): Promise<string> {
  const store = openStore({ url: storeUrl, ...(await adminOf(folder)), database: 'goalstream' });
  const { exact, text } = await compareDaily(store, expectedDaily(OPTIONS));
  await store.close();
  if (!exact) process.exitCode = 1;
  return text;
}

/** How many batches each stage took, how large they were, and the time spent on them. */
async function stagesOf({ apiUrl }: Up): Promise<string> {
  await sleep(REPORTED_AFTER_MS);
  const answer: unknown = await (await fetch(`${apiUrl}/v1/status`)).json();
  const lines = statusSchema.parse(answer).stages.map(({ stage, handled }) => {
    const { records, batches, busyMs } = handled;
    return `${stage}: ${batches} batches of ${Math.round(records / batches)} records, ${(busyMs / 1000).toFixed(1)} s`;
  });
  return lines.join('; ');
}

async function main(): Promise<void> {
  const available = kafkaAvailable();
  if (!available.ok) {
    console.warn(`SKIPPED: ${available.why}`);
    return;
  }
  const broker = await startBroker();
  const folder = await clusterProject(broker.brokers, benchGoals());
  const log = await openBenchLog(broker.brokers);
  try {
    const { messages, bytes } = await preload(log);
    console.log(
      `${messages.toLocaleString('en')} messages of ${Math.round(bytes / messages)} bytes, ${FACTS.toLocaleString('en')} facts`,
    );
    const up = await startUp(folder);
    const started = performance.now();
    const { attributed, all } = await counted(log, started);
    const node = usage(up.child.pid ?? 0);
    const engine = usage(up.enginePid);
    const million = messages / 1e6;
    const rate = Math.round(messages / all).toLocaleString('en');
    console.log(
      `attributed after ${attributed.toFixed(1)} s, all aggregates after ${all.toFixed(1)} s: ${rate} facts/s`,
    );
    console.log(
      `CPU s/M: node ${(node.cpu / million).toFixed(1)}, engine ${(engine.cpu / million).toFixed(1)}, both ${((node.cpu + engine.cpu) / million).toFixed(1)}`,
    );
    console.log(`peak memory: node ${node.peakMb} MB, engine ${engine.peakMb} MB`);
    console.log(await stagesOf(up));
    console.log(await compare(folder, up));
    await up.stop();
  } finally {
    await log.close();
    await broker.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
