import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRuntime } from '../../pipeline/app/runtime.ts';
import { loadProject } from '../../pipeline/config/load-project.ts';
import { openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { connectors } from '../../connectors/registry.ts';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { letterListSchema, letterSchema, letterReplaySchema } from '../../schemas/dead-letters.ts';
import { replayResultSchema } from '../../schemas/replay.ts';
import { runCli, startCli } from '../support/cli.ts';

const CONFIG = `business: { name: Test shop, timezone: Europe/London, currency: GBP }
connections:
  shop:
    connector: csv
    path: sales.csv
    fact: sale
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price, country: Country }
server: { port: 0 }
`;

const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: all, title: All, metric: net_sales, owner: anna, type: reach, target: 100, window: { start: 2024-01-01, end: 2024-12-31 } }
`;

const CSV = `Invoice,At,Qty,Price,Country
1,2024-03-30 10:00,2,1.10,Denmark
2,2024-03-30 11:00,1,5,France
3,2024-03-31 00:30,1,7,Denmark
4,2024-03-31 09:00,none,7,Denmark
`;

const FIGURES = { '2024-03-30': '7.2', '2024-03-31': '7' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-letters-'));
  await mkdir(join(folder, 'goals'));
  await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
  await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
  await writeFile(join(folder, 'sales.csv'), CSV);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function cli(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], folder);
  if (code !== 0) throw new Error(`${args.join(' ')} gave ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function daily(): Promise<Record<string, string | undefined>> {
  const { goals } = attainmentReportSchema.parse(await cli('attain'));
  return Object.fromEntries((goals[0]?.daily ?? []).map(({ day, value }) => [day, value]));
}

async function list(...args: string[]) {
  return letterListSchema.parse(await cli('dead-letters', 'list', ...args));
}

async function poison(): Promise<void> {
  const log = await openEmbeddedLog({ dir: join(folder, '.goalstream') });
  const headers = {
    schema: '9.0',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  await log.append('facts.sale', [{ key: 'shop/sale/x', value: '{"from":"the future"}', headers }]);
  await log.close();
}

test('a poisoned message is listed, shown and replayed, and the others count', async () => {
  // A row is rejected.
  expect((await runCli(['sync', '--json'], folder)).code).toBe(1);
  expect(await daily()).toEqual(FIGURES);
  await poison();
  const { letters, reasons, total } = await list();
  expect(total).toBe(2);
  expect(
    letters.map(({ stage, replayable, connection }) => ({ stage, replayable, connection })),
  ).toEqual([
    { stage: 'attribute', replayable: true, connection: 'shop' },
    { stage: 'sync', replayable: false, connection: 'shop' },
  ]);
  expect(reasons.map(({ reason }) => reason)).toContain('schema version 9.0 is unknown here');
  const [letter, row] = letters;
  const shown = letterSchema.parse(await cli('dead-letters', 'show', letter?.id ?? ''));
  expect(shown.record).toMatchObject({
    topic: 'facts.sale',
    key: 'shop/sale/x',
    value: '{"from":"the future"}',
    headers: { schema: '9.0', traceparent: expect.stringContaining('00-0af7') as string },
  });
  expect(shown.place).toBe(`facts.sale/${shown.record?.partition}@${shown.record?.offset}`);

  const replayed = letterReplaySchema.parse(await cli('dead-letters', 'replay', letter?.id ?? ''));
  expect(replayed).toMatchObject({ replayed: 1, already: 0 });
  const after = await list('--stage', 'attribute');
  expect(after.letters).toHaveLength(1);
  expect(after.letters[0]?.id).not.toBe(letter?.id);
  const again = letterReplaySchema.parse(await cli('dead-letters', 'replay', letter?.id ?? ''));
  expect(again).toMatchObject({ replayed: 0, already: 1 });
  expect(await list('--stage', 'attribute')).toEqual(after);
  expect((await list('--all')).total).toBe(3);

  const refused = await runCli(['dead-letters', 'replay', row?.id ?? ''], folder);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('goalstream sync --connection shop');
  expect(await daily()).toEqual(FIGURES);
}, 180_000);

test('a replay of the whole topic changes nothing, and heals a store that lost facts', async () => {
  const first = replayResultSchema.parse(await cli('replay', '--topic', 'facts.sale'));
  expect(first).toMatchObject({ records: 5, deadLetters: 2, days: 2 });
  expect(await daily()).toEqual(FIGURES);
  await loseFacts();
  await cli('replay', '--topic', 'marks');
  expect(await daily()).toEqual({ '2024-03-31': '7' });
  const healed = await cli('replay', '--topic', 'facts.sale', '--from', '2024-01-01 08:00');
  expect(healed).toMatchObject({ records: 5, assumedZone: 'Europe/London' });
  expect(await daily()).toEqual(FIGURES);
}, 180_000);

async function loseFacts(): Promise<void> {
  const project = await loadProject(join(folder, 'goalstream.yaml'), connectors, process.env);
  const runtime = await openRuntime(project, { storePort: 0 });
  try {
    await runtime.store.command("DELETE FROM fact_sale WHERE day = '2024-03-30'");
  } finally {
    await runtime.close();
  }
}

test('wrong usage is told with its mend', async () => {
  for (const [args, text] of [
    [['replay', '--topic', 'runs'], 'Allowed choices are facts.sale'],
    [['replay', '--topic', 'marks', '--from', 'monday'], 'Write an offset such as 1042'],
    [['dead-letters', 'replay'], 'name the letters to replay'],
    [['dead-letters', 'replay', '7@7'], 'there is no dead letter 7@7'],
    [['dead-letters', 'show', '7@7'], 'there is no dead letter 7@7'],
  ] as const) {
    const { code, stderr } = await runCli(args, folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(text) as string });
  }
}, 120_000);

test('while an instance runs, the same goes through it', async () => {
  const child = startCli(['up'], folder);
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C')) resolve();
    });
    ended.then(() => reject(new Error('up ended')), reject);
  });
  const { letters } = await list('--stage', 'attribute', '--topic', 'facts.sale');
  expect(letters).toHaveLength(1);
  const replayed = await cli('dead-letters', 'replay', '--stage', 'attribute');
  expect(replayed).toMatchObject({ replayed: 1 });
  expect((await list('--stage', 'attribute')).letters[0]?.id).not.toBe(letters[0]?.id);
  expect(await cli('replay', '--topic', 'facts.sale')).toMatchObject({ days: 2 });
  const wrong = await runCli(['replay', '--topic', 'runs'], folder);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('facts.sale') as string });
  expect(await daily()).toEqual(FIGURES);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}, 180_000);
