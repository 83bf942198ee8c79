import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { collect, totalLag } from '../support/log-helpers.ts';

const SCRIPT = fileURLToPath(new URL('../support/append-until-killed.ts', import.meta.url));

/** Runs the appending child, kills it with -9 some ms after its first ack, answers its acks. */
async function appendAndKill(dir: string, from: number, delayMs: number): Promise<number[]> {
  const child = spawn(process.execPath, [SCRIPT, dir, 'numbers', String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acked: number[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => acked.push(Number(line)));
  await once(lines, 'line');
  await sleep(delayMs);
  child.kill('SIGKILL');
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return acked;
}

test('kill -9 loses nothing that was acknowledged', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'log-'));
  const acked: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    acked.push(...(await appendAndKill(dir, round * 1_000_000, Math.random() * 150)));
  }
  const log = await openEmbeddedLog({ dir });
  const records = await collect(log, 'numbers', await totalLag(log, 'numbers'));
  await log.close();
  await rm(dir, { recursive: true });
  const stored = new Set(records.map(({ value }) => Number(value)));
  expect(acked.length).toBeGreaterThanOrEqual(5);
  expect(acked.filter((n) => !stored.has(n))).toEqual([]);
  expect(stored.size).toBe(records.length);
});
