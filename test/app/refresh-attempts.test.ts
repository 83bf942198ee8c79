import { expect, test } from 'vitest';
import { InterruptedError, refreshAll, type Attempt } from '../../pipeline/app/refresh-attempts.ts';
import type { StreamSummary } from '../../pipeline/app/worker-messages.ts';

const SIGNAL = new AbortController().signal;
const PAUSES = [1, 1];

/** A source in which some keys fail, and which is away for the first attempts. */
function source(poison: readonly string[], away = 0, retry = false) {
  const asked: string[][] = [];
  const attempt: Attempt = async (keys) => {
    asked.push([...keys]);
    const bad = keys.find((key) => poison.includes(key));
    const stream: StreamSummary =
      asked.length <= away
        ? { stream: 'sales', state: 'failed', error: 'is away', retry: true }
        : bad === undefined
          ? { stream: 'sales', state: 'succeeded' }
          : { stream: 'sales', state: 'failed', error: `cannot read ${bad}`, retry };
    return { connection: 'shop', streams: [stream] };
  };
  return { asked, attempt };
}

test('what can be read is read at once', async () => {
  const { asked, attempt } = source([]);
  expect(await refreshAll(['a', 'b'], attempt, SIGNAL, PAUSES)).toEqual([]);
  expect(asked).toEqual([['a', 'b']]);
});

test('while the source is away it is asked again', async () => {
  const { asked, attempt } = source([], 2);
  expect(await refreshAll(['a', 'b'], attempt, SIGNAL, PAUSES)).toEqual([]);
  expect(asked).toHaveLength(3);
});

test('one that can not be read does not keep the others from it', async () => {
  const { asked, attempt } = source(['b']);
  const lost = await refreshAll(['a', 'b', 'c'], attempt, SIGNAL, PAUSES);
  expect(lost).toEqual([{ key: 'b', stream: 'sales', reason: 'cannot read b' }]);
  expect(asked).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
});

test('a source that stays away is not asked for each of a thousand things', async () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => String(n));
  const { asked, attempt } = source([], Infinity);
  const lost = await refreshAll(keys, attempt, SIGNAL, PAUSES);
  expect(lost.map(({ key }) => key)).toEqual(keys);
  expect(new Set(lost.map(({ reason }) => reason))).toEqual(new Set(['is away']));
  expect(asked.length).toBeLessThan(10);
});

test('what is stopped is not lost: it is thrown', async () => {
  const stop = new AbortController();
  const attempt: Attempt = async () => {
    stop.abort();
    return { connection: 'shop', streams: [{ stream: 'sales', state: 'failed', retry: true }] };
  };
  await expect(refreshAll(['a'], attempt, stop.signal, PAUSES)).rejects.toThrow(InterruptedError);
});
