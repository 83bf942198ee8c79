import { expect, test } from 'vitest';
import { Covered } from '../../pipeline/processor/covered.ts';
import { markRecord } from '../../pipeline/processor/marks.ts';

function marks(days: readonly string[], from: number, partition = 0) {
  return days.map((day, index) => ({
    ...markRecord({ type: 'sale', day }),
    partition,
    offset: from + index,
    timestamp: 0,
  }));
}

test('marks that came before a recompute began ask for nothing more on its days', () => {
  const covered = new Covered(marks(['2026-03-01', '2026-03-02'], 0), new Map([[0, 10]]));
  const early = marks(['2026-03-01', '2026-03-03', '2026-03-02'], 7);
  expect(covered.open(early)).toEqual([early[1]]);
  const late = marks(['2026-03-01', '2026-03-02'], 10);
  expect(covered.open(late)).toEqual(late);
  const elsewhere = marks(['2026-03-01'], 3, 1);
  expect(covered.open(elsewhere)).toEqual(elsewhere);
});

test('nothing is covered at first', () => {
  const all = marks(['2026-03-01'], 0);
  expect(new Covered([], new Map()).open(all)).toEqual(all);
});
