import { expect, test } from 'vitest';
import { createServer } from '../../dashboards/api/server.ts';
import { ApiClient } from '../../pipeline/cli/api-client.ts';
import { report } from '../dashboards/fixtures.ts';
import { readSideOf } from '../dashboards/read-side.ts';

test('what waits until all is counted waits for facts that are attributed anew', async () => {
  const readSide = readSideOf(report);
  const still = await readSide.status();
  const stages = still.stages.map((stage) => ({ ...stage, behind: 0 }));
  let looks = 0;
  const server = createServer({
    readSide: {
      ...readSide,
      status: () => Promise.resolve({ ...still, stages, reattributing: ++looks < 3 }),
    },
  });
  try {
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    await new ApiClient(url, 'token').settled();
    expect(looks).toBe(3);
  } finally {
    await server.close();
  }
});
