import { expect, test } from 'vitest';
import { COLUMNS, readText } from '../../support/read-text.ts';

const line = (more: object): string =>
  JSON.stringify({ id: '1', t: '2026-03-01', q: 1, p: 2, prod: 'A', who: 'anne', ...more });

test('half of a character is refused where it tells things apart, and kept out of nothing else', async () => {
  const lines = [
    line({ id: '\uD83C' }),
    line({ id: '2', who: 'a\uDFAF' }),
    line({ id: '3', prod: '\uD83C' }),
    line({ id: '🎯' }),
  ];
  const columns = { ...COLUMNS, customer: 'who' };
  const { facts, reasons } = await readText({ 's.jsonl': lines.join('\n') }, { columns });
  expect(reasons).toEqual([
    expect.stringMatching(/^s\.jsonl:1: id: has half of a character/),
    expect.stringMatching(/^s\.jsonl:2: customer: has half of a character/),
  ]);
  expect(facts.map(({ id }) => id)).toEqual(['3', '🎯']);
});

test('orders of several columns are told apart whatever their values hold', async () => {
  const columns = { ...COLUMNS, id: ['shop', 'nr'], orderId: ['shop', 'nr'] };
  const lines = [
    line({ shop: '1/2', nr: '3' }),
    line({ shop: '1', nr: '2/3' }),
    line({ shop: '', nr: '' }),
  ];
  const { facts, reasons } = await readText({ 's.jsonl': lines.join('\n') }, { columns });
  expect(new Set(facts.map(({ orderId }) => orderId)).size).toBe(2);
  expect(facts.map(({ id }) => id)).toEqual(['1/2/3', '\\["1","2/3"]']);
  expect(reasons).toEqual([expect.stringContaining('id is empty')]);
});

test('a count that a number can not hold is refused with its digits', async () => {
  const columns = { id: 'id', day: 't', sessions: 'q' };
  const lines = ['9007199254740991', '9007199254740993'].map((count, n) =>
    line({ id: String(n) }).replace('"q":1', `"q":${count}`),
  );
  const more = { fact: 'traffic', columns };
  const { facts, reasons } = await readText({ 's.jsonl': lines.join('\n') }, more);
  expect(facts.map(({ sessions }) => sessions)).toEqual([9_007_199_254_740_991]);
  expect(reasons).toEqual([
    expect.stringMatching(
      /sessions: "9007199254740993" is not a whole number from 0 to 9007199254740991/,
    ),
  ]);
});
