import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkIdentities,
  faultOf,
  relink,
  type Named,
} from '../../pipeline/integrity/identities.ts';
import { otherIdentity } from '../../pipeline/integrity/recorded.ts';
import type { Log } from '../../pipeline/log/log.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { MemoryLog } from '../support/memory-log.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

async function newLog(): Promise<Log> {
  const log = new MemoryLog();
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  return log;
}

/** A log and a store that know each other. */
async function pair(): Promise<{ log: Log; store: Store }> {
  const log = await newLog();
  const store = await engine.freshStore();
  expect((await checkIdentities(log, store, true)).fault).toBeUndefined();
  return { log, store };
}

test('a first start links log and store, and the next ones find them so', async () => {
  const { log, store } = await pair();
  const first = await checkIdentities(log, store, false);
  expect(first.fault).toBeUndefined();
  expect(await checkIdentities(log, store, false)).toEqual(first);
});

test('data of a version without identities is linked without a word', async () => {
  const log = await newLog();
  await log.append('facts.sale', [{ key: 'a', value: '{}' }]);
  const store = await engine.freshStore();
  expect((await checkIdentities(log, store, false)).fault).toBeUndefined();
  expect((await checkIdentities(log, store, false)).fault).toBeUndefined();
});

test('facts that were in the log before the first start are no lost store; agreed goals are', async () => {
  const log = await newLog();
  await log.append('facts.sale', [{ key: 'a', value: '{}' }]);
  expect((await checkIdentities(log, await engine.freshStore(), true)).fault).toBeUndefined();
  const older = await newLog();
  await older.append('goals', [{ key: 'people', value: '{"owners":[],"teams":[]}' }]);
  expect((await checkIdentities(older, await engine.freshStore(), true)).fault).toBe('store-lost');
});

test('a new store under a log that names another is noticed, at every start', async () => {
  const { log } = await pair();
  const store = await engine.freshStore();
  expect((await checkIdentities(log, store, true)).fault).toBe('store-lost');
  expect((await checkIdentities(log, store, false)).fault).toBe('store-lost');
});

test('a new log beside a store that names another is noticed, at every start', async () => {
  const { store } = await pair();
  const log = await newLog();
  expect((await checkIdentities(log, store, false)).fault).toBe('log-lost');
  expect((await checkIdentities(log, store, false)).fault).toBe('log-lost');
  await relink(log, store);
  expect((await checkIdentities(log, store, false)).fault).toBeUndefined();
});

test('log and store of two folders are noticed, and so is one put back', async () => {
  const [one, other] = [await pair(), await pair()];
  expect((await checkIdentities(one.log, other.store, false)).fault).toBe('mixed');
  expect((await checkIdentities(other.log, one.store, false)).fault).toBe('mixed');
  expect((await checkIdentities(one.log, one.store, false)).fault).toBeUndefined();
});

test('workers that start at once agree', async () => {
  const log = await newLog();
  const store = await engine.freshStore();
  const all = await Promise.all([1, 2, 3].map(() => checkIdentities(log, store, true)));
  expect(all.map(({ fault }) => fault)).toEqual([undefined, undefined, undefined]);
  expect(new Set(all.map(({ logId }) => logId)).size).toBe(1);
  expect((await checkIdentities(log, store, false)).fault).toBeUndefined();
});

const nothing: Named = {
  log: undefined,
  logsStore: undefined,
  logUsed: false,
  stores: [],
  storesLogs: [],
  storeNew: true,
};

test('a store lost under a log of a version without identities is noticed', () => {
  expect(faultOf({ ...nothing, logUsed: true })).toBe('store-lost');
  expect(faultOf({ ...nothing, logUsed: true, storeNew: false })).toBeUndefined();
});

test('a link that a crash cut short is no fault', () => {
  expect(faultOf({ ...nothing, log: 'l' })).toBeUndefined();
  const stored = { stores: ['s'], storesLogs: ['l'], storeNew: false };
  expect(faultOf({ ...nothing, ...stored, log: 'l' })).toBeUndefined();
  expect(faultOf({ ...nothing, ...stored, log: 'l', logsStore: 's' })).toBeUndefined();
});

test('a component’s identity is recorded once and another one told', async () => {
  const log = await newLog();
  expect(await otherIdentity(log, 'customer.key', 'a')).toBeUndefined();
  expect(await otherIdentity(log, 'customer.key', 'a')).toBeUndefined();
  expect(await otherIdentity(log, 'customer.key', 'b')).toBe('a');
});
