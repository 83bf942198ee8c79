/**
 * Random shops and goals through the real command line, against a computation that shares no code
 * with goalstream: every figure, verdict and period must be equal.
 * SHOPS is how many shops are tried (default 3), SEED the first one's seed (default: random, printed).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shift, wallDate } from './days.ts';
import { differencesOf, type Tally } from './differences.ts';
import { goalsOf, type Goal } from './goals.ts';
import type { Book, State } from './attribution.ts';
import { writeGoals, writeProject } from './project.ts';
import { randomOf, type Random } from './random.ts';
import { shopOf, ZONES } from './shop.ts';

const CLI = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
const SHOPS = Number(process.env['SHOPS'] ?? 3);
const GOALS = Number(process.env['GOALS'] ?? 60);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));

const tally: Tally = { compared: new Map(), different: [] };
for (let n = 0; n < SHOPS; n++) {
  const seed = SEED + n;
  const before = tally.different.length;
  await tryShop(seed);
  const found = tally.different.length - before;
  console.log(`seed ${seed}: ${found === 0 ? 'equal' : `${found} differences`}`);
}
for (const [kind, count] of [...tally.compared].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${kind.padEnd(24)} ${count}`);
const total = [...tally.compared.values()].reduce((sum, count) => sum + count, 0);
for (const line of tally.different.slice(0, 60)) console.log(line);
console.log(`${total} values compared, ${tally.different.length} different`);
process.exitCode = tally.different.length === 0 && total > 0 ? 0 : 1;

async function tryShop(seed: number): Promise<void> {
  const random = randomOf(seed);
  const now = Date.now();
  const shop = shopOf(random, now);
  const today = wallDate(now, shop.zone);
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-independent-'));
  try {
    await writeProject(folder, shop, random);
    const goals = goalsOf(random, shop, today, GOALS);
    await writeGoals(folder, goals);
    await goalstream(folder, random, 'sync');
    const { revised, from } = revisedOf(random, goals, today);
    await writeGoals(folder, revised);
    await goalstream(
      folder,
      random,
      'goals',
      'apply',
      '--reason',
      'a new plan',
      '--effective',
      from,
    );
    await goalstream(folder, random, 'sync');
    const book = bookOf(goals, revised, from, today);
    const days = [today, shift(today, -1), shift(today, -random.int(2, 60)), shift(from, -1)];
    for (const day of new Set(days)) {
      const out = await goalstream(folder, random, 'attain', '--as-of', day, '--json');
      differencesOf(
        { seed, shop, book, goals: revised, day, today, report: JSON.parse(out) },
        tally,
      );
    }
    if (wallDate(Date.now(), shop.zone) !== today)
      console.log(`seed ${seed}: the day ended meanwhile`);
  } finally {
    if (process.env['KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
    else console.log(`seed ${seed}: ${folder}`);
  }
}

/** Some goals that have started get another target, band, change or scope from a day on. */
function revisedOf(random: Random, goals: readonly Goal[], today: string) {
  const from = shift(today, -random.int(0, 40));
  const revised = goals.map((goal) => {
    const isOpen = goal.window.start < from;
    return isOpen && random.chance(0.4) ? changed(random, goal) : goal;
  });
  return { revised, from };
}

function changed(random: Random, goal: Goal): Goal {
  const { scope, ...plain } = goal;
  if (scope !== undefined && goal.baseline === undefined && random.chance(0.3)) return plain;
  const factor = random.pick([0.5, 0.9, 1.1, 2]);
  const scaled = (value: number): number => Number((value * factor).toFixed(4));
  if (goal.target !== undefined && typeof goal.baseline !== 'number')
    return { ...goal, target: scaled(goal.target) };
  if (goal.band !== undefined) {
    const { min, max } = goal.band;
    return {
      ...goal,
      band: {
        ...(min === undefined ? {} : { min: scaled(min) }),
        ...(max === undefined ? {} : { max: scaled(max) }),
      },
    };
  }
  return goal.change === undefined ? goal : { ...goal, change: scaled(goal.change) };
}

/** What is agreed: a goal that has begun keeps its old state for the days before the change. */
function bookOf(
  goals: readonly Goal[],
  revised: readonly Goal[],
  from: string,
  today: string,
): Book {
  return new Map(
    goals.map((goal, place): [string, readonly State[]] => {
      const after = revised[place] ?? goal;
      const first = { from: goal.window.start, goal };
      if (after === goal) return [goal.id, [first]];
      if (goal.window.start > today) return [goal.id, [{ ...first, goal: after }]];
      return [goal.id, [first, { from, goal: after }]];
    }),
  );
}

/** Runs the command line in a folder, under a random time zone. @throws where it fails. */
async function goalstream(
  folder: string,
  random: Random,
  ...args: readonly string[]
): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, TZ: random.pick(ZONES) },
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0 && args[0] !== 'attain')
    throw new Error(
      `goalstream ${args.join(' ')} in ${folder} ended with ${code}: ${out}${errors}`,
    );
  return out;
}
