import { expect, test } from 'vitest';
import { applyGoals, AppliedMeanwhileError } from '../../pipeline/goals/apply.ts';
import { readBook } from '../../pipeline/goals/book.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { reach } from '../support/goals.ts';

const NOTHING = readBook(new Map());
const people = { owners: [{ id: 'anna', name: 'Anna' }], teams: [] };

/** Topic `goals` in memory; `meanwhile` is written by someone else after the next append. */
class Topic {
  readonly records = new Map<string, string>();
  appends = 0;
  meanwhile: (() => Promise<unknown>) | undefined;

  async append(_: string, records: readonly LogRecord[]): Promise<void> {
    this.appends += 1;
    for (const { key, value } of records) this.records.set(key, value ?? '');
    const other = this.meanwhile;
    this.meanwhile = undefined;
    await other?.();
  }

  latestByKey(): Promise<Map<string, string>> {
    return Promise.resolve(new Map(this.records));
  }
}

const written = (target: string) => ({ ...people, goals: [reach({ id: 'g', target })] });
const by = (name: string, at: number) => ({ by: name, at, today: '2023-01-01' });

test('what was agreed is read back, and applying it again writes nothing', async () => {
  const topic = new Topic();
  await applyGoals(topic, NOTHING, written('1'), by('anna', 1));
  const book = readBook(await topic.latestByKey());
  expect(book.owners).toEqual(people.owners);
  expect(book.histories.get('g')?.revisions).toMatchObject([{ n: 1, by: 'anna' }]);
  await applyGoals(topic, book, written('1'), by('bo', 2));
  expect(topic.appends).toBe(1);
});

test('of two who change a goal at once, the one whose change does not stand is told', async () => {
  const topic = new Topic();
  topic.meanwhile = () => applyGoals(topic, NOTHING, written('2'), by('bo', 2));
  const first = applyGoals(topic, NOTHING, written('1'), by('anna', 1));
  await expect(first).rejects.toThrow(AppliedMeanwhileError);
});

test('two workers that agree the same files at once are both content', async () => {
  const topic = new Topic();
  topic.meanwhile = () => applyGoals(topic, NOTHING, written('1'), by('goalstream', 2));
  const agreed = applyGoals(topic, NOTHING, written('1'), by('goalstream', 1));
  await expect(agreed).resolves.toMatchObject({ refused: [] });
});

test('a record that can not be read names its key and the mend', () => {
  const broken = new Map([['goal/g', '{"id":"g"}']]);
  expect(() => readBook(broken)).toThrow(/topic goals, key goal\/g, can't be read.*Mend/s);
  expect(readBook(new Map([['later/x', '?']])).histories.size).toBe(0);
});
