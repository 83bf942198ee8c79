/**
 * Pulls the whole sample shop as its first start would today, and runs its own `goals check` on the
 * facts: it must find nothing. `npm run test:sample`; about a minute on one core.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { sampleProject } from '../../pipeline/cli/sample-project.ts';
import { runCli } from '../support/cli.ts';

const checkSchema = z.object({
  history: z.literal('read'),
  warnings: z.array(z.unknown()),
  findings: z.array(z.object({ goal: z.string(), field: z.string(), message: z.string() })),
  past: z.array(z.object({ goal: z.string(), spans: z.int(), met: z.int() })),
});

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-sample-'));
  try {
    await sampleProject(folder, Date.now());
    const synced = await runCli(['sync'], folder);
    if (synced.code !== 0) throw new Error(`the sync ended with ${synced.code}: ${synced.stderr}`);
    const checked = await runCli(['goals', 'check', '--strict', '--json'], folder);
    const { past, findings } = checkSchema.parse(JSON.parse(checked.stdout));
    for (const { goal, spans, met } of past) {
      console.log(`${goal}: met in ${met} of ${spans} past stretches`);
    }
    for (const { goal, field, message } of findings) {
      console.log(`FINDING ${goal}.${field}: ${message}`);
    }
    console.log(`${findings.length} findings; goals check --strict ended with ${checked.code}`);
    return checked.code ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
