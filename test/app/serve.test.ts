import { expect, test } from 'vitest';
import { refusedPort } from '../../pipeline/app/serve.ts';
import { StartError } from '../../pipeline/app/start-errors.ts';

test.each([
  ['EADDRINUSE', 'port 80 is taken by another program'],
  ['EACCES', 'this user may not listen on port 80. Mend: set server.port'],
  ['EADDRNOTAVAIL', '10.1.2.3 is no address of this machine. Mend: correct server.host'],
  ['ENOTFOUND', '10.1.2.3 is no address of this machine'],
])('%s is a sentence', (code, text) => {
  const told = refusedPort(Object.assign(new Error(code), { code }), 'server.port', '10.1.2.3', 80);
  expect(told).toBeInstanceOf(StartError);
  expect(String(told)).toContain(text);
});

test('what nobody expected stays what it is', () => {
  const error = new Error('else');
  expect(refusedPort(error, 'server.port', '127.0.0.1', 1)).toBe(error);
});
