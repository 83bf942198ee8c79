import { expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { Batch, ConsumeOptions } from '../../pipeline/log/log.ts';
import { startAggregating } from '../../pipeline/processor/aggregating.ts';
import { markRecord } from '../../pipeline/processor/marks.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { GROUPS } from '../../pipeline/topics.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { MemoryLog } from '../support/memory-log.ts';

/** A log whose attribution is at first behind; gives batches of marks when it is told to. */
class LogBehind extends MemoryLog {
  handle: ConsumeOptions['handler'] = () => Promise.reject(new Error('nobody consumes'));
  #behind = 6_000;

  override consume({ handler }: ConsumeOptions) {
    this.handle = handler;
    return Promise.resolve({ stop: () => Promise.resolve(), done: Promise.resolve() });
  }

  override lag(group: string, [topic = '']: readonly string[]) {
    const end = group === GROUPS.attribute ? this.#behind : 100;
    this.#behind = 0;
    return Promise.resolve([{ topic, partition: 0, end, committed: 0 }]);
  }
}

function marksOf(days: readonly string[], from: number): Batch {
  const records = days.map((day, index) => ({
    ...markRecord({ type: 'sale', day }),
    partition: 0,
    offset: from + index,
    timestamp: 0,
  }));
  return { topic: 'marks', records };
}

test('after a backlog a day is made anew once, and again where that failed', async () => {
  const made: string[] = [];
  let failing = false;
  const store: Store = {
    query: () => Promise.resolve([]),
    async *stream() {},
    command: async (sql) => {
      if (!sql.startsWith('INSERT INTO goal_daily')) return;
      if (failing) throw new Error('the store is away');
      made.push(sql);
    },
    insert: () => Promise.resolve(),
    ping: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
  const log = new LogBehind();
  const rules = () => Promise.resolve(ruleSetOf(always([]), metrics));
  await startAggregating({ store, log, rules });
  const context = { signal: new AbortController().signal, heartbeat: () => Promise.resolve() };
  await log.handle(marksOf(['2026-03-01'], 0), context);
  const old = marksOf(['2026-03-01', '2026-03-02'], 1);
  failing = true;
  await expect(log.handle(old, context)).rejects.toThrow('the store is away');
  failing = false;
  await log.handle(old, context);
  expect(made).toHaveLength(2);
  await log.handle(marksOf(['2026-03-02', '2026-03-01'], 3), context);
  expect(made).toHaveLength(2);
  await log.handle(marksOf(['2026-03-02'], 100), context);
  expect(made).toHaveLength(3);
});
