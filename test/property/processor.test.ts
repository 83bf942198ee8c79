import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../pipeline/attainment/ledger.ts';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import type { Log, LogRecord } from '../../pipeline/log/log.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import { reattribute } from '../../pipeline/processor/reattribute.ts';
import { countersByPart } from '../../pipeline/processor/recompute-sql.ts';
import { rulesRevision } from '../../pipeline/processor/revision.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { addDecimals } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { channels, countries, scope } from '../support/arbitraries.ts';
import { Crash, Crasher, type CrashPoint } from '../support/crashing.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { latestFacts, naiveDaily, type Message } from './naive-recompute.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 40);
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

const day = fc.constantFrom('2024-01-31', '2024-02-01', '2024-02-29');
const amount = fc.constantFrom('0.01', '19.99', '-5', '1000000.123456');
const id = fc.constantFrom('a', 'b', 'c', "d'\\");
const version = fc.integer({ min: 1, max: 4 });

const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      id,
      version,
      day,
      country: fc.constantFrom(...countries),
      channel: fc.constantFrom(...channels),
      gross: amount,
      returned: amount,
      orderId: fc.constantFrom('o1', 'o2'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ id, version, deleted: fc.constant(true as const) }) },
);

const goalSet: fc.Arbitrary<readonly Goal[]> = fc
  .array(
    fc.record({
      scope,
      metric: fc.constantFrom('net_sales', 'orders'),
      start: fc.constantFrom('2024-01-01', '2024-02-01'),
      priority: fc.integer({ min: 0, max: 1 }),
      child: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((drafts) =>
    drafts.map(({ scope: some, metric, start, priority, child }, index) => {
      const parent = drafts.findIndex((draft) => draft.metric === metric);
      return reach({
        id: `g${index}`,
        metric,
        scope: some,
        priority,
        window: { start, end: '2024-02-28' },
        ...(child && parent < index ? { parent: `g${parent}` } : {}),
      });
    }),
  );

type Step =
  | { readonly kind: 'append'; readonly messages: readonly Message[] }
  | { readonly kind: 'attribute'; readonly count: number }
  | { readonly kind: 'aggregate'; readonly count: number }
  | { readonly kind: 'goals'; readonly goals: readonly Goal[] };

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
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('goals' as const), goals: goalSet }) },
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
  #goals: readonly Goal[];
  readonly #store: Store;
  readonly #log: Log;

  constructor(store: Store, crasher: Crasher, goals: readonly Goal[]) {
    this.#goals = goals;
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
      this.#goals = next.goals;
      await this.#reattribute();
    }
  }

  /** What a restarted process does until it is idle. */
  async finish(): Promise<void> {
    await this.#reattribute();
    while (this.#attributed < this.facts.length) await this.#attribute(7);
    while (this.#aggregated < this.#marks.length) await this.#aggregate(100);
  }

  get goals(): readonly Goal[] {
    return this.#goals;
  }

  async #reattribute(): Promise<void> {
    const revision = rulesRevision(this.#goals);
    const rules = compileRules(this.#goals, metrics);
    await reattribute({ store: this.#store, log: this.#log, rules, revision });
  }

  async #attribute(count: number): Promise<void> {
    const values = this.facts.slice(this.#attributed, this.#attributed + count);
    const rules = compileRules(this.#goals, metrics);
    const revision = rulesRevision(this.#goals);
    const context = {
      store: this.#store,
      log: this.#log,
      rules: () => ({ rules, revision }),
      now: () => 0,
    };
    await attributeBatch(context, 'sale', { topic: 'facts.sale', records: values.map(stored) });
    this.#attributed += values.length;
  }

  async #aggregate(count: number): Promise<void> {
    const marks = this.#marks.slice(this.#aggregated, this.#aggregated + count);
    const counters = countersByPart(this.#goals, metrics);
    const records = marks.map((mark) => stored(mark.value ?? ''));
    await aggregateBatch(
      { store: this.#store, counters: () => counters },
      { topic: 'marks', records },
    );
    this.#aggregated += marks.length;
  }
}

function stored(value: string) {
  return { key: '', value, partition: 0, offset: 0, timestamp: 0 };
}

function encode(content: Message): string {
  const identity = { source: 's', stream: 'x', ...content };
  if (content.deleted === true) return JSON.stringify(identity);
  const rest = { kind: 'line', occurredAt: 0, observedAt: 0, quantity: '1', currency: 'DKK' };
  return JSON.stringify({ ...identity, ...rest });
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

test(`any versions, order, batching and crashes give what a naive recompute gives (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      goalSet,
      fc.array(step, { minLength: 3, maxLength: 25 }),
      crashes,
      async (goals, steps, points) => {
        const store = await engine.freshStore();
        const process = new Process(store, new Crasher(points), goals);
        for (const next of steps)
          await survive((attempt) => process.run(next, attempt)).catch(rethrow(next));
        await survive(() => process.finish());
        const facts = latestFacts(process.facts);
        const expected = naiveDaily(process.goals, facts);
        expect(sorted(await storedDaily(store))).toEqual(sorted(expected));
        for (const goal of process.goals) await checkLedger(store, goal, expected);
        await store.close();
      },
    ),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
}, 600_000);

async function checkLedger(
  store: Store,
  goal: Goal,
  expected: ReadonlyMap<string, string>,
): Promise<void> {
  const metric = metrics.get(goal.metric);
  const part = metric?.parts[0].id;
  if (metric === undefined || part === undefined) throw new Error(goal.metric);
  const cells = [...expected].filter(([key]) => key.startsWith(`${goal.id} ${part} `));
  const page = await readLedger(store, goal.id, goal, metric, { limit: 1000 });
  const count = cells.reduce((sum, [, cell]) => sum + Number(cell.split(' ')[1]), 0);
  expect(page.entries.length).toBe(count);
  if (part !== 'net_sales') return;
  const total = cells.reduce((sum, [, cell]) => addDecimals(sum, cell.split(' ')[0] ?? '0'), '0');
  expect(page.totals[part]).toBe(total);
  expect(page.entries.reduce((sum, { values }) => addDecimals(sum, values[part] ?? '0'), '0')).toBe(
    total,
  );
}

function sorted(map: ReadonlyMap<string, string>): readonly string[] {
  return [...map].map(([key, cell]) => `${key} = ${cell}`).toSorted();
}

function rethrow(next: Step): (error: unknown) => never {
  return (error) => {
    throw new Error(`in step ${JSON.stringify(next)}`, { cause: error });
  };
}
