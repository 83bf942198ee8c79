/**
 * Injures data folders in every way that is known and runs the real command line on them: figures must
 * be right, or refused with a way out that works. INJURIES is how many rounds (default 12), SEED the
 * first one's seed (default: random, printed).
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli } from '../support/cli.ts';
import { randomOf } from '../independent/random.ts';
import { injure, KINDS, type Injury } from './kinds.ts';
import { World, type Figures } from './world.ts';

const ROUNDS = Number(process.env['INJURIES'] ?? 12);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000));

type Outcome = 'right' | 'way out worked' | 'skipped' | 'WRONG';
const table = new Map<string, Record<Outcome, number>>();
const world = await World.make();
try {
  for (let round = 0; round < ROUNDS; round++) {
    const seed = SEED + round;
    const random = randomOf(seed);
    const kind = KINDS[seed % KINDS.length] ?? 'flip';
    const folder = await world.copy();
    try {
      const injury = await injure(kind, folder, world, random);
      const { outcome, why } = injury === undefined ? skipped() : await judge(folder, injury);
      count(kind, outcome);
      if (outcome === 'WRONG') console.log(`WRONG seed ${seed}, ${kind}, ${injury?.what}: ${why}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
} finally {
  await world.remove();
}
console.log(`\n${'injury'.padEnd(22)} right  way out worked  skipped  WRONG`);
for (const [kind, row] of table) {
  const cells = [row.right, row['way out worked'], row.skipped, row.WRONG].map(String);
  console.log(
    `${kind.padEnd(22)} ${cells[0]?.padStart(5)}  ${cells[1]?.padStart(14)}  ${cells[2]?.padStart(7)}  ${cells[3]?.padStart(5)}`,
  );
}
const wrong = [...table.values()].reduce((sum, row) => sum + row.WRONG, 0);
console.log(`${ROUNDS} rounds from seed ${SEED}, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

function count(kind: string, outcome: Outcome): void {
  const row = table.get(kind) ?? { right: 0, 'way out worked': 0, skipped: 0, WRONG: 0 };
  row[outcome]++;
  table.set(kind, row);
}

interface Judged {
  readonly outcome: Outcome;
  readonly why?: string;
}

function skipped(): Judged {
  return { outcome: 'skipped' };
}

/** What a command said. */
interface Said {
  readonly figures?: Figures;
  /** Set where it refused, and all that it said. */
  readonly refusal?: string;
  /** What no user may see. */
  readonly fault?: string;
}

async function judge(folder: string, { figures }: Injury): Promise<Judged> {
  const refusals: string[] = [];
  let isRead = false;
  for (const step of ['attain', 'sync', 'attain'] as const) {
    const said = step === 'attain' ? await attain(folder) : await sync(folder);
    if (said.fault !== undefined) return { outcome: 'WRONG', why: `${step}: ${said.fault}` };
    if (said.refusal !== undefined) refusals.push(said.refusal);
    // Once a sync was not refused, all that the sources have is counted.
    const differs = differenceOf(isRead ? figures.slice(0, 1) : figures, said.figures);
    if (differs !== undefined) return { outcome: 'WRONG', why: `${step}: ${differs}` };
    isRead ||= step === 'sync' && said.refusal === undefined;
  }
  if (refusals.length === 0) return (await kept(folder)) ?? { outcome: 'right' };
  return wayOut(folder, refusals.join('\n'), figures[0] ?? {});
}

/** Does what the refusals say; then everything must be right. */
async function wayOut(folder: string, refusal: string, figures: Figures): Promise<Judged> {
  if (!/repair|restore|delete|put .+ back|--new-index/i.test(refusal)) {
    return { outcome: 'WRONG', why: `no way out is named: ${refusal.slice(0, 600)}` };
  }
  if (refusal.includes('secrets.json')) await rm(join(folder, '.goalstream', 'secrets.json'));
  await moveForeign(join(folder, '.goalstream'), refusal);
  if (/repair/.test(refusal)) {
    const options = refusal.includes('--new-customer-key') ? ['--new-customer-key'] : [];
    const { code, stdout, stderr } = await runCli(['repair', ...options], folder);
    const fault = faultOf(stderr + stdout);
    if (fault !== undefined) return { outcome: 'WRONG', why: `repair: ${fault}` };
    if (code !== 0) {
      const why = `repair ended with ${code}: ${stdout}${stderr}; refused before: ${refusal.slice(0, 400)}`;
      return { outcome: 'WRONG', why };
    }
  }
  const index = refusal.includes('--new-index') ? ['--new-index'] : [];
  const again = await runCli(['sync', ...index], folder);
  if (faultOf(again.stderr) !== undefined) return { outcome: 'WRONG', why: again.stderr };
  const said = await attain(folder);
  const differs = said.refusal ?? said.fault ?? differenceOf([figures], said.figures);
  if (differs === undefined) return (await kept(folder)) ?? { outcome: 'way out worked' };
  const why = `after its way out: ${differs}; refused before: ${refusal.slice(0, 400)}`;
  return { outcome: 'WRONG', why };
}

/** Moves the foreign part out of the way, as the refusal says. */
async function moveForeign(data: string, refusal: string): Promise<void> {
  const names = refusal.includes('the log comes from another data folder')
    ? ['log.db', 'log.db-wal', 'log.db-shm']
    : /the store comes from another data folder|different data folders/.test(refusal)
      ? ['store']
      : [];
  for (const name of names) await rm(join(data, name), { recursive: true, force: true });
}

/** What was agreed and the dead letter must still be there, and all figures equal to their facts and sources. */
async function kept(folder: string): Promise<Judged | undefined> {
  const history = await runCli(['goals', 'history', 'net', '--json'], folder);
  const letters = await runCli(['dead-letters', 'list', '--json'], folder);
  if (!history.stdout.includes('a new plan')) {
    return {
      outcome: 'WRONG',
      why: `the history of goals is lost: ${history.stdout}${history.stderr}`,
    };
  }
  if (!letters.stdout.includes('till.jsonl:1')) {
    return { outcome: 'WRONG', why: `the dead letter is lost: ${letters.stdout}${letters.stderr}` };
  }
  const { code, stdout, stderr } = await runCli(['reconcile', '--json'], folder);
  if (code === 0) return undefined;
  return { outcome: 'WRONG', why: `reconcile ended with ${code}: ${stdout}${stderr}` };
}

async function attain(folder: string): Promise<Said> {
  const { code, stdout, stderr } = await runCli(['attain', '--json'], folder);
  const fault = faultOf(stderr);
  if (fault !== undefined) return { fault };
  if (code !== 0) return { refusal: `${stderr}${stdout.slice(0, 2_000)}` };
  const { goals } = JSON.parse(stdout) as { goals: { id: string; actual?: string }[] };
  return { figures: Object.fromEntries(goals.map(({ id, actual = 'none' }) => [id, actual])) };
}

async function sync(folder: string): Promise<Said> {
  const { code, stdout, stderr } = await runCli(['sync'], folder);
  const fault = faultOf(stderr);
  if (fault !== undefined) return { fault };
  const failed = code !== 0 && (code !== 1 || /"failed"|Fix: |Mend: /.test(stdout + stderr));
  return failed ? { refusal: `${stderr}${stdout}` } : {};
}

/** A stack trace is no sentence. */
function faultOf(text: string): string | undefined {
  const trace = /^ +at .+:\d+:\d+\)?$/m.exec(text);
  return trace === null ? undefined : text.slice(0, 600);
}

/** @param allowed the figures of which one must be shown. */
function differenceOf(allowed: readonly Figures[], found: Figures | undefined): string | undefined {
  if (found === undefined) return undefined;
  const fits = allowed.some((figures) =>
    Object.entries(figures).every(
      ([id, value]) => Number(found[id]).toFixed(6) === Number(value).toFixed(6),
    ),
  );
  return fits ? undefined : `shows ${JSON.stringify(found)} for ${JSON.stringify(allowed[0])}`;
}
