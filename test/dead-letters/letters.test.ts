import { beforeEach, describe, expect, test } from 'vitest';
import { Letters } from '../../pipeline/dead-letters/letters.ts';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { deadLetter, letterRecord } from '../../pipeline/processor/dead-letter.ts';
import { rejectMessage } from '../../pipeline/sync/encode.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { deadLetterSchema } from '../../schemas/log-messages.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';

const stream = { name: 'sales', fact: 'sale' } as const;

let clock = 1_000;
let store: MemoryLogStore;
let log: MemoryLog;
let letters: Letters;
beforeEach(async () => {
  clock = 1_000;
  store = new MemoryLogStore(() => clock);
  log = new MemoryLog(store);
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  letters = new Letters(log, () => clock);
});

function poisoned(offset: number, values: Partial<StoredRecord> = {}): StoredRecord {
  const headers = { schema: '2.0', traceparent: '00-abc-def-01' };
  const place = { partition: 3, offset, timestamp: 1 };
  return { key: `shop/sales/${offset}`, value: `{"id":"${offset}"}`, headers, ...place, ...values };
}

async function refuse(record: StoredRecord, reason = 'gross: is missing; tax: is missing') {
  clock += 1;
  await log.append('dead-letters', [letterRecord(deadLetter('facts.sale', record, reason, clock))]);
}

async function refuseRow(place: string, reason: string, raw = 'a;b;c') {
  clock += 1;
  const origin = { source: 'till', stream, observedAt: clock, headers: {} };
  await log.append('dead-letters', [rejectMessage({ place, reason, raw }, origin)]);
}

function stored(topic: string): StoredRecord[] {
  return store.topic(topic).partitions.flatMap(({ records }) => records);
}

describe('what a letter holds', () => {
  test('of the stage attribute: the whole message with its headers', async () => {
    const value = 'x'.repeat(100_000);
    await refuse(poisoned(7, { value }));
    const [record] = stored('dead-letters');
    expect(record).toMatchObject({ key: 'facts.sale/3@7', headers: { schema: '1.0' } });
    expect(deadLetterSchema.parse(JSON.parse(record?.value ?? ''))).toMatchObject({
      stage: 'attribute',
      place: 'facts.sale/3@7',
      record: {
        topic: 'facts.sale',
        partition: 3,
        offset: 7,
        key: 'shop/sales/7',
        value,
        headers: { schema: '2.0', traceparent: '00-abc-def-01' },
      },
    });
  });

  test('of the stage sync: the source’s record, cut with a mark when it is very long', async () => {
    await refuseRow('a.csv:2', 'no id', 'y'.repeat(70_000));
    await refuseRow('a.csv:3', 'no id', 'z'.repeat(65_536));
    const [long, short] = stored('dead-letters').map(({ value }) =>
      deadLetterSchema.parse(JSON.parse(value ?? '')),
    );
    expect(long?.raw).toBe(`${'y'.repeat(65_536)}… (4464 more characters were cut)`);
    expect(short?.raw).toBe('z'.repeat(65_536));
  });
});

describe('list', () => {
  test('one entry for each place, newest first, under the id of its first letter', async () => {
    await refuse(poisoned(1));
    await refuse(poisoned(2), 'the message is empty');
    await refuse(poisoned(1), 'gross: is missing');
    const { letters: listed, total } = await letters.list({ limit: 10 });
    expect(total).toBe(2);
    expect(listed.map(({ id, times, reason, at }) => ({ id, times, reason, at }))).toEqual([
      { id: '0@0', times: 2, reason: 'gross: is missing', at: 1_003 },
      { id: '0@1', times: 1, reason: 'the message is empty', at: 1_002 },
    ]);
    expect((await letters.list({ limit: 1 })).letters.map(({ id }) => id)).toEqual(['0@0']);
    expect((await letters.list({ limit: 1 })).total).toBe(2);
  });

  test('counts similar reasons together', async () => {
    await refuseRow('a.csv:2', 'Qty: "one" is not a number');
    await refuseRow('a.csv:3', 'Qty: "two" is not a number; Price: "x" is not a number');
    await refuse(poisoned(1), 'the message is empty');
    expect((await letters.list({ limit: 1 })).reasons).toEqual([
      { reason: 'Qty: "…" is not a number', letters: 2 },
      { reason: 'the message is empty', letters: 1 },
    ]);
  });

  test('by stage, connection, topic and time', async () => {
    await refuse(poisoned(1));
    await refuseRow('a.csv:2', 'no id');
    await refuse(poisoned(2, { key: 'till/sales/2' }));
    const places = async (filter: Parameters<Letters['list']>[0] | object) =>
      (await letters.list({ limit: 10, ...filter })).letters.map(({ place }) => place);
    expect(await places({ stage: 'sync' })).toEqual(['a.csv:2']);
    expect(await places({ connection: 'till' })).toEqual(['facts.sale/3@2', 'a.csv:2']);
    expect(await places({ topic: 'facts.sale' })).toEqual(['facts.sale/3@2', 'facts.sale/3@1']);
    expect(await places({ topic: 'facts.traffic' })).toEqual([]);
    expect(await places({ since: 1_003 })).toEqual(['facts.sale/3@2']);
  });

  test('letters of earlier versions, and records it cannot read', async () => {
    const old = { stage: 'attribute', reason: 'r', place: 'facts.sale/0@5', raw: '{"id"', at: 5 };
    await log.append('dead-letters', [
      { key: old.place, value: JSON.stringify(old) },
      { key: 'x', value: 'not json' },
      { key: 'y', value: JSON.stringify({ ...old, place: 'y' }), headers: { schema: '2.1' } },
    ]);
    const list = await letters.list({ limit: 10, topic: 'facts.sale' });
    expect(list).toMatchObject({
      total: 1,
      unreadable: 2,
      letters: [{ id: '0@0', replayable: false, topic: 'facts.sale' }],
    });
    expect(await letters.show('0@0')).toMatchObject({ raw: '{"id"' });
    expect(await letters.replay({ ids: ['0@0'] })).toMatchObject({
      replayed: 0,
      refusals: [
        {
          id: '0@0',
          mend: expect.stringContaining(
            'goalstream replay --topic facts.sale --partition 0 --from 5 --to 6',
          ) as string,
        },
      ],
    });
  });
});

test('show gives the whole newest letter, or nothing', async () => {
  await refuse(poisoned(1));
  await refuse(poisoned(1), 'another reason');
  const { timestamp: _, ...record } = poisoned(1);
  expect(await letters.show('0@0')).toMatchObject({
    id: '0@0',
    times: 2,
    reason: 'another reason',
    record: { topic: 'facts.sale', ...record },
  });
  expect(await letters.show('0@9')).toBeUndefined();
});

describe('replay', () => {
  test('appends the message as it was, and the letter is open no more', async () => {
    await refuse(poisoned(1));
    await refuse(poisoned(2));
    expect(await letters.open()).toBe(2);
    clock = 5_000;
    expect(await letters.replay({ ids: ['0@0'] })).toEqual({
      replayed: 1,
      already: 0,
      refused: 0,
      refusals: [],
    });
    expect(stored('facts.sale')).toMatchObject([
      {
        key: 'shop/sales/1',
        value: '{"id":"1"}',
        headers: { schema: '2.0', traceparent: '00-abc-def-01' },
      },
    ]);
    expect(await letters.open()).toBe(1);
    expect((await letters.list({ limit: 9 })).letters.map(({ id }) => id)).toEqual(['0@1']);
    const all = await letters.list({ limit: 9, all: true });
    expect(all.letters.find(({ id }) => id === '0@0')).toMatchObject({
      state: 'replayed',
      replayedAt: 5_000,
    });
    expect(await new Letters(log, () => clock).open()).toBe(1);
  });

  test('of a replayed letter does nothing more', async () => {
    await refuse(poisoned(1));
    await letters.replay({ ids: ['0@0'] });
    expect(await letters.replay({ ids: ['0@0'] })).toMatchObject({ replayed: 0, already: 1 });
    expect(await letters.replay({ filter: {} })).toMatchObject({ replayed: 0, already: 0 });
    expect(stored('facts.sale')).toHaveLength(1);
  });

  test('of all that match, a place once, in the order of the letters', async () => {
    for (const offset of [1, 2, 1, 3]) await refuse(poisoned(offset, { key: 'same' }));
    await refuseRow('a.csv:2', 'no id');
    const { replayed, refused, refusals } = await letters.replay({ filter: {} });
    expect({ replayed, refused }).toEqual({ replayed: 3, refused: 1 });
    expect(refusals[0]?.mend).toContain('goalstream sync --connection till');
    expect(stored('facts.sale').map(({ value }) => value)).toEqual(
      [2, 1, 3].map((id) => `{"id":"${id}"}`),
    );
    expect(await letters.open()).toBe(1);
  });

  test('stays replayed when the same place is refused again, but not a new place', async () => {
    await refuse(poisoned(1));
    await letters.replay({ ids: ['0@0'] });
    await refuse(poisoned(1));
    expect(await letters.open()).toBe(0);
    await refuse(poisoned(9));
    expect(await letters.open()).toBe(1);
  });

  test('names ids that there are not, and replays nothing then', async () => {
    await refuse(poisoned(1));
    await expect(letters.replay({ ids: ['0@0', '0@7', 'x'] })).rejects.toThrow(
      'there is no dead letter 0@7, x',
    );
    expect(stored('facts.sale')).toEqual([]);
  });

  test('ended between message and resolution: the letter is still open', async () => {
    await refuse(poisoned(1));
    const dying = new Proxy(log, {
      get: (target, name) => {
        if (name !== 'append') return Reflect.get(target, name).bind(target) as unknown;
        return async (topic: string, records: never) => {
          if (topic === 'dead-letters') throw new Error('died');
          await target.append(topic, records);
        };
      },
    });
    await expect(new Letters(dying, () => clock).replay({ filter: {} })).rejects.toThrow('died');
    expect(await letters.open()).toBe(1);
    await letters.replay({ filter: {} });
    expect(stored('facts.sale')).toHaveLength(2);
    expect(await letters.open()).toBe(0);
  });
});
