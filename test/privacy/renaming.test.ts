import { expect, test } from 'vitest';
import { renameFacts, renameLetters } from '../../pipeline/privacy/rename-log.ts';
import { isFresh, renamingOf, type Renaming } from '../../pipeline/privacy/renaming.ts';
import { topicsWith } from '../../pipeline/topics.ts';
import type { PrivacyRecord } from '../../schemas/privacy.ts';
import { MemoryLog } from '../support/memory-log.ts';

const ANNE = 'a'.repeat(32);
const BO = 'b'.repeat(32);

function asked(kind: PrivacyRecord['kind'], customers: string[]): PrivacyRecord {
  return { id: 'x', connection: 'shop', kind, event: 'e', state: 'asked', askedAt: 0, customers };
}

function fact(source: string, id: string, customer: string) {
  const value = JSON.stringify({ source, stream: 'sales', id, customer, orderId: id });
  return { key: `${source}/sales/${id}`, value };
}

/** A letter for a message that could not be read. */
function letter(source: string, id: string, customer: string) {
  const record = { topic: 'facts.sale', partition: 0, offset: 1, ...fact(source, id, customer) };
  const value = JSON.stringify({ stage: 'attribute', reason: 'r', place: id, record, at: 0 });
  return { key: id, value };
}

function rawLetter(connection: string, raw: string) {
  const place = `${connection}-1`;
  const value = { stage: 'sync', reason: 'r', place, raw, at: 0, connection, stream: 'sales' };
  return { key: place, value: JSON.stringify(value) };
}

async function filled(): Promise<MemoryLog> {
  const log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 2, marks: 1 }));
  await log.append('facts.sale', [
    fact('shop', '1', ANNE),
    fact('shop', '2', BO),
    fact('shop', '3', ANNE),
    fact('other', '4', ANNE),
    fact('other', '5', BO),
    { key: 'shop/sales/6', value: JSON.stringify({ note: `"customer":"${BO}"` }) },
  ]);
  await log.append('dead-letters', [
    letter('shop', '7', ANNE),
    letter('other', '8', BO),
    rawLetter('shop', '{"customer":"gid://shopify/Customer/7"}'),
    rawLetter('other', 'Anne A.'),
    { key: 'z', value: 'no letter' },
  ]);
  return log;
}

async function renameInLog(log: MemoryLog, renaming: Renaming) {
  const mine = (): void => undefined;
  const records = await renameFacts(log, renaming, mine);
  return { records, letters: await renameLetters(log, renaming, mine) };
}

async function texts(log: MemoryLog, topic: string): Promise<string> {
  const found: string[] = [];
  for await (const records of log.read(topic))
    found.push(...records.map(({ value }) => value ?? ''));
  return found.join('\n');
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

test('a person’s key gives way to one fresh key, wherever it stands', async () => {
  const log = await filled();
  const renaming = renamingOf(asked('redact', [ANNE]), 'salt');
  const fresh = renaming.fresh(ANNE);
  expect(isFresh(fresh)).toBe(true);
  expect(await renameInLog(log, renaming)).toEqual({ records: 3, letters: 2 });
  const facts = await texts(log, 'facts.sale');
  const letters = await texts(log, 'dead-letters');
  expect(times(facts + letters, ANNE)).toBe(0);
  expect(times(facts, fresh)).toBe(3);
  expect(times(letters, fresh)).toBe(1);
  expect(times(facts, BO)).toBe(3);
  expect(letters).not.toContain('gid://shopify/Customer/7');
  expect(letters).toContain('Anne A.');
});

test('done again it changes nothing', async () => {
  const log = await filled();
  const renaming = renamingOf(asked('redact', [ANNE]), 'salt');
  await renameInLog(log, renaming);
  expect(await renameInLog(log, renaming)).toEqual({ records: 0, letters: 0 });
});

test('everyone of a connection gets fresh keys, people of others keep theirs', async () => {
  const log = await filled();
  const renaming = renamingOf(asked('redact-all', []), 'salt');
  expect(await renameInLog(log, renaming)).toEqual({ records: 3, letters: 2 });
  expect(await renameInLog(log, renaming)).toEqual({ records: 0, letters: 0 });
  const facts = await texts(log, 'facts.sale');
  expect(times(facts, renaming.fresh(ANNE))).toBe(2);
  expect(times(facts, renaming.fresh(BO))).toBe(1);
  expect(times(facts, ANNE)).toBe(1);
  expect(times(await texts(log, 'dead-letters'), BO)).toBe(1);
});

test('another salt makes other keys', () => {
  const [one, two] = ['s', 't'].map((salt) => renamingOf(asked('redact', [ANNE]), salt));
  expect(one?.fresh(ANNE)).not.toBe(two?.fresh(ANNE));
});
