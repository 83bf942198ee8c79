import { expect, test } from 'vitest';
import { bulkShop, runAll, WHOLE } from './fake-bulk.ts';
import { openFake, type Call } from './fake-server.ts';

test('a connection that is cut goes on where it was cut', async () => {
  const ranges: (string | undefined)[] = [];
  const serve = ({ request, response }: Call, bytes: Buffer): void => {
    ranges.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = bytes.subarray(from);
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': rest.length,
      ...(from > 0 && { 'content-range': range }),
    });
    if (from > 400) response.end(rest);
    else response.write(rest.subarray(0, 250), () => setTimeout(() => response.destroy(), 20));
  };
  await using shop = await bulkShop({ serve });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
  expect(ranges).toEqual([undefined, 'bytes=250-', 'bytes=500-']);
});

test('a server without ranges gives it from the start again', async () => {
  let times = 0;
  const serve = ({ response }: Call, bytes: Buffer): void => {
    response.writeHead(200, { 'content-length': bytes.length });
    if (++times === 3) response.end(bytes);
    else response.write(bytes.subarray(0, 300), () => setTimeout(() => response.destroy(), 20));
  };
  await using shop = await bulkShop({ serve });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
});

test('a result that is gone is an error that says so; one that is only busy is asked for again', async () => {
  await using gone = await bulkShop({ serve: ({ response }) => response.writeHead(403).end() });
  await expect(runAll(openFake(gone))).rejects.toThrow(/answered 403/);
  let times = 0;
  await using busy = await bulkShop({
    serve: ({ response }, bytes) =>
      times++ === 0 ? response.writeHead(503).end() : response.end(bytes),
  });
  expect(await runAll(openFake(busy))).toEqual(WHOLE);
});

test('a result at an address without https is not fetched from the real Shopify', async () => {
  await using shop = await bulkShop();
  const api = openFake(shop);
  const stolen = {
    ...api,
    request: api.request.bind(api),
    cleaned: String,
    config: { ...api.config },
  };
  delete stolen.config.endpoint;
  await expect(runAll(stolen)).rejects.toThrow(/not https/);
});
