import { randomBytes } from 'node:crypto';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connectors } from '../../connectors/registry.ts';
import { randomOf } from '../../connectors/sandbox/random.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';
import { openKafkaLog } from '../../pipeline/log/kafka/kafka-log.ts';
import type { Log } from '../../pipeline/log/log.ts';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';
import { startEngine, type Engine } from '../../pipeline/store/engine-process.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Goal } from '../../schemas/goals.ts';
import { startBroker } from '../kafka/broker.ts';
import { makeFolder, PREFIX, writeProject } from './project.ts';
import { startProxy, type FaultyProxy } from './proxy.ts';
import { Workers } from './workers.ts';

/** The share of INSERTs that fail, and of those whose answer gets lost. */
const FAULTY = 0.05;
const ENGINE_BYTES = 2_000_000_000;

/** Everything that runs, opened. */
export interface World {
  readonly folder: string;
  readonly broker: Awaited<ReturnType<typeof startBroker>>;
  readonly engine: Engine;
  readonly proxy: FaultyProxy;
  readonly workers: Workers;
  readonly log: Log;
  /** The engine itself, without the proxy. */
  readonly store: Store;
  readonly goals: readonly Goal[];
  /** Ends all; the folder stays where it is to be looked at. */
  close(options: { readonly keepFolder: boolean }): Promise<void>;
}

/** Starts broker, engine and proxy, and lays out the project. Starts no worker. */
export async function openWorld(seed: string): Promise<World> {
  const folder = await makeFolder();
  const opened: (() => Promise<unknown>)[] = [];
  const close: World['close'] = async ({ keepFolder }) => {
    for (const step of opened.splice(0).toReversed()) await step().catch(complain);
    if (!keepFolder) await rm(folder, { recursive: true, force: true });
  };
  try {
    const broker = await startBroker({ dir: join(folder, 'kafka') });
    opened.push(() => broker.dispose());
    opened.push(() => cp(brokerLog(folder), join(folder, 'logs', 'broker.log')));
    const admin = { name: 'goalstream', password: randomBytes(12).toString('hex') };
    const users = { admin, bi: { name: 'bi', password: randomBytes(12).toString('hex') } };
    const engine = await startEngine({
      dir: join(folder, 'store'),
      memoryBytes: ENGINE_BYTES,
      users,
    });
    opened.push(() => engine.stop());
    const proxy = await startProxy(engine.url, randomOf(`${seed}/proxy`), FAULTY);
    opened.push(() => proxy.close());
    const login = { username: admin.name, password: admin.password };
    await writeProject(folder, { brokers: broker.brokers, store: { url: proxy.url, ...login } });
    const { goals } = await loadProject(join(folder, 'goalstream.yaml'), connectors, {});
    const store = openStore({ url: engine.url, ...login, database: 'goalstream' });
    opened.push(() => store.close());
    const log = await openKafkaLog({
      brokers: broker.brokers,
      clientId: 'chaos',
      prefix: PREFIX,
      replication: 1,
      retentionMs: 86_400_000,
    });
    opened.push(() => log.close());
    const workers = new Workers(folder);
    opened.push(() => workers.stop());
    return { folder, broker, engine, proxy, workers, log, store, goals, close };
  } catch (error) {
    await close({ keepFolder: false });
    throw error;
  }
}

function brokerLog(folder: string): string {
  return join(folder, 'kafka', 'node-1', 'broker.log');
}

/** How often the broker has begun to share out a group's partitions anew. */
export async function countRebalances({ folder }: World): Promise<number> {
  const log = await readFile(brokerLog(folder), 'utf8');
  return log.split('Preparing to rebalance group').length - 1;
}

function complain(error: unknown): void {
  console.error('something did not close:', error);
}
