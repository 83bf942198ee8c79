import { expect, test } from 'vitest';
import { failureOf } from '../../pipeline/cli/failure.ts';

function system(code: string): Error {
  return Object.assign(new Error(code), { code, path: '/srv/data/log.db' });
}

test.each([
  ['ENOSPC', 1, 'the disk is full'],
  ['EIO', 1, 'the disk reported an error'],
  ['ENOMEM', 1, 'no memory left'],
  ['EACCES', 2, 'permission is denied'],
  ['EISDIR', 2, 'it is a folder'],
  ['EMFILE', 2, 'may not open more files'],
])('%s ends with %i and says what to do', (code, exit, words) => {
  const failure = failureOf(system(code));
  expect(failure.code).toBe(exit);
  expect(failure.text).toContain(`/srv/data/log.db can't be used: `);
  expect(failure.text).toContain(words);
});

test('what nobody expected keeps its stack', () => {
  expect(failureOf(new TypeError('oops'))).toMatchObject({ code: 1 });
  expect(failureOf(new TypeError('oops')).text).toContain('failure.test.ts');
});
