import { expect, test } from 'vitest';
import { letterText, listText, replayText } from '../../pipeline/cli/letter-text.ts';
import type { Letter } from '../../schemas/dead-letters.ts';

const STYLE = { locale: 'en-GB', timezone: 'Europe/Copenhagen' };
const LETTER: Letter = {
  id: '0@7',
  stage: 'attribute',
  state: 'open',
  place: 'facts.sale/3@42',
  reason: 'gross: is missing; tax: is missing',
  at: Date.UTC(2026, 2, 9, 13, 5, 6),
  times: 2,
  replayable: true,
  topic: 'facts.sale',
  record: {
    topic: 'facts.sale',
    partition: 3,
    offset: 42,
    key: 'shop/sales/1',
    value: '{"id":"1"}',
    headers: { schema: '1.0' },
  },
};

test('a list for a terminal', () => {
  const reasons = [{ reason: 'gross: is missing', letters: 12 }];
  expect(listText({ letters: [LETTER], total: 12, reasons, unreadable: 1 }, STYLE)).toBe(
    `Id   When                  Stage      Place            Reason                              Times  State
0@7  9 Mar 2026, 14:05:06  attribute  facts.sale/3@42  gross: is missing; tax: is missing  2      open
(the newest 1; --limit shows more)

Letters  Reason
     12  gross: is missing

no letter known here: 1 record of the topic`,
  );
  expect(listText({ letters: [], total: 0, reasons: [], unreadable: 0 }, STYLE)).toBe(
    'no dead letters',
  );
});

test('a letter for a terminal, its message pretty', () => {
  expect(letterText(LETTER, STYLE)).toBe(`Id          0@7
State       open
Stage       attribute
Place       facts.sale/3@42
When        9 Mar 2026, 14:05:06, 2 times in all
Key         shop/sales/1
Headers     {"schema":"1.0"}
Reason
  gross: is missing
  tax: is missing

{
  "id": "1"
}`);
  const { record: _, ...row } = LETTER;
  expect(letterText({ ...row, raw: 'a;b' }, STYLE)).toMatch(/\n\na;b$/);
});

test('what came of a replay', () => {
  const refusals = [{ id: '0@1', reason: 'a.csv:2 never became a message', mend: 'sync again.' }];
  expect(replayText({ replayed: 1, already: 2, refused: 3, refusals }, 3)).toBe(
    `1 message replayed
2 had been replayed before
3 can't be replayed
  0@1: a.csv:2 never became a message. Mend: sync again.
  …
3 letters open: goalstream dead-letters list`,
  );
  expect(replayText({ replayed: 2, already: 0, refused: 0, refusals: [] }, 0)).toBe(
    '2 messages replayed\nno letter is open',
  );
});
