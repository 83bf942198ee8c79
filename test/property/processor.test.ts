import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../pipeline/attainment/ledger.ts';
import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import type { Log, LogRecord } from '../../pipeline/log/log.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import { reattribute } from '../../pipeline/processor/reattribute.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { addDecimals } from '../../schemas/decimal.ts';
import { FACT_DIMENSIONS } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import {
  dimensionsOf,
  epochs as epochsOf,
  goalIds,
  goalSets,
  INTERNAL_NAMES,
  renamed,
  touches,
} from '../support/arbitraries.ts';
import { Crash, Crasher, type CrashPoint } from '../support/crashing.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { naiveGoals } from '../support/naive-attribution.ts';
import { latestFacts, naiveDaily, type Message } from './naive-recompute.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

const days = ['2024-01-31', '2024-02-01', '2024-02-29'];
const day = fc.constantFrom(...days);
const amount = fc.constantFrom('0.01', '19.99', '-5', '1000000.123456');
const id = fc.constantFrom('a', 'b', 'c', "d'\\");
const version = fc.integer({ min: 1, max: 4 });

/** Mostly one stream; the same ids in others are other facts. */
const origin = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ source: 's', stream: 'x' }) },
  { weight: 1, arbitrary: fc.constant({ source: 's', stream: 'y' }) },
  { weight: 1, arbitrary: fc.constant({ source: 't', stream: 'x' }) },
);

const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        origin,
        id,
        version,
        day,
        values: dimensionsOf(FACT_DIMENSIONS.sale),
        gross: amount,
        returned: amount,
        orderId: fc.constantFrom('o1', 'o2'),
      })
      .chain(({ origin: from, values, ...sale }) =>
        touches.map((some) => ({ ...from, ...sale, ...values, ...some })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ origin, id, version, deleted: fc.constant(true as const) })
      .map(({ origin: from, ...deletion }) => ({ ...from, ...deletion })),
  },
);

const MOST_GOALS = 5;
const METRICS = ['net_sales', 'orders'];
const someEpochs = epochsOf(goalSets('sale', METRICS, MOST_GOALS));

/** Every goal of one id is of one metric, as it is in a goal's history. */
function named(generated: readonly Epoch[], ids: readonly string[]): readonly Epoch[] {
  return generated.map(({ from, goals }) => ({
    from,
    goals: METRICS.flatMap((metric, n) => {
      const own = goals.filter((goal) => goal.metric === metric);
      return renamed(own, ids.slice(n * MOST_GOALS));
    }),
  }));
}

type Step =
  | { readonly kind: 'append'; readonly messages: readonly Message[] }
  | { readonly kind: 'attribute'; readonly count: number }
  | { readonly kind: 'aggregate'; readonly count: number }
  | { readonly kind: 'goals'; readonly epochs: readonly Epoch[] }
  | { readonly kind: 'owners'; readonly owner: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      messages: fc.array(message, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('attribute' as const),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('aggregate' as const),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('goals' as const), epochs: someEpochs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('owners' as const),
      owner: fc.constantFrom('anna', 'bo'),
    }),
  },
);

const crashes: fc.Arbitrary<readonly CrashPoint[]> = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 8 }), tookEffect: fc.boolean() }),
  { maxLength: 8 },
);

/** The processor's stages over topics in memory; a crash forgets everything but topics, offsets and store. */
class Process {
  readonly facts: string[] = [];
  readonly #marks: LogRecord[] = [];
  #attributed = 0;
  #aggregated = 0;
  #disturbed = 0;
  #epochs: readonly Epoch[];
  readonly #store: Store;
  readonly #log: Log;

  constructor(store: Store, crasher: Crasher, epochs: readonly Epoch[]) {
    this.#epochs = epochs;
    this.#store = crasher.store(store);
    const append: Pick<Log, 'append'> = {
      append: (topic, records) => {
        if (topic !== 'marks')
          throw new Error(`unexpected dead letter: ${JSON.stringify(records)}`);
        this.#marks.push(...records);
        return Promise.resolve();
      },
    };
    this.#log = crasher.append(append) as Log;
  }

  /** A restarted process reads batches of other sizes than the one that died. */
  async run(next: Step, attempt: number): Promise<void> {
    if (next.kind === 'append' && attempt === 0) this.facts.push(...next.messages.map(encode));
    if (next.kind === 'attribute') await this.#attribute(next.count + 3 * attempt);
    if (next.kind === 'aggregate') await this.#aggregate(next.count + 3 * attempt);
    if (next.kind === 'goals') {
      this.#epochs = next.epochs;
      await this.#reattribute();
    }
    if (next.kind === 'owners') await this.#changeOwners(next.owner);
  }

  /** What a restarted process does until it is idle. */
  async finish(): Promise<void> {
    await this.#reattribute();
    while (this.#attributed < this.facts.length) await this.#attribute(7);
    while (this.#aggregated < this.#marks.length) await this.#aggregate(100);
  }

  /** Facts that a change of owners alone attributed anew. */
  get disturbed(): number {
    return this.#disturbed;
  }

  get epochs(): readonly Epoch[] {
    return this.#epochs;
  }

  async #reattribute(): Promise<number> {
    const context = {
      store: this.#store,
      log: this.#log,
      ...ruleSetOf(this.#epochs, metrics),
    };
    return reattribute(context);
  }

  /** Whose goals they are, and how much they ask for, changes nothing in what counts. */
  async #changeOwners(owner: string): Promise<void> {
    await this.#reattribute();
    this.#epochs = this.#epochs.map(({ from, goals }) => ({
      from,
      goals: goals.map((goal) => ({ ...goal, title: owner, owners: [{ owner, share: '1' }] })),
    }));
    this.#disturbed += await this.#reattribute();
  }

  async #attribute(count: number): Promise<void> {
    const values = this.facts.slice(this.#attributed, this.#attributed + count);
    const ruleSet = ruleSetOf(this.#epochs, metrics);
    const context = {
      store: this.#store,
      log: this.#log,
      rules: () => Promise.resolve(ruleSet),
      now: () => 0,
    };
    await attributeBatch(context, 'sale', { topic: 'facts.sale', records: values.map(stored) });
    this.#attributed += values.length;
  }

  async #aggregate(count: number): Promise<void> {
    const marks = this.#marks.slice(this.#aggregated, this.#aggregated + count);
    const ruleSet = ruleSetOf(this.#epochs, metrics);
    const records = marks.map((mark) => stored(mark.value ?? ''));
    await aggregateBatch(
      { store: this.#store, rules: () => Promise.resolve(ruleSet) },
      { topic: 'marks', records },
    );
    this.#aggregated += marks.length;
  }
}

function stored(value: string) {
  return { key: '', value, partition: 0, offset: 0, timestamp: 0 };
}

function encode(content: Message): string {
  if (content.deleted === true) return JSON.stringify(content);
  const rest = { kind: 'line', occurredAt: 0, observedAt: 0, quantity: '1', currency: 'DKK' };
  return JSON.stringify({ ...content, ...rest });
}

async function survive(work: (attempt: number) => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await work(attempt);
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

async function storedDaily(store: Store): Promise<Map<string, string>> {
  const rows = await store.query<{ key: string; cell: string }>(
    `SELECT concat(goal, ' ', part, ' ', toString(day)) AS key,
            concat(toString(value), ' ', toString(facts), ' ', toString(finalizeAggregation(uniq))) AS cell
     FROM goal_daily FINAL WHERE facts > 0 AND part IN ('net_sales', 'orders')`,
  );
  return new Map(rows.map(({ key, cell }) => [key, cell]));
}

test(
  `any versions, order, batching and crashes give what a naive recompute gives (seed ${SEED})`,
  async () => {
    /** Goals with facts whose names are the program's own, or look like them. */
    let internal = 0;
    await fc.assert(
      fc.asyncProperty(
        someEpochs,
        fc.array(step, { minLength: 3, maxLength: 25 }),
        crashes,
        goalIds(METRICS.length * MOST_GOALS),
        async (first, steps, points, ids) => {
          const store = await engine.soleStore();
          const crasher = new Crasher(points);
          const process = new Process(store, crasher, named(first, ids));
          for (const each of steps) {
            const next =
              each.kind === 'goals' ? { ...each, epochs: named(each.epochs, ids) } : each;
            await survive((attempt) => process.run(next, attempt)).catch(rethrow(next));
          }
          await survive(() => process.finish());
          await crasher.idle();
          expect(process.disturbed).toBe(0);
          const facts = latestFacts(process.facts);
          const expected = naiveDaily(process.epochs, facts);
          expect(sorted(await storedDaily(store))).toEqual(sorted(expected));
          const goals = process.epochs.flatMap((epoch) => epoch.goals);
          for (const { id: goal } of goals) {
            const counted = [...expected.keys()].some((key) => key.startsWith(`${goal} `));
            if (counted && INTERNAL_NAMES.some((name) => name === goal)) internal += 1;
          }
          for (const goal of new Map(goals.map((each) => [each.id, each])).values()) {
            for (const counter of [goal.id, `unattributed/${goal.id}`, `overlap/${goal.id}`]) {
              const counts = [...expected.keys()].some((key) => key.startsWith(`${counter} `));
              if (counts || counter === goal.id) await checkLedger(store, counter, goal, expected);
            }
          }
          for (const each of days) checkSums(naiveGoals(process.epochs, each), each, expected);
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(internal).toBeGreaterThan(RUNS / 10);
  },
  Math.max(600_000, RUNS * 3_000),
);

/** The ledger of a goal and of its remainders adds up to the aggregates. */
async function checkLedger(
  store: Store,
  counter: string,
  goal: Goal,
  expected: ReadonlyMap<string, string>,
): Promise<void> {
  const metric = metrics.get(goal.metric);
  const part = metric?.parts[0].id;
  if (metric === undefined || part === undefined) throw new Error(goal.metric);
  const cells = [...expected].filter(([key]) => key.startsWith(`${counter} ${part} `));
  const page = await readLedger(store, counter, { goal, states: [] }, metric, {
    limit: 1000,
    today: '2149-06-06',
  });
  const facts = cells.reduce((sum, [, cell]) => sum + Number(cell.split(' ')[1]), 0);
  expect(page.entries.length).toBe(counter.startsWith('overlap/') ? page.entries.length : facts);
  if (part !== 'net_sales') return;
  const total = cells.reduce((sum, [, cell]) => addDecimals(sum, cell.split(' ')[0] ?? '0'), '0');
  expect(page.totals[part]).toBe(total);
  expect(page.entries.reduce((sum, { values }) => addDecimals(sum, values[part] ?? '0'), '0')).toBe(
    total,
  );
}

/** Children − overlap + unattributed = parent, and so for the goals of the metric and its total. */
function checkSums(
  goals: readonly Goal[],
  on: string,
  expected: ReadonlyMap<string, string>,
): void {
  const sales = goals.filter(({ metric }) => metric === 'net_sales');
  const value = (counter: string): string =>
    expected.get(`${counter} net_sales ${on}`)?.split(' ')[0] ?? '0';
  const check = (whole: string, name: string, parts: readonly Goal[]): void => {
    const sum = parts.reduce((all, part) => addDecimals(all, value(part.id)), '0');
    const rest = addDecimals(value(`unattributed/${name}`), value(`overlap/${name}`), -1);
    expect(addDecimals(sum, rest)).toBe(value(whole));
  };
  for (const goal of sales) {
    const children = sales.filter(({ parent }) => parent === goal.id);
    if (children.length > 0) check(goal.id, goal.id, children);
  }
  const tops = sales.filter(({ parent }) => parent === undefined);
  if (tops.length > 0) check('total/all', 'metric.net_sales', tops);
}

function sorted(map: ReadonlyMap<string, string>): readonly string[] {
  return [...map].map(([key, cell]) => `${key} = ${cell}`).toSorted();
}

function rethrow(next: Step): (error: unknown) => never {
  return (error) => {
    throw new Error(`in step ${JSON.stringify(next)}`, { cause: error });
  };
}
