import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askAgain, privacyCarrier } from '../../pipeline/app/privacy.ts';
import { cancelRequest } from '../../pipeline/privacy/cancel.ts';
import { dropTold, keepRequest, readRequests, requestId } from '../../pipeline/privacy/requests.ts';
import { mayStart, mayStop } from '../../pipeline/privacy/start-or-stop.ts';
import { emptyVault, openVault } from '../../pipeline/sync/vault.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { commandTopic, topicsWith } from '../../pipeline/topics.ts';
import { until } from '../support/until.ts';
import { MemoryLog } from '../support/memory-log.ts';

const DAY_MS = 86_400_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goalstream-privacy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('emptying the vault of a connection leaves that of others', async () => {
  const [shop, other] = ['shop', 'other'].map((name) => openVault(folder, name));
  await shop?.write('token', 'a');
  await shop?.write('refresh', 'b');
  await other?.write('token', 'c');
  await emptyVault(folder, 'shop');
  expect(await shop?.read('token')).toBeUndefined();
  expect(await shop?.read('refresh')).toBeUndefined();
  expect(await other?.read('token')).toBe('c');
});

test('an event of a connection is one request, of another one another', () => {
  expect(requestId('shop', 'e')).toBe(requestId('shop', 'e'));
  expect(requestId('shop', 'e')).not.toBe(requestId('shop2', 'e'));
  expect(requestId('a', 'bc')).not.toBe(requestId('ab', 'c'));
});

test('the keys of who asked are dropped after 30 days, those of open requests are not', async () => {
  const log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  const asked = { connection: 'shop', event: 'e', askedAt: 0, customers: ['k'] };
  await keepRequest(log, {
    ...asked,
    id: 'old',
    kind: 'data-request',
    state: 'done',
    doneAt: 0,
  });
  await keepRequest(log, {
    ...asked,
    id: 'new',
    kind: 'data-request',
    state: 'done',
    doneAt: 20 * DAY_MS,
  });
  await keepRequest(log, { ...asked, id: 'open', kind: 'redact', state: 'asked' });
  await dropTold(log, 31 * DAY_MS);
  const found = await readRequests(log);
  expect(found.get('old')).toMatchObject({ state: 'done', doneAt: 0 });
  expect(found.get('old')?.customers).toBeUndefined();
  expect(found.get('new')?.customers).toEqual(['k']);
  expect(found.get('open')?.customers).toEqual(['k']);
});

test('a request that fails says why, is tried again and holds up nothing', async () => {
  const log = new MemoryLog();
  await log.createTopics([...topicsWith({ facts: 1, marks: 1 }), commandTopic('shop')]);
  const asked = { connection: 'shop', event: 'e', state: 'asked', askedAt: 0 } as const;
  await keepRequest(log, { ...asked, id: 'x', kind: 'redact', customers: ['k'] });
  const store: Store = {
    ...unusable,
    query: () => Promise.reject(new Error('not allowed to alter')),
  };
  const logger = { info: () => undefined, error: () => undefined };
  const parts = { log, store, logger, project: { dataDir: folder } };
  const { signal } = new AbortController();
  await privacyCarrier(parts, () => 1, 1)('x', signal);
  const failed = (await readRequests(log)).get('x');
  expect(failed).toMatchObject({ state: 'asked', customers: ['k'] });
  expect(failed?.message).toContain('not allowed to alter');
  await until(async () => (await log.lag('g', [commandTopic('shop').name]))[0]?.end === 1);
  await askAgain(log, ['other']);
  await askAgain(log, ['shop']);
  expect((await log.lag('g', [commandTopic('shop').name]))[0]?.end).toBe(2);
  await privacyCarrier({ ...parts, store: empty }, () => 2)('x', signal);
  const done = (await readRequests(log)).get('x');
  expect(done).toMatchObject({ state: 'done', doneAt: 2 });
  expect(done?.message).toBeUndefined();
});

const unusable: Store = {
  query: () => Promise.reject(new Error('unusable')),
  stream: () => {
    throw new Error('unusable');
  },
  command: () => Promise.resolve(),
  insert: () => Promise.resolve(),
  ping: () => Promise.resolve(true),
  close: () => Promise.resolve(),
};

/** A store without a row. */
const empty: Store = { ...unusable, query: () => Promise.resolve([]) };

const LOGGER = { info: () => undefined, error: () => undefined };

/** A request to forget that is due at 100, in a log of its own. */
async function waiting() {
  const log = new MemoryLog();
  await log.createTopics([...topicsWith({ facts: 1, marks: 1 }), commandTopic('shop')]);
  const asked = { connection: 'shop', event: 'e', state: 'asked', askedAt: 0, dueAt: 100 } as const;
  await keepRequest(log, { ...asked, id: 'x', kind: 'redact', customers: ['k'] });
  const parts = { log, store: empty, logger: LOGGER, project: { dataDir: folder } };
  const carry = (at: number, againMs?: number) =>
    privacyCarrier(parts, () => at, againMs)('x', new AbortController().signal);
  const commands = async () => (await log.lag('g', [commandTopic('shop').name]))[0]?.end ?? 0;
  const state = async () => (await readRequests(log)).get('x')?.state;
  return { log, carry, commands, state };
}

test('a request to forget waits until it is due, whoever asks, and is asked for then', async () => {
  const { log, carry, commands, state } = await waiting();
  await carry(99);
  expect(await state()).toBe('asked');
  await until(async () => (await commands()) === 1);
  await askAgain(log, ['shop'], 99);
  expect(await commands()).toBe(1);
  await askAgain(log, ['shop'], 100);
  expect(await commands()).toBe(2);
  await carry(100);
  expect(await state()).toBe('done');
  expect(await cancelRequest(log, 'x', 101)).toMatchObject({ cancelled: false });
});

test('a request that is cancelled is never carried out, and forgets whom it was about', async () => {
  const { log, carry, commands, state } = await waiting();
  expect(await cancelRequest(log, 'nobody', 50)).toBeUndefined();
  expect(await cancelRequest(log, 'x', 50)).toMatchObject({ cancelled: true });
  expect(await cancelRequest(log, 'x', 60)).toMatchObject({ cancelled: true });
  await carry(200);
  await askAgain(log, ['shop']);
  expect(await commands()).toBe(0);
  expect(await state()).toBe('cancelled');
  const record = (await readRequests(log)).get('x');
  expect(record).toMatchObject({ cancelledAt: 50 });
  expect(record?.customers).toBeUndefined();
});

test('of a start and a cancellation at once exactly the first one counts, also after crashes', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const { log } = await waiting();
    const slow = new Proxy(log, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        const method = member.bind(target);
        return name === 'append' || name === 'latestByKey'
          ? scheduler.scheduleFunction(method)
          : method;
      },
    });
    const both = Promise.all([mayStart(slow, 'x', 1), mayStop(slow, 'x', 1)]);
    const [start, stop] = await scheduler.waitFor(both);
    expect(start).toBe(!stop);
    expect(await mayStop(log, 'x', 2)).toBe(stop);
    expect(await mayStart(log, 'x', 2)).toBe(start);
  });
  await fc.assert(property, { numRuns: 200 });
});

test('a request that is cancelled just before its work begins is not carried out', async () => {
  const { log, state } = await waiting();
  let looks = 0;
  const slow = new Proxy(log, {
    get(target, name) {
      if (name !== 'latestByKey') return Reflect.get(target, name).bind(target);
      return async (topic: string) => {
        const latest = await target.latestByKey(topic);
        if ((looks += 1) === 1) await cancelRequest(target, 'x', 150);
        return latest;
      };
    },
  });
  const parts = { log: slow, store: unusable, logger: LOGGER, project: { dataDir: folder } };
  await privacyCarrier(parts, () => 150)('x', new AbortController().signal);
  expect(await state()).toBe('cancelled');
  expect((await readRequests(log)).get('x')?.message).toBeUndefined();
});

test('a start or a cancellation that a crash cut short stands', async () => {
  for (const [first, second] of [
    [mayStart, mayStop],
    [mayStop, mayStart],
  ] as const) {
    const { log } = await waiting();
    const cut = new Proxy(log, {
      get(target, name) {
        if (name === 'read') throw new Error('the process ends');
        return Reflect.get(target, name).bind(target);
      },
    });
    await expect(first(cut, 'x', 1)).rejects.toThrow('ends');
    expect(await second(log, 'x', 2)).toBe(false);
    expect(await first(log, 'x', 3)).toBe(true);
  }
});
