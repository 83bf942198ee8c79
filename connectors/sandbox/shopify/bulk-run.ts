import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { randomOf } from '../random.ts';
import type { BulkFault } from './faults.ts';
import type { SandboxShop } from './model.ts';
import type { BulkOptions } from './options.ts';

/** An export that is to run. */
export interface BulkWork {
  readonly shop: SandboxShop;
  /** The instant of the shop that is exported, ms. */
  readonly now: number;
  readonly ids: readonly string[];
  readonly linesOf: (order: unknown) => string[];
  readonly file: string;
  readonly options: BulkOptions;
  /** Whether children come right after their parents. */
  readonly grouped: boolean;
  readonly fault: BulkFault | undefined;
  readonly signal: AbortSignal;
  /** Called now and then with how many lines and orders there are by now. */
  readonly progress: (lines: number, orders: number) => void;
}

/** How long (ms) an export works before others get their turn. */
const TURN = 4;
const CHUNK = 65_536;
const SHUFFLE = 200;

/** Writes an export's file and gives its size in bytes. Ends early where it is aborted. */
export async function runBulk(work: BulkWork): Promise<number> {
  const file = await open(work.file, 'w');
  let size = 0;
  let chunk = '';
  const flush = async (): Promise<void> => {
    size += Buffer.byteLength(chunk);
    await file.write(chunk);
    chunk = '';
  };
  try {
    for await (const line of mixed(work, linesOfAll(work))) {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK) await flush();
    }
    await flush();
  } finally {
    await file.close();
  }
  return size;
}

/** Every line, at the speed that is wanted, and never long without a pause. */
async function* linesOfAll(work: BulkWork): AsyncGenerator<string[]> {
  const { shop, now, ids, fault, signal, progress } = work;
  const most = fault?.kind === 'failed' ? fault.afterLines : Infinity;
  const pace = pacer(work.options.ordersPerSecond);
  let lines = 0;
  let orders = 0;
  for (const id of ids) {
    const order = shop.order(id, now);
    if (order !== undefined) {
      const some = work.linesOf(order).slice(0, most - lines);
      lines += some.length;
      orders += 1;
      yield broken(some, lines, fault);
    }
    progress(lines, orders);
    await pace();
    if (signal.aborted || lines >= most) return;
  }
}

/** Spoils the line that the fault names; counted from 1. */
function broken(lines: string[], total: number, fault: BulkFault | undefined): string[] {
  if (fault?.kind !== 'broken-line') return lines;
  const place = fault.line - 1 - (total - lines.length);
  return lines.map((line, index) =>
    index === place ? line.slice(0, Math.floor(line.length / 2)) : line,
  );
}

/** Lines within a window of where they belong, so that children come before and far from parents. */
async function* mixed(work: BulkWork, all: AsyncIterable<string[]>): AsyncGenerator<string> {
  const room = work.grouped ? 0 : (work.options.shuffle ?? SHUFFLE);
  const random = randomOf(work.options.seed ?? 'bulk');
  const held: string[] = [];
  const take = (): string => {
    const place = random.whole(0, held.length - 1);
    const line = held[place] ?? '';
    held[place] = held.at(-1) ?? '';
    held.pop();
    return line;
  };
  for await (const lines of all) {
    for (const line of lines) {
      if (room === 0) yield line;
      else if (held.push(line) > room) yield take();
    }
  }
  while (held.length > 0) yield take();
}

/** Waits where the work is ahead of its speed or has gone on for long. */
function pacer(perSecond: number | undefined): () => Promise<void> {
  const start = performance.now();
  let turn = start;
  let done = 0;
  return async () => {
    done += 1;
    const at = performance.now();
    const ahead = perSecond === undefined ? 0 : start + (done / perSecond) * 1_000 - at;
    if (ahead > 1) await setTimeout(ahead, undefined, { ref: false });
    else if (at - turn > TURN) await setImmediate();
    else return;
    turn = performance.now();
  };
}
