import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Cost } from '../../../../connectors/shopify/api/answer.ts';
import { CostGate, type Pass } from '../../../../connectors/shopify/api/cost-gate.ts';

const COST: Cost = { requested: 10, actual: 10, available: 990, maximum: 1_000, restoreRate: 100 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Entered {
  readonly gate: CostGate;
  readonly passed: string[];
  readonly passes: Map<string, Pass>;
  readonly ask: (name: string, cost: number, signal?: AbortSignal) => Promise<void>;
}

function entering(): Entered {
  const gate = new CostGate(() => Date.now());
  const passed: string[] = [];
  const passes = new Map<string, Pass>();
  return {
    gate,
    passed,
    passes,
    async ask(name, cost, signal = new AbortController().signal) {
      const pass = await gate.enter(cost, signal);
      passed.push(name);
      passes.set(name, pass);
    },
  };
}

/** A gate whose bucket is known. */
async function known(available = 990): Promise<Entered> {
  const entered = entering();
  await entered.ask('first', 10);
  entered.passes.get('first')?.settle({ ...COST, available }, false);
  entered.passed.length = 0;
  return entered;
}

test('as long as the bucket is not known one goes alone', async () => {
  const { ask, passed, passes } = entering();
  for (const name of ['a', 'b', 'c']) void ask(name, 10);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(passed).toEqual(['a']);
  passes.get('a')?.settle(undefined, false);
  await vi.advanceTimersByTimeAsync(0);
  expect(passed).toEqual(['a', 'b']);
  passes.get('b')?.settle(COST, false);
  await vi.advanceTimersByTimeAsync(0);
  expect(passed).toEqual(['a', 'b', 'c']);
});

test('all go in the order they came, each as soon as there is enough for it', async () => {
  const { ask, passed, gate } = await known(100);
  for (const [name, cost] of [['large', 200] as const, ['small', 5] as const]) void ask(name, cost);
  await vi.advanceTimersByTimeAsync(999);
  expect(passed).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(passed).toEqual(['large']);
  await vi.advanceTimersByTimeAsync(50);
  expect(passed).toEqual(['large', 'small']);
  expect(gate.stats).toEqual({ requests: 3, points: 10, throttled: 0, waitedMs: 2_050 });
});

test('what an answer gives back lets the next one through at once', async () => {
  const { ask, passed, passes } = await known(500);
  void ask('a', 500);
  void ask('b', 400);
  await vi.advanceTimersByTimeAsync(0);
  expect(passed).toEqual(['a']);
  passes.get('a')?.settle({ ...COST, requested: 500, actual: 20, available: 480 }, false);
  await vi.advanceTimersByTimeAsync(0);
  expect(passed).toEqual(['a', 'b']);
});

test('whoever gives up leaves the queue, and holds nobody up', async () => {
  const { ask, passed } = await known(0);
  const aborts = new AbortController();
  const large = ask('large', 900, aborts.signal);
  void ask('small', 10);
  await vi.advanceTimersByTimeAsync(200);
  expect(passed).toEqual([]);
  aborts.abort(new Error('stop'));
  await expect(large).rejects.toThrow('stop');
  await vi.advanceTimersByTimeAsync(0);
  expect(passed).toEqual(['small']);
  await expect(ask('late', 1, aborts.signal)).rejects.toThrow('stop');
});

test('a throttled answer is counted, and what it says is waited for', async () => {
  const { ask, passed, passes, gate } = await known();
  await ask('a', 100);
  passes.get('a')?.settle({ ...COST, requested: 100, actual: null, available: 20 }, true);
  void ask('a again', 100);
  await vi.advanceTimersByTimeAsync(799);
  expect(passed).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(1);
  expect(passed).toEqual(['a', 'a again']);
  expect(gate.stats).toMatchObject({ points: 10, throttled: 1 });
});
