import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, type CliResult } from '../support/cli.ts';

const COLUMNS =
  '{ id: id, occurredAt: at, orderId: order, quantity: quantity, gross: gross, country: country, customer: customer }';
const CONFIG = `business: { name: Injured, timezone: Europe/Copenhagen, currency: DKK }
server: { port: 0 }
connections:
  shop: { connector: csv, path: shop.jsonl, fact: sale, columns: ${COLUMNS} }
  till: { connector: csv, path: till.jsonl, fact: sale, mode: append, columns: ${COLUMNS} }
  answers:
    connector: csv
    path: answers.jsonl
    fact: feedback
    columns: { id: id, occurredAt: at, kind: { constant: csat }, score: score, scaleMin: { constant: 1 }, scaleMax: { constant: 5 } }
goals: [goals]
`;
const WINDOW = 'window: { start: 2026-01-01, end: 2026-06-30 }';

function goals(target: number): string {
  const goal = (id: string, metric: string, goalTarget: number): string =>
    `  - { id: ${id}, title: ${id}, metric: ${metric}, owner: anna, type: reach, target: ${goalTarget}, ${WINDOW} }\n`;
  return `owners: [{ id: anna, name: Anna Holm }]\ngoals:\n${goal('net', 'net_sales', target)}${goal('orders', 'orders', 10)}${goal('customers', 'customers', 10)}${goal('repeat', 'repeat_purchase_rate', 1)}${goal('csat', 'csat', 1)}`;
}

interface Row {
  readonly id: string;
  readonly at: string;
  readonly order: string;
  readonly quantity: number;
  readonly gross: string;
  readonly country: string;
  readonly customer: string;
}

/** Sales on days of half a year. */
function rowsOf(prefix: string, from: number, count: number): readonly Row[] {
  return Array.from({ length: count }, (_, place) => {
    const n = from + place;
    const month = String((n % 6) + 1).padStart(2, '0');
    const day = String((n % 28) + 1).padStart(2, '0');
    return {
      id: `${prefix}${n}`,
      at: `2026-${month}-${day} 10:00`,
      order: `${prefix}${Math.floor(n / 2)}`,
      quantity: 1,
      gross: `${(n % 90) + 1}.25`,
      country: n % 3 === 0 ? 'DK' : 'SE',
      customer: `c${n % 25}`,
    };
  });
}

const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** The rows of both sale files, and how many answers there are. */
interface Shop {
  readonly shop: readonly Row[];
  readonly till: readonly Row[];
}

/** What `attain` must say of each goal, added up from the rows by plain loops. */
export type Figures = Readonly<Record<string, string>>;

function figuresOf({ shop, till }: Shop): Figures {
  const all = [
    ...shop.map((row) => ({ ...row, from: 'shop' })),
    ...till.map((row) => ({ ...row, from: 'till' })),
  ];
  const hundredths = all.reduce((sum, { gross }) => sum + Number(gross.replace('.', '')), 0);
  const orders = new Map<string, Set<string>>();
  for (const { from, order, customer } of all) {
    const who = `${from} ${customer}`;
    orders.set(who, (orders.get(who) ?? new Set()).add(order));
  }
  const repeaters = [...orders.values()].filter(({ size }) => size > 1).length;
  return {
    net: String(hundredths / 100),
    orders: String(new Set(all.map(({ from, order }) => `${from} ${order}`)).size),
    customers: String(orders.size),
    repeat: String(repeaters / orders.size),
    csat: '0.4',
  };
}

const FIRST: Shop = { shop: rowsOf('s', 0, 300), till: rowsOf('t', 0, 150) };
const SECOND: Shop = { shop: rowsOf('s', 0, 400), till: rowsOf('t', 0, 200) };
/** Some of the third's rows were corrected in their source. */
function corrected({ shop, till }: Shop): Shop {
  const change = (row: Row, place: number): Row =>
    place % 7 === 0 ? { ...row, gross: `${(place % 50) + 2}.75` } : row;
  return { shop: shop.map(change), till };
}

const THIRD: Shop = { shop: rowsOf('s', 0, 600), till: rowsOf('t', 0, 300) };

/** A project whose data folder is filled once; rounds injure copies of it. */
export class World {
  readonly #base: string;

  private constructor(base: string) {
    this.#base = base;
  }

  static async make(): Promise<World> {
    const base = await mkdtemp(join(tmpdir(), 'goalstream-injuries-'));
    const world = new World(base);
    await world.#project('own', FIRST, 'shop');
    await cp(join(base, 'own', '.goalstream'), join(base, 'older'), { recursive: true });
    await writeRows(join(base, 'own'), SECOND);
    await must(join(base, 'own'), [0], 'sync');
    await writeFile(join(base, 'own', 'goals', 'g.yaml'), goals(5_000));
    await must(join(base, 'own'), [0], 'goals', 'apply', '--reason', 'a new plan');
    await world.#project('other', { shop: rowsOf('o', 0, 90), till: rowsOf('p', 0, 40) }, 'other');
    return world;
  }

  async #project(name: string, shop: Shop, letter: string): Promise<void> {
    const folder = join(this.#base, name);
    await mkdir(join(folder, 'goals'), { recursive: true });
    await writeFile(join(folder, 'goalstream.yaml'), CONFIG);
    await writeFile(join(folder, 'goals', 'g.yaml'), goals(4_000));
    const answers = [5, 4, 3, 2, 1].map((score, n) => ({ id: String(n), at: '2026-02-03', score }));
    await writeFile(join(folder, 'answers.jsonl'), lines(answers));
    await writeRows(folder, shop, `{"id":"${letter}"}\n`);
    await must(folder, [0, 1], 'sync');
  }

  /** The figures before and after the rows that a later sync finds. */
  readonly now = figuresOf(SECOND);
  readonly later = figuresOf(THIRD);
  /** The figures once corrections are read too. */
  readonly changed = figuresOf(corrected(THIRD));
  /** Where one of the connections was read and the other was not. */
  readonly between = [
    figuresOf({ shop: THIRD.shop, till: SECOND.till }),
    figuresOf({ shop: SECOND.shop, till: THIRD.till }),
  ];

  /** A copy to injure: the project's folder. */
  async copy(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'goalstream-injured-'));
    await cp(join(this.#base, 'own'), folder, { recursive: true });
    return folder;
  }

  /** More rows than were synced. */
  async addRows(folder: string): Promise<void> {
    await writeRows(folder, THIRD);
  }

  /** Corrections of rows that were synced. */
  async changeRows(folder: string): Promise<void> {
    await writeRows(folder, corrected(THIRD));
  }

  /** A data folder of before, or of another project. */
  dataOf(which: 'older' | 'other'): string {
    return which === 'older' ? join(this.#base, 'older') : join(this.#base, 'other', '.goalstream');
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true });
  }
}

/** The first line of the till's file is none that can be read: a dead letter. */
async function writeRows(
  folder: string,
  { shop, till }: Shop,
  bad = '{"id":"shop"}\n',
): Promise<void> {
  await writeFile(join(folder, 'shop.jsonl'), lines(shop));
  await writeFile(join(folder, 'till.jsonl'), `${bad}${lines(till)}`);
}

async function must(
  folder: string,
  codes: readonly number[],
  ...args: readonly string[]
): Promise<CliResult> {
  const result = await runCli(args, folder);
  if (result.code !== null && codes.includes(result.code)) return result;
  throw new Error(
    `goalstream ${args.join(' ')} ended with ${result.code}: ${result.stdout}${result.stderr}`,
  );
}
