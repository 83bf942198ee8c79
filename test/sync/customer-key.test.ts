import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CustomerKeyError,
  openCustomerKey,
  renewCustomerKey,
} from '../../pipeline/sync/customer-key.ts';
import { INTEGRITY_TOPIC } from '../../pipeline/topics.ts';
import { MemoryLog } from '../support/memory-log.ts';

let folder: string;
let log: MemoryLog;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goalstream-key-'));
  log = await emptyLog();
});

async function emptyLog(): Promise<MemoryLog> {
  const empty = new MemoryLog();
  await empty.createTopics([{ name: INTEGRITY_TOPIC, partitions: 1, cleanup: 'compact' }]);
  return empty;
}
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'customer.key');
const keyOf = async () => (await openCustomerKey(folder, log))('anna@example.com');

test('the same customer has the same key at every start', async () => {
  const first = await keyOf();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(await keyOf()).toBe(first);
});

test('a data folder of an earlier version keeps its key', async () => {
  await keyOf();
  const older = await emptyLog();
  const key = (await openCustomerKey(folder, older))('anna@example.com');
  expect(key).toBe(await keyOf());
  await unlink(path());
  await expect(
    openCustomerKey(folder, older).then((open) => open('anna@example.com')),
  ).rejects.toThrow(CustomerKeyError);
});

test.each<[string, () => Promise<void>, string]>([
  ['gone', () => unlink(path()), 'is gone'],
  ['cut short', () => writeFile(path(), '0123abcd'), 'is damaged'],
  ['empty', () => writeFile(path(), ''), 'is damaged'],
  ['of another folder', () => writeFile(path(), 'a'.repeat(64)), 'is not the key'],
])(
  'a key that is %s is refused where a customer is named, and nowhere before',
  async (_name, injure, said) => {
    await keyOf();
    await injure();
    const open = await openCustomerKey(folder, log);
    expect(() => open('anna@example.com')).toThrow(said);
    expect(() => open('anna@example.com')).toThrow(CustomerKeyError);
    expect(readdirSync(folder)).toEqual(said === 'is gone' ? [] : ['customer.key']);
  },
);

test('a new key is made when it is asked for, and the old file is kept', async () => {
  const first = await keyOf();
  const old = await readFile(path(), 'utf8');
  await renewCustomerKey(folder, log, 7);
  const second = await keyOf();
  expect(second).not.toBe(first);
  expect(await readFile(`${path()}.old-7`, 'utf8')).toBe(old);
  writeFileSync(path(), old);
  await expect(keyOf()).rejects.toThrow('is not the key');
});
