import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LogError } from '../../pipeline/log/log.ts';
import {
  collect,
  createTopic,
  numbered,
  numbersOf,
  range,
  totalLag,
} from '../support/log-helpers.ts';
import type { LogUnderTest } from './log.ts';

export function compactionCases(given: () => LogUnderTest): void {
  test('latestByKey has the newest value of each key, without tombstones', async () => {
    const under = given();
    const topic = await createTopic(under.log, { cleanup: 'compact' });
    expect(await under.log.latestByKey(topic)).toEqual(new Map());
    await under.log.append(topic, [
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
      { key: 'c', value: '1' },
      { key: 'a', value: '2' },
    ]);
    await under.log.append(topic, [
      { key: 'b', value: null },
      { key: 'd', value: null },
      { key: 'd', value: '4' },
    ]);
    const expected = new Map([
      ['a', '2'],
      ['c', '1'],
      ['d', '4'],
    ]);
    expect(await under.log.latestByKey(topic)).toEqual(expected);
    await under.place.compact?.(under.log);
    expect(await under.log.latestByKey(topic)).toEqual(expected);
    await under.reopen();
    expect(await under.log.latestByKey(topic)).toEqual(expected);
    await under.log.append(topic, [{ key: 'a', value: null }]);
    expect((await under.log.latestByKey(topic)).has('a')).toBe(false);
  });

  test('a consumer of a compacted topic ends with the newest value of each key', async () => {
    const under = given();
    const topic = await createTopic(under.log, { cleanup: 'compact' });
    for (let i = 0; i < 5; i += 1) await under.log.append(topic, numbered(10, i * 10));
    await under.log.append(topic, [{ key: 'k3', value: null }]);
    await under.place.compact?.(under.log);
    const state = new Map<string, string | null>();
    const complete = Promise.withResolvers<void>();
    const consumer = await under.log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 4,
      handler: async ({ records }) => {
        for (const { key, value } of records) state.set(key, value);
        const newest = [...state].filter(([, value]) => value === null || Number(value) >= 40);
        if (newest.length === 10 && state.get('k3') === null) complete.resolve();
      },
    });
    await Promise.race([complete.promise, consumer.done]);
    await consumer.stop();
    expect([...state.keys()].toSorted()).toEqual(range(0, 10).map((n) => `k${n}`));
    expect(await totalLag(under.log, topic)).toBe(0);
  });

  test('only a compacted topic has latest values', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await expect(log.latestByKey(topic)).rejects.toThrow(LogError);
  });

  test('trimming never removes what a group has not consumed', async ({ skip }) => {
    const { log, place } = given();
    if (!place.trim) return skip();
    const topic = await createTopic(log, { retainMs: 0 });
    await log.append(topic, numbered(50));
    await sleep(5);
    await place.trim(log);
    expect(numbersOf(await collect(log, topic, 50, { group: 'fast' }))).toEqual(range(0, 50));
    await collect(log, topic, 0, {
      group: 'slow',
      handler: () => Promise.reject(new Error('no')),
    }).catch(() => undefined);
    await place.trim(log);
    expect(numbersOf(await collect(log, topic, 50, { group: 'slow' }))).toEqual(range(0, 50));
    await log.append(topic, numbered(10, 50));
    expect(numbersOf(await collect(log, topic, 10, { group: 'fast' }))).toEqual(range(50, 60));
    await sleep(5);
    await place.trim(log);
    expect(numbersOf(await collect(log, topic, 10, { group: 'slow' }))).toEqual(range(50, 60));
    await sleep(5);
    await place.trim(log);
    expect(await totalLag(log, topic, 'new')).toBe(0);
    await log.append(topic, numbered(5, 60));
    expect(numbersOf(await collect(log, topic, 5, { group: 'new' }))).toEqual(range(60, 65));
    return undefined;
  });
}
