import { expect, test } from 'vitest';
import { baseServer } from '../../dashboards/api/base-server.ts';

test('secrets are taken out of every answer: of JSON its texts, never its keys', async () => {
  const server = baseServer({
    doorOf: () => 'everything',
    stylesheet: () => undefined,
    hide: (text) => text.replaceAll('CANARY', '***'),
  });
  server.get('/json', async () => ({ CANARY: ['a "CANARY"', 1, null] }));
  server.get('/page', async (_request, reply) => reply.type('text/html').send('<p>CANARY</p>'));
  server.get('/none', async () => ({ a: '0.10' }));
  const ask = (url: string) => server.inject({ url, headers: { host: '127.0.0.1' } });
  expect((await ask('/json')).json()).toEqual({ CANARY: ['a "***"', 1, null] });
  const page = await ask('/page');
  expect(page.body).toBe('<p>***</p>');
  expect(page.headers['content-length']).toBe(String(page.body.length));
  expect((await ask('/none')).body).toBe('{"a":"0.10"}');
  expect((await ask('/no?x=CANARY')).body).not.toContain('CANARY');
  await server.close();
});
