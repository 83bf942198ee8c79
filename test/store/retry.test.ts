import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/clickhouse-store.ts';

it('a statement that waited for longer than it is tried again, until the engine died, is sent again', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    request.resume();
    if (asked === 1) setTimeout(() => request.socket.destroy(), 300);
    else response.end('{"one":1}\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const store = openStore({
    url: `http://127.0.0.1:${port}`,
    username: 'a',
    password: 'a',
    database: 'a',
    retryMs: 200,
  });
  try {
    expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(asked).toBe(2);
  } finally {
    await store.close();
    server.close();
  }
});
