/**
 * Measures the path from the UCI file to visible attainment, stage by stage and whole, beside the
 * engine's own INSERT SELECT as the limit. Prints figures and ratios; asserts nothing.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { connectors } from '../../connectors/registry.ts';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { NativeBlock } from '../../pipeline/store/native-block.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import type { Sale } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { startCli } from '../support/cli.ts';
import { testEngine } from '../support/engine.ts';
import { hasRetail, RETAIL_CSV, retailProject } from '../support/retail.ts';
import { memoryVault } from '../support/memory-vault.ts';

interface Figure {
  readonly stage: string;
  readonly facts: number;
  readonly seconds: number;
  readonly cpu?: number;
  readonly memory?: number;
}

async function measure(stage: string, work: () => Promise<number>): Promise<Figure> {
  const started = performance.now();
  const before = process.cpuUsage();
  const facts = await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { stage, facts, seconds, cpu: (user + system) / 1e6 };
}

function print({ stage, facts, seconds, cpu, memory }: Figure): void {
  const rate = Math.round(facts / seconds).toLocaleString('en');
  const perMillion = cpu === undefined ? '–' : ((cpu / facts) * 1e6).toFixed(1);
  console.log(
    `${stage.padEnd(44)} ${seconds.toFixed(2).padStart(7)} s ${rate.padStart(10)} facts/s ${perMillion.padStart(6)} CPU s/M${memory === undefined ? '' : ` ${memory} MB peak`}`,
  );
}

/** The most resident memory a process has had, in MB. */
function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Cold start to the end: install aside, what a user waits for. */
async function wholePath(folder: string): Promise<Figure> {
  const started = performance.now();
  const child = startCli(['sync', '--connection', 'retail'], folder, { RETAIL_CSV });
  child.stdout?.resume();
  child.stderr?.resume();
  let memory = 0;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (child.exitCode === null) {
    if (child.pid !== undefined)
      memory = Math.max(
        memory,
        safely(() => peakMemory(child.pid ?? 0)),
      );
    await Promise.race([ended, sleep(200)]);
  }
  const seconds = (performance.now() - started) / 1000;
  return { stage: 'whole path: CSV → attainment, cold start', facts: 541_909, seconds, memory };
}

function safely(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}

async function gunzipOnly(): Promise<number> {
  for await (const chunk of createReadStream(RETAIL_CSV).pipe(createGunzip())) void chunk;
  return 541_909;
}

async function main(): Promise<void> {
  if (!hasRetail) return;
  const folder = await retailProject();
  print(await wholePath(folder));
  process.env['RETAIL_CSV'] = RETAIL_CSV;
  const project = await loadProject(`${folder}/goalstream.yaml`, connectors, process.env);
  const [retail] = project.connections;
  if (retail === undefined) throw new Error('the example has no connection');
  print(await measure('  gunzip alone', gunzipOnly));
  const records: StoredRecord[] = [];
  print(
    await measure('  connector: read and map', async () => {
      const context = {
        connection: 'retail',
        timezone: 'Europe/London',
        currency: 'GBP',
        baseDir: folder,
        now: Date.now,
        signal: new AbortController().signal,
        customerKey: (id: string) => id,
        vault: memoryVault(),
      };
      let position = 0;
      for (const stream of retail.connector.streams(retail.config)) {
        for await (const page of retail.connector.read(retail.config, stream, undefined, context)) {
          for (const { fact } of page.records) {
            const message = {
              ...fact,
              source: 'retail',
              stream: stream.name,
              version: 1,
              observedAt: 0,
            };
            const value = JSON.stringify({ ...message, id: `${fact.id}#${position++}` });
            records.push({ key: '', value, partition: 0, offset: 0, timestamp: 0 });
          }
        }
      }
      return position;
    }),
  );
  const rules = compileRules(always(project.goals), metrics);
  const facts = records.map(({ value }) => JSON.parse(value ?? '') as Sale);
  const decoder = new Decoder('sale');
  print(
    await measure('  attribute: parse and validate', async () => {
      for (const record of records) {
        const decoded = decoder.decode(record);
        if ('reason' in decoded) throw new Error(decoded.reason);
      }
      return records.length;
    }),
  );
  print(
    await measure('  attribute: match the goals', async () => {
      for (const fact of facts) rules.count('sale', fact);
      return facts.length;
    }),
  );
  const engine = await testEngine();
  const store = await engine.freshStore();
  const blocks: NativeBlock[] = [];
  print(
    await measure('  attribute: match and encode columns', async () => {
      for (let from = 0; from < facts.length; from += 40_000) {
        const rows = new FactRows('sale', 40_000, rules, rules.revision);
        for (const fact of facts.slice(from, from + 40_000))
          rows.add(fact, { version: fact.version, deleted: false, digest: 0 });
        blocks.push(rows.block);
      }
      return facts.length;
    }),
  );
  print(
    await measure('  store: insert (engine not in CPU)', async () => {
      for (const block of blocks) await store.insert('fact_sale', block);
      return facts.length;
    }),
  );
  const days = [...new Set(facts.map(({ day }) => day))].toSorted();
  const counters = countersByPart(always(project.goals), metrics);
  print(
    await measure(`  aggregate: recompute ${days.length} days at once`, async () => {
      await recompute({ store, rules: () => Promise.resolve({ counters }) }, [
        { type: 'sale', days },
      ]);
      return facts.length;
    }),
  );
  await store.command('CREATE TABLE copied AS fact_sale');
  print(
    await measure('  limit: the engine’s own INSERT SELECT', async () => {
      await store.command('INSERT INTO copied SELECT * FROM fact_sale');
      return facts.length;
    }),
  );
  await store.close();
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
}

await main();
