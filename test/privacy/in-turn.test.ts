import { expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTurn } from '../../pipeline/privacy/in-turn.ts';
import { readRequests } from '../../pipeline/privacy/requests.ts';
import { PRIVACY_TOPIC, topicsWith } from '../../pipeline/topics.ts';
import { MemoryLog } from '../support/memory-log.ts';

async function world(now = 1_000_000) {
  const log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  const end = new AbortController();
  return { log, end, parts: { log, now: () => now, signal: end.signal } };
}

test('never two at a time, and everyone’s turn comes', async () => {
  const { log, parts } = await world();
  let inside = 0;
  const done: string[] = [];
  const ids = ['a', 'b', 'c'];
  await Promise.all(
    ids.map((id) =>
      inTurn(parts, id, async (mine) => {
        inside += 1;
        expect(inside).toBe(1);
        mine();
        await sleep(20);
        inside -= 1;
        done.push(id);
      }),
    ),
  );
  expect(done.toSorted()).toEqual(ids);
  expect(await log.latestByKey(PRIVACY_TOPIC)).toEqual(new Map());
});

test('who is told to stop does not wait for others', async () => {
  const { end, parts } = await world();
  await inTurn(parts, 'first', async () => {
    end.abort();
    await expect(inTurn(parts, 'second', async () => undefined)).rejects.toThrow('others');
  });
});

test('the claim of one who is gone is void after a while, its own claim at once', async () => {
  const { log, parts } = await world();
  const claimed = (at: number) => log.append(PRIVACY_TOPIC, [{ key: 'turn/gone', value: `${at}` }]);
  await claimed(1_000_000);
  expect(await inTurn(parts, 'gone', async () => 'again')).toBe('again');
  await claimed(1_000_000 - 121_000);
  expect(await inTurn(parts, 'other', async () => 'after')).toBe('after');
});

test('a claim is no request, and goes where the work fails', async () => {
  const { log, parts } = await world();
  const failing = inTurn(parts, 'a', async () => {
    expect((await readRequests(log)).size).toBe(0);
    throw new Error('the broker is away');
  });
  await expect(failing).rejects.toThrow('the broker is away');
  expect(await log.latestByKey(PRIVACY_TOPIC)).toEqual(new Map());
});
