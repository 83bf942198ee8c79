import { expect, test } from 'vitest';
import { openCursors } from '../../pipeline/sync/cursors.ts';
import { topicsWith } from '../../pipeline/topics.ts';
import { MemoryLog } from '../support/memory-log.ts';

test('a cursor that was saved is the one to go on from, for this reader and for the next', async () => {
  const log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  const cursors = await openCursors(log);
  expect(cursors.get('shop', 'sales')).toBeUndefined();
  for (const at of [1, 2]) {
    await cursors.save('shop', 'sales', { at });
    await cursors.saveIndex('shop', 'sales', `index ${at}`);
    for (const reader of [cursors, await openCursors(log)]) {
      expect(reader.get('shop', 'sales')).toEqual({ at });
      expect(reader.indexOf('shop', 'sales')).toBe(`index ${at}`);
      expect(reader.get('shop', 'orders')).toBeUndefined();
      expect(reader.indexOf('sales', 'shop')).toBeUndefined();
    }
  }
  await cursors.forget('shop', 'sales');
  for (const reader of [cursors, await openCursors(log)]) {
    expect(reader.get('shop', 'sales')).toBeUndefined();
    expect(reader.indexOf('shop', 'sales')).toBe('index 2');
  }
});
