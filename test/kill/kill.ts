/**
 * Kills a sync of the UCI year at random moments and starts it again: at the end the figures must
 * be exact. `npm run test:kill`; KILL_ROUNDS sets how many kills (default 30), KILL_SEED the moments.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../connectors/sandbox/random.ts';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { runCli, startCli } from '../support/cli.ts';
import { hasRetail, RETAIL_CSV, retailProject } from '../support/retail.ts';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 30);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const env = { RETAIL_CSV };

const EXPECTED: Readonly<Record<string, string>> = {
  lines: '541909',
  documents: '25900',
  returned: '896812.49',
};

async function main(): Promise<number> {
  if (!hasRetail) {
    console.warn('SKIPPED: the real data set is not beside the project');
    return 0;
  }
  console.log(`seed ${SEED}, ${ROUNDS} kills`);
  const random = randomOf(String(SEED)).next;
  let kills = 0;
  let wrong = 0;
  while (kills < ROUNDS) {
    const folder = await retailProject();
    const moments: string[] = [];
    for (;;) {
      const left = ROUNDS - kills;
      const afterMs = left > 0 && moments.length < 6 ? 300 + random() * 9000 : undefined;
      const killed = await syncUntil(folder, afterMs);
      if (!killed) break;
      kills += 1;
      moments.push(`${((afterMs ?? 0) / 1000).toFixed(1)} s`);
    }
    const differences = await check(folder);
    wrong += differences.length;
    console.log(
      `killed after ${moments.join(', ') || 'nothing'}: ${differences.join('; ') || 'exact'}`,
    );
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`${kills} kills, ${wrong} wrong figures`);
  return wrong === 0 ? 0 : 1;
}

/** Syncs until the moment, or to the end; true where it was killed. */
async function syncUntil(folder: string, afterMs: number | undefined): Promise<boolean> {
  const child = startCli(['sync', '--connection', 'retail'], folder, env);
  child.stdout?.resume();
  child.stderr?.pipe(process.stderr);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (afterMs === undefined) {
    const code = await ended;
    if (code !== 0) throw new Error(`the sync ended with ${code}`);
    return false;
  }
  const first = await Promise.race([ended, sleep(afterMs, 'kill' as const)]);
  if (first !== 'kill') return false;
  child.kill('SIGKILL');
  await ended;
  return true;
}

async function check(folder: string): Promise<readonly string[]> {
  const { stdout } = await runCli(['attain', '--json'], folder, env);
  const report = attainmentReportSchema.parse(JSON.parse(stdout));
  const wrong = Object.entries(EXPECTED).flatMap(([goal, expected]) => {
    const actual = report.goals.find(({ id }) => id === goal)?.actual;
    return actual === expected ? [] : [`${goal} is ${actual}, not ${expected}`];
  });
  const total = report.metrics.find(({ metric }) => metric === 'net_sales')?.total;
  return total === '9747747.934' ? wrong : [...wrong, `net sales are ${total}`];
}

process.exitCode = await main();
