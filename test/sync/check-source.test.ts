import { expect, test } from 'vitest';
import { SourceError } from '../../connectors/connector.ts';
import { checkSource } from '../../pipeline/sync/check-source.ts';
import { sourceContext } from '../../pipeline/sync/source-context.ts';

const surroundings = {
  connection: 'shop',
  business: { timezone: 'UTC', currency: 'EUR' },
  baseDir: '/',
  dataDir: '/nowhere',
  now: () => 0,
};
const failing = (error: unknown) => ({
  check: async () => {
    throw error;
  },
});

test('a connector that fails at its check is a finding, and ends no other check', async () => {
  const context = sourceContext(surroundings, new AbortController().signal);
  const refused = new SourceError('no such shop', { retry: false, mend: 'Correct it.' });
  expect(await checkSource(failing(refused), {}, context)).toEqual([
    { level: 'error', message: 'no such shop', mend: 'Correct it.' },
  ]);
  const [finding] = await checkSource(failing(new TypeError('x is undefined')), {}, context);
  expect(finding).toMatchObject({
    level: 'error',
    message: 'could not be checked: x is undefined',
  });
});

test('a source that does not answer in time is said to be one', async () => {
  const context = sourceContext(surroundings, AbortSignal.abort());
  const [finding] = await checkSource(failing(new Error('aborted')), {}, context);
  expect(finding?.message).toContain('did not answer in time');
});
