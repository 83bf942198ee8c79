import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { repairReportSchema, type RepairReport } from '../../schemas/repair.ts';
import { runCli, type CliResult } from '../support/cli.ts';

const CONFIG = `business: { name: Test shop, timezone: Europe/London, currency: GBP }
server: { port: 0 }
connections:
  shop:
    connector: csv
    path: sales.csv
    fact: sale
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price, country: Country }
  till:
    connector: csv
    path: "till/*.csv"
    fact: sale
    mode: append
    columns: { id: Invoice, occurredAt: At, orderId: Invoice, quantity: Qty, unitPrice: Price, country: Country }
  visits:
    connector: csv
    path: visits.csv
    fact: traffic
    columns: { id: Day, occurredAt: Day, sessions: Sessions, converted: Orders }
`;

const WINDOW = 'window: { start: 2024-01-01, end: 2024-12-31 }';
const GOALS = `owners: [{ id: anna, name: Anna Holm }]
goals:
  - { id: all, title: All, metric: net_sales, owner: anna, type: reach, target: 100000, ${WINDOW} }
  - { id: france, title: France, metric: net_sales, owner: anna, parent: all, type: reach, target: 10, ${WINDOW}, scope: { dimension: country, equals: France } }
  - { id: sessions, title: Sessions, metric: sessions, owner: anna, type: reach, target: 10, ${WINDOW} }
`;

const SALES = 'Invoice,At,Qty,Price,Country\n';

/** Sales on days of a year; a bad row makes a dead letter. */
function sales(prefix: string, count: number): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const month = String((n % 12) + 1).padStart(2, '0');
    const day = String((n % 28) + 1).padStart(2, '0');
    return `${prefix}${n},2024-${month}-${day} 10:00,${(n % 3) + 1},${n % 7}.25,${n % 4 === 0 ? 'France' : 'Denmark'}`;
  });
  return `${SALES}${rows.join('\n')}\n${prefix}bad,someday,1,1,Denmark\n`;
}

function visits(): string {
  const rows = Array.from({ length: 40 }, (_, n) => {
    const day = new Date(Date.UTC(2024, 1, 1 + n)).toISOString().slice(0, 10);
    return `${day},${100 + n},${n}`;
  });
  return `Day,Sessions,Orders\n${rows.join('\n')}\n`;
}

/** A project whose data folder was filled once; each case gets it as it was then. */
export class LossWorld {
  readonly folder: string;
  readonly data: string;
  /** The figures of the whole folder. */
  whole: object = {};

  constructor(folder: string) {
    this.folder = folder;
    this.data = join(folder, '.goalstream');
  }

  static async make(): Promise<LossWorld> {
    const world = new LossWorld(await mkdtemp(join(tmpdir(), 'goalstream-loss-')));
    const { folder } = world;
    await mkdir(join(folder, 'goals'));
    await mkdir(join(folder, 'till'));
    await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
    await writeFile(join(folder, 'goals', 'goals.yaml'), GOALS);
    await writeFile(join(folder, 'sales.csv'), sales('s', 300));
    await writeFile(join(folder, 'till', 'a.csv'), sales('a', 120));
    await writeFile(join(folder, 'till', 'b.csv'), sales('b', 80));
    await writeFile(join(folder, 'visits.csv'), visits());
    await runCli(['sync', '--json'], folder);
    world.whole = (await world.attain()).figures;
    await cp(world.data, join(folder, 'kept'), { recursive: true });
    await cp(join(folder, 'till'), join(folder, 'kept-till'), { recursive: true });
    return world;
  }

  /** The data folder and the files of the source as they were. */
  async reset(): Promise<void> {
    for (const [from, to] of [
      ['kept', this.data],
      ['kept-till', join(this.folder, 'till')],
    ] as const) {
      await rm(to, { recursive: true, force: true });
      await cp(join(this.folder, from), to, { recursive: true });
    }
  }

  run(...args: string[]): Promise<CliResult> {
    return runCli(args, this.folder);
  }

  /** Exit code, and each goal's figures. */
  async attain(): Promise<{ code: number | null; figures: object; states: string[] }> {
    const { code, stdout } = await this.run('attain', '--json');
    if (stdout === '') return { code, figures: {}, states: [] };
    const { goals } = attainmentReportSchema.parse(JSON.parse(stdout));
    return {
      code,
      figures: Object.fromEntries(
        goals.map(({ id, actual, daily }) => [
          id,
          `${actual}: ${daily.map(({ day, value }) => `${day} ${value}`).join(', ')}`,
        ]),
      ),
      states: goals.map(({ state }) => state),
    };
  }

  async repair(...args: string[]): Promise<{ code: number | null; report: RepairReport }> {
    const { code, stdout, stderr } = await this.run('repair', '--json', ...args);
    if (stdout === '') throw new Error(stderr);
    return { code, report: repairReportSchema.parse(JSON.parse(stdout)) };
  }

  /** The folders of a table's parts. */
  async parts(table: string): Promise<string[]> {
    const found: string[] = [];
    const store = join(this.data, 'store', 'data');
    const uuid = await this.#uuidOf(table);
    const folder = join(store, 'store', uuid.slice(0, 3), uuid);
    for (const name of await readdir(folder))
      if (/_\d+_\d+_\d+/.test(name)) found.push(join(folder, name));
    return found;
  }

  async #uuidOf(table: string): Promise<string> {
    const store = join(this.data, 'store', 'data');
    for (const name of await readdir(store, { recursive: true })) {
      if (!name.endsWith(`/${table}.sql`) || name.includes('/bi/')) continue;
      const text = await readFile(join(store, name), 'utf8');
      const uuid = /UUID '([0-9a-f-]+)'/.exec(text)?.[1];
      if (uuid !== undefined && text.includes('MergeTree')) return uuid;
    }
    throw new Error(`there is no table ${table}`);
  }

  /** Takes from the log what its retention would have: every fact that was read. */
  forgetLoggedFacts(): void {
    const db = new DatabaseSync(join(this.data, 'log.db'));
    const topics = db.prepare(`select id, partitions from topics where name like 'facts.%'`).all();
    const names = db.prepare(`select name from sqlite_master where type = 'table'`).all();
    for (const { id, partitions } of topics) {
      for (let partition = 0; partition < Number(partitions); partition++) {
        for (const { name } of names) {
          if (String(name).endsWith(`_${String(id)}_${partition}`))
            db.exec(`delete from ${String(name)}`);
        }
      }
    }
    db.close();
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
