import { expect, test } from 'vitest';
import { addMarked, markRecord, type DirtyDays } from '../../pipeline/processor/marks.ts';

test('days are gathered by fact type, and a mark that can’t be read holds up no other', () => {
  const dirty: DirtyDays = new Map();
  const values = [
    markRecord({ type: 'sale', day: '2026-03-01' }).value,
    'no json',
    null,
    '{"type":"sale","day":"yesterday"}',
    markRecord({ type: 'traffic', day: '2026-03-01' }).value,
    markRecord({ type: 'sale', day: '2026-03-02' }).value,
    markRecord({ type: 'sale', day: '2026-03-01' }).value,
  ];
  addMarked(
    dirty,
    values.map((value, offset) => ({ key: '', value, partition: 0, offset, timestamp: 0 })),
  );
  expect(dirty).toEqual(
    new Map([
      ['sale', new Set(['2026-03-01', '2026-03-02'])],
      ['traffic', new Set(['2026-03-01'])],
    ]),
  );
});
