import { expect, test } from 'vitest';
import { secretsIn } from '../../pipeline/config/secret-values.ts';
import { learnSecrets, redact, redacted } from '../../pipeline/redaction.ts';

test.each<[string, unknown, string[]]>([
  [
    'passwords and tokens by the name of their key',
    { store: { password: 'CANARY-1' } },
    ['CANARY-1'],
  ],
  [
    'in lists',
    { connections: [{ accessToken: 'CANARY-1' }, { clientSecret: 'CANARY-2' }] },
    ['CANARY-1', 'CANARY-2'],
  ],
  [
    'of keys in capitals',
    { API_KEY: 'CANARY-1', Authorization: 'CANARY-2' },
    ['CANARY-1', 'CANARY-2'],
  ],
  ['headers of any name', { headers: { 'x-shop': 'CANARY-1' } }, ['CANARY-1']],
  ['an address without a password', { url: 'https://CANARY-1@host/' }, ['CANARY-1']],
  [
    'an address that is no right one',
    { url: 'htp://u:CANARY-1@ho st/?a=CANARY-2' },
    ['CANARY-1', 'CANARY-2'],
  ],
  [
    'an address with a query and a fragment',
    { file: 'https://h/x?sig=CANARY-1&b=CANARY-2#t=CANARY-3' },
    ['CANARY-1', 'CANARY-2', 'CANARY-3'],
  ],
])('secrets are %s', (_name, data, expected) => {
  expect(secretsIn(data)).toEqual(expect.arrayContaining(expected));
});

test('what is no secret is none', () => {
  const config = {
    business: { name: 'Skovby Friluft' },
    url: 'https://host/path?year=2026',
    user: 'mette',
  };
  expect(secretsIn(config)).toEqual([]);
});

test('a secret is hidden however it is written, and nothing like it', () => {
  learnSecrets(['CANARY "ü" 1', 'CANARY-2', 'short', '12345678', 'goalstream']);
  learnSecrets(secretsIn({ url: 'https://us%40er-name:CANARY-3@host/' }));
  const basic = Buffer.from('us@er-name:CANARY-3').toString('base64');
  for (const text of [
    'CANARY "ü" 1',
    JSON.stringify('CANARY "ü" 1').slice(1, -1),
    encodeURIComponent('CANARY "ü" 1'),
    'CANARY-2',
    'us%40er-name',
    'us@er-name',
    basic,
  ]) {
    expect(redact(`before ${text}, after`)).toBe('before ***, after');
  }
  for (const text of ['CANARY-23', 'xCANARY-2', 'short', '12345678', 'goalstream']) {
    expect(redact(text)).toBe(text);
  }
  expect(redacted({ a: ['CANARY-2', 1, null], 'CANARY-2': { b: 'x CANARY-2' } })).toEqual({
    a: ['***', 1, null],
    'CANARY-2': { b: 'x ***' },
  });
});
