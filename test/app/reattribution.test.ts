import { expect, test } from 'vitest';
import { readBeside, Reattribution } from '../../pipeline/app/reattribution.ts';
import type { PartitionLag } from '../../pipeline/log/log.ts';

/** Lags of the two groups as a test sets them. */
class Lags {
  goals = { end: 3, committed: 3 };
  marks = { end: 10, committed: 10 };

  lag(_group: string, [topic = '']: readonly string[]): Promise<PartitionLag[]> {
    const of = topic === 'marks' ? this.marks : this.goals;
    return Promise.resolve([{ topic, partition: 0, ...of }]);
  }
}

test('facts that stream in are nothing of it', async () => {
  const lags = new Lags();
  lags.marks.end = 40;
  const reattribution = new Reattribution(lags);
  expect(await reattribution.goesOn()).toBe(false);
  lags.marks.end = 60;
  expect(await reattribution.goesOn()).toBe(false);
});

test('it goes on until the facts are attributed and the days marked by then are added up', async () => {
  const lags = new Lags();
  const reattribution = new Reattribution(lags);
  expect(await reattribution.goesOn()).toBe(false);
  lags.goals.end = 4;
  expect(await reattribution.goesOn()).toBe(true);
  lags.goals.committed = 4;
  lags.marks.end = 20;
  expect(await reattribution.goesOn()).toBe(true);
  // What is marked later is of facts that stream in.
  lags.marks = { end: 30, committed: 19 };
  expect(await reattribution.goesOn()).toBe(true);
  lags.marks.committed = 20;
  expect(await reattribution.goesOn()).toBe(false);
});

test('a second change before the first is done waits for the days of both', async () => {
  const lags = new Lags();
  const reattribution = new Reattribution(lags);
  lags.goals.end = 4;
  expect(await reattribution.goesOn()).toBe(true);
  lags.goals.committed = 4;
  lags.marks.end = 20;
  expect(await reattribution.goesOn()).toBe(true);
  lags.goals = { end: 5, committed: 5 };
  lags.marks = { end: 30, committed: 20 };
  expect(await reattribution.goesOn()).toBe(true);
  lags.marks.committed = 29;
  expect(await reattribution.goesOn()).toBe(true);
  lags.marks.committed = 30;
  expect(await reattribution.goesOn()).toBe(false);
});

test('what began and ended while figures were read is told', async () => {
  const lags = new Lags();
  const reattribution = new Reattribution(lags);
  const quiet = await readBeside(reattribution, () => Promise.resolve('figures'));
  expect(quiet).toEqual({ result: 'figures', reattributing: false });
  const mixed = await readBeside(reattribution, () => {
    lags.goals = { end: 4, committed: 4 };
    return Promise.resolve('figures');
  });
  expect(mixed.reattributing).toBe(true);
  expect((await readBeside(reattribution, () => Promise.resolve(''))).reattributing).toBe(false);
});
