/**
 * Chaos on the real broker: three attribute, two aggregate and one sync worker over twelve
 * partitions take in the UCI year and a source that repeats, reorders, moves and breaks its facts,
 * while workers, the broker and the store's child are killed, workers are frozen for longer than
 * their session, and a proxy fails inserts. At the end nothing may be lost, nothing double, and every aggregate must equal a naive recompute.
 *
 * `npm run test:chaos`; CHAOS_KILLS sets how many workers are killed (default 50), CHAOS_SEED what
 * is drawn. CHAOS_FREEZE=0 leaves the freezing out, and CHAOS_KEEP=1 keeps the folder with what the workers said.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../connectors/sandbox/random.ts';
import { kafkaAvailable } from '../kafka/broker.ts';
import { hasRetail } from '../support/retail.ts';
import { verdict } from './compare.ts';
import { Faults } from './faults.ts';
import { Feeder } from './feeder.ts';
import { Progress } from './progress.ts';
import { placeRetail } from './project.ts';
import { Pulls } from './pulls.ts';
import { printReport } from './report.ts';
import { settle } from './settle.ts';
import { Synthetic } from './synthetic.ts';
import { judge } from './verdicts.ts';
import { countRebalances, openWorld, type World } from './world.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 50);
const SEED = process.env['CHAOS_SEED'] ?? String(Date.now() % 1_000_000);
const FREEZES = process.env['CHAOS_FREEZE'] !== '0';
const KEEP = process.env['CHAOS_KEEP'] === '1';
const ROLES = ['attribute', 'attribute', 'attribute', 'aggregate', 'aggregate', 'sync'] as const;
const START_LIMIT_MS = 90_000;
const SETTLE_LIMIT_MS = 240_000;

async function main(): Promise<number> {
  const kafka = kafkaAvailable();
  if (!kafka.ok) {
    console.warn(`SKIPPED the chaos test: ${kafka.why}`);
    return 0;
  }
  console.log(`seed ${SEED}, ${KILLS} kills`);
  const world = await openWorld(SEED);
  const interrupted = (): void => {
    void world.close({ keepFolder: KEEP }).finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  let code = 1;
  try {
    code = await run(world);
  } finally {
    const keepFolder = KEEP || code !== 0;
    if (keepFolder) console.log(`what the workers said is in ${world.folder}`);
    await world.close({ keepFolder });
  }
  return code;
}

async function run(world: World): Promise<number> {
  const { log, store, workers, folder } = world;
  let feeder: Feeder | undefined;
  const progress = new Progress(store, () => feeder);
  if (hasRetail) await placeRetail(folder, 'spoilt');
  workers.start(ROLES);
  await allReady(world);
  progress.say(`${ROLES.length} workers run`);
  const random = randomOf(`${SEED}/synthetic`);
  const synthetic = new Synthetic(random);
  feeder = new Feeder(log, synthetic, () => random.whole(20, 250));
  const pulls = new Pulls(log);
  if (hasRetail) await pulls.ask();
  const faults = new Faults(world, randomOf(`${SEED}/faults`), progress.say);
  await faults.run(KILLS, FREEZES, async () => {
    if (!hasRetail) return;
    await placeRetail(folder, 'real');
    await pulls.ask();
    progress.say('the UCI file is replaced by the real one');
  });
  const chaosSeconds = progress.seconds;
  world.proxy.heal();
  await feeder.stop();
  progress.say('no more faults');
  const ready = (): boolean => pulls.complete;
  const limits = { limitMs: SETTLE_LIMIT_MS, sync: hasRetail, ready };
  const hanging = await settle(log, limits, progress.say);
  progress.say(hanging.length === 0 ? 'nothing waits any more' : 'GAVE UP WAITING');
  await pulls.stop();
  faults.judge(await workers.stop());
  progress.stop();
  const judgement = await judge(world, feeder.acknowledged, synthetic.poison);
  return printReport({
    faults: faults.counts,
    rebalances: await countRebalances(world),
    workers,
    proxy: world.proxy.counts,
    feeder,
    pulls,
    chaosSeconds,
    seconds: progress.seconds,
    judgement,
    verdicts: [
      ...judgement.verdicts,
      verdict('partitions not drained', hanging),
      verdict('workers that did not stop in time', faults.late),
    ],
  });
}

async function allReady({ workers }: World): Promise<void> {
  const until = performance.now() + START_LIMIT_MS;
  while (!workers.running.every(({ ready }) => ready)) {
    if (performance.now() > until) {
      throw new Error(`the workers did not start in time: ${workers.unasked.join('\n')}`);
    }
    await sleep(200);
  }
}

process.exit(await main());
