import { cp, mkdir, mkdtemp, rename, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { hasRetail, RETAIL_CSV, RETAIL_MAPPING } from '../support/retail.ts';

export const PREFIX = 'chaos.';
export const PARTITIONS = 12;

const EXAMPLE_GOALS = new URL('../../connectors/csv/example/goals/retail.yaml', import.meta.url);
const SYNTHETIC_GOALS = new URL('goals.yaml', import.meta.url);

export interface ProjectAccess {
  readonly brokers: readonly string[];
  readonly store: { readonly url: string; readonly username: string; readonly password: string };
}

/** A folder with the project of the run; `logs` is for what the workers say. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goalstream-chaos-'));
  await mkdir(join(folder, 'goals'));
  await mkdir(join(folder, 'logs'));
  await cp(fileURLToPath(EXAMPLE_GOALS), join(folder, 'goals', 'retail.yaml'));
  await cp(fileURLToPath(SYNTHETIC_GOALS), join(folder, 'goals', 'synthetic.yaml'));
  return folder;
}

/** Writes goalstream.yaml: the UCI example on Kafka and on a store behind the proxy. */
export async function writeProject(folder: string, { brokers, store }: ProjectAccess) {
  const retail = { connector: 'csv', path: 'retail.csv.gz', mode: 'snapshot', ...RETAIL_MAPPING };
  const config = {
    business: { name: 'UK gift shop', timezone: 'Europe/London', currency: 'GBP' },
    connections: hasRetail ? { retail } : {},
    goals: ['goals'],
    store,
    log: { kafka: { brokers, prefix: PREFIX, replication: 1, partitions: PARTITIONS } },
  };
  await writeFile(join(folder, 'goalstream.yaml'), stringify(config));
}

/**
 * Puts the UCI file in the project: first a version of it with other countries, missing and foreign
 * lines, later the real one, so that the snapshot corrects, adds and deletes facts.
 */
export async function placeRetail(folder: string, version: 'spoilt' | 'real'): Promise<void> {
  const draft = join(folder, 'retail.draft.gz');
  if (version === 'real') await cp(RETAIL_CSV, draft);
  else await writeFile(draft, gzipSync(await spoiltRetail(), { level: 1 }));
  await rename(draft, join(folder, 'retail.csv.gz'));
}

async function spoiltRetail(): Promise<string> {
  const lines: string[] = [];
  const file = createReadStream(RETAIL_CSV).pipe(createGunzip());
  let number = 0;
  for await (const line of createInterface({ input: file, crlfDelay: Infinity })) {
    number += 1;
    if (number > 1 && number % 37 === 0) continue;
    const spoilt = number % 11 === 0 ? line.replace(/,United Kingdom$/, ',Denmark') : line;
    lines.push(spoilt);
    if (number > 1 && number % 53 === 0) lines.push(`9${line}`);
  }
  return `${lines.join('\n')}\n`;
}
