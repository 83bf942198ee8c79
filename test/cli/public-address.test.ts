import { expect, test } from 'vitest';
import { publicAddress } from '../../pipeline/cli/public-address.ts';
import { UsageError } from '../../pipeline/cli/usage-error.ts';

test.each([
  ['https://goals.example', 'https://goals.example'],
  ['https://goals.example:8443/', 'https://goals.example:8443'],
  ['https://goals.example/goalstream/', 'https://goals.example/goalstream'],
  // The path that webhooks come to is added once, wherever it stands already.
  ['https://goals.example/webhooks/shop', 'https://goals.example'],
  ['https://goals.example/webhooks/shop/', 'https://goals.example'],
  ['https://goals.example/goalstream/webhooks/shop', 'https://goals.example/goalstream'],
  ['https://goals.example/webhooks/', 'https://goals.example'],
  ['http://127.0.0.1:7777', 'http://127.0.0.1:7777'],
])('%s is understood', (address, base) => {
  expect(publicAddress(address, ['shop', 'other'])).toBe(base);
});

test.each([
  [undefined, /--address https/],
  ['goals.example', /begins with https/],
  ['http://goals.example', /begins with https/],
  ['ftp://localhost', /begins with https/],
  ['https://goals.example/webhooks/shpo', /connection shpo .* not one of .* \(shop, other\)/],
  ['https://goals.example/?token=1', /https:\/\/goals\.example\/, without user name/],
  ['https://goals.example/#x', /a host and a path only/],
  ['https://me:secret@goals.example/', /a host and a path only/],
])('%s is refused in words', (address, words) => {
  expect(() => publicAddress(address, ['shop', 'other'])).toThrow(UsageError);
  expect(() => publicAddress(address, ['shop', 'other'])).toThrow(words);
});
