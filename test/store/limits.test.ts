import { attainment } from '../../pipeline/app/attainment.ts';
import type { ReadSideParts } from '../../pipeline/app/read-side.ts';
import type { Goal } from '../../schemas/goals.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Arrivals } from '../../pipeline/processor/arrivals.ts';
import { findKnown } from '../../pipeline/processor/known-facts.ts';
import { factDayBlock } from '../../pipeline/processor/identity-rows.ts';
import { writeDefinitions } from '../../pipeline/store/definitions.ts';
import { nextVersion } from '../../pipeline/store/next-version.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';

/** More than the engine takes in one statement with a SELECT for each. */
const MANY = 1_500;

let engine: TestEngine;
let store: Store;

beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
});
afterAll(() => engine.stop());

function manyGoals(count: number) {
  return Array.from({ length: count }, (_, n) => {
    const goal = reach({
      id: `goal-${n}`,
      title: `Goal ${n} “o'brien”`,
      target: '-12.000001',
    });
    return { goal, states: [] };
  });
}

function defined(): Promise<Record<string, unknown>[]> {
  return store.query(
    `SELECT count() AS n, countIf(removed = 1) AS removed, any(title) AS title, any(target) AS target,
       any(toString(starts)) AS starts, any(numerator) AS numerator, any(owner_name) AS owner,
       countIf(baseline IS NULL AND band_min IS NULL) AS without
     FROM goal_definition FINAL WHERE id != 'goal-0'`,
  );
}

test('definitions of many goals are written, and those that are no more are marked', async () => {
  const owners = [{ id: 'anna', name: 'Anna Ø' }];
  await writeDefinitions(store, manyGoals(MANY), owners, '2024-03-01', metrics, 1_000);
  expect(await defined()).toMatchObject([
    {
      n: String(MANY - 1),
      removed: '0',
      title: expect.stringContaining("o'brien"),
      target: '-12.000001',
      starts: '2024-01-01',
      numerator: metrics.get('net_sales')?.parts[0].id,
      owner: 'Anna Ø',
      without: String(MANY - 1),
    },
  ]);
  await writeDefinitions(store, manyGoals(1), owners, '2024-03-01', metrics, 1_001);
  expect(await defined()).toMatchObject([{ n: String(MANY - 1), removed: String(MANY - 1) }]);
  const kept = await store.query(`SELECT removed FROM goal_definition FINAL WHERE id = 'goal-0'`);
  expect(kept).toEqual([{ removed: 0 }]);
});

test('what was written while a clock was ahead is replaced all the same', async () => {
  expect(await nextVersion(store, 'goal_definition', 5)).toBe(1_002);
  expect(await nextVersion(store, 'goal_definition', 9_000)).toBe(9_000);
  expect(await nextVersion(await engine.freshStore(), 'business', 5)).toBe(5);
});

test('facts are known again whatever the length of their ids', async () => {
  const count = 3_000;
  const arrivals = new Arrivals(count);
  const standing = { version: 1, deleted: false, digest: 7 };
  for (let n = 0; n < count; n++) {
    const id = `${n}`.padEnd(512, 'æ');
    arrivals.add(
      { source: 's', stream: 't', id, day: '2024-01-02', standing, values: undefined },
      () => 0,
    );
  }
  const numbers = arrivals.newest();
  expect((await findKnown(store, 'sale', arrivals, numbers)).get(arrivals.at(0))).toBeUndefined();
  await store.insert('fact_day', factDayBlock('sale', arrivals, numbers));
  const known = await findKnown(store, 'sale', arrivals, numbers);
  for (const n of [0, 1, 500, count - 1]) expect(known.get(arrivals.at(n))).toBeDefined();
});

/** A goal of somebody with a bounded id of 64 characters. */
function owned(n: number, owner: string, more: Partial<Goal> = {}): Goal {
  const id = `goal-${n}`.padEnd(64, 'x');
  return { ...reach({ id }), owners: [{ owner, share: '1' }], ...more } as Goal;
}

/** What answers are made of, over goals that have always been as they are. */
function partsOf(goals: readonly Goal[], by: Store): ReadSideParts {
  const histories = new Map(
    goals.map((goal) => [
      goal.id,
      { id: goal.id, revisions: [{ n: 1, from: goal.window.start, at: 0, by: 'test', goal }] },
    ]),
  );
  const owners = [...new Set(goals.flatMap((goal) => goal.owners.map(({ owner }) => owner)))];
  const people = { owners: owners.map((id) => ({ id, name: id })), teams: [] };
  const business = { name: 'Test', timezone: 'UTC', currency: 'DKK', locale: 'en' };
  const parts = {
    project: { metrics, goals, connections: [], config: { business } },
    store: by,
    log: { lag: () => Promise.resolve([]), latestByKey: () => Promise.resolve(new Map()) },
    runs: { freshness: () => Promise.resolve([]) },
    agreed: { current: () => Promise.resolve({ histories, ...people }) },
    notAgreed: [],
  };
  return parts as unknown as ReadSideParts;
}

test('an owner’s answer says the same as the whole one and asks for that owner’s goals only', async () => {
  const [family, help] = [owned(0, 'anna'), owned(1, 'anna', { metric: 'orders' })];
  const goals = [
    family,
    help,
    owned(2, 'bo', { parent: family.id }),
    owned(3, 'carl', { parent: family.id }),
    owned(4, 'carl', { metric: 'orders', supports: help.id, weight: '1' }),
    ...Array.from({ length: MANY }, (_, n) => owned(n + 5, `owner-${n % 7}`)),
  ];
  const rows = goals.flatMap(({ id }, n) => {
    const part = n === 1 || n === 4 ? 'orders' : 'net_sales';
    return [`('${id}', '${part}', '2024-01-0${1 + (n % 3)}', ${10 + n}, 1, 1)`];
  });
  await store.command(
    `INSERT INTO goal_daily (goal, part, day, value, facts, version) VALUES ${rows.join(', ')}`,
    {},
    { settings: { max_query_size: '4000000' } },
  );
  const asked: string[] = [];
  const watched = Object.assign(Object.create(store) as Store, {
    query: (...[sql, ...rest]: Parameters<Store['query']>) => {
      asked.push(sql);
      return store.query(sql, ...rest);
    },
  });
  const now = Date.UTC(2024, 5, 1);
  const whole = await attainment(partsOf(goals, watched), {}, now);
  expect(whole.goals).toHaveLength(goals.length);
  expect(Math.max(...asked.map(({ length }) => length))).toBeLessThan(200_000);
  asked.length = 0;
  const own = await attainment(partsOf(goals, watched), { owner: 'anna' }, now);
  const theirs = whole.goals.filter(({ owner }) => owner.id === 'anna');
  expect(own.goals).toEqual(theirs);
  expect(own.metrics).toEqual(whole.metrics);
  expect(own.goals[0]?.children).toMatchObject({ sum: '25', total: '10' });
  expect(own.goals[1]?.score?.of).toHaveLength(1);
  const others = goals.slice(5).map(({ id }) => id);
  expect(others.filter((id) => asked.some((sql) => sql.includes(id)))).toEqual([]);
});
