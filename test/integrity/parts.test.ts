import { expect, test } from 'vitest';
import { lostParts, type Part } from '../../pipeline/integrity/parts.ts';

function part(name: string, more: Partial<Part> = {}): Part {
  const [partition = '', min, max, level, mutation = 0] = name.split('_');
  return {
    name,
    partition,
    min: Number(min),
    max: Number(max),
    level: Number(level),
    mutation: Number(mutation),
    rows: 10,
    hash: name,
    from: '2024-01-01',
    to: '2024-12-31',
    ...more,
  };
}

function lost(known: readonly Part[], active: readonly Part[]): string[] {
  return lostParts(known, active).map(({ name }) => name);
}

const [one, two, three] = [part('2024_1_1_0'), part('2024_2_2_0'), part('2024_3_3_0')];

test('a part that is there, or was merged or rewritten into others, is not lost', () => {
  expect(lost([one, two], [one, two, three])).toEqual([]);
  expect(lost([one, two], [part('2024_1_3_1')])).toEqual([]);
  expect(lost([one], [part('2024_1_1_1')])).toEqual([]);
  expect(lost([one], [part('2024_1_1_0_7')])).toEqual([]);
});

test('a part that is gone is lost, whatever else is there', () => {
  expect(lost([one, two, three], [one, three])).toEqual(['2024_2_2_0']);
  expect(lost([one], [])).toEqual(['2024_1_1_0']);
  expect(lost([one], [part('2025_1_1_1')])).toEqual(['2024_1_1_0']);
  expect(lost([part('2024_1_3_1')], [one])).toEqual(['2024_1_3_1']);
});

test('another part by the same name is not the one that was there', () => {
  expect(lost([one], [part('2024_1_1_0', { hash: 'other' })])).toEqual(['2024_1_1_0']);
});

test('a merged part that the engine replaces by those it was made of is not lost', () => {
  expect(lost([part('2024_1_2_1', { rows: 15 })], [one, two])).toEqual([]);
  expect(lost([part('2024_1_3_1', { rows: 30 })], [one, three])).toEqual(['2024_1_3_1']);
});
