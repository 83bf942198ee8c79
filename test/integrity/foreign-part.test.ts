import { expect, test } from 'vitest';
import { foreignPart } from '../../pipeline/integrity/foreign-part.ts';

const none = { log: 'own', storesLogs: ['other'], followed: [], keyFits: undefined };

test('the rest of the folder tells which of log and store is foreign', () => {
  expect(foreignPart({ ...none, followed: ['own'] })).toBe('store');
  expect(foreignPart({ ...none, keyFits: true })).toBe('store');
  expect(foreignPart({ ...none, followed: ['other'] })).toBe('log');
  expect(foreignPart({ ...none, keyFits: false })).toBe('log');
});

test('a folder that tells nothing, or is of both, names none', () => {
  expect(foreignPart(none)).toBeUndefined();
  expect(foreignPart({ ...none, followed: ['third'] })).toBeUndefined();
  expect(foreignPart({ ...none, followed: ['own', 'other'] })).toBeUndefined();
  expect(foreignPart({ ...none, followed: ['own'], keyFits: false })).toBeUndefined();
});
