import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Log } from '../../pipeline/log/log.ts';
import { mayStart, mayStop } from '../../pipeline/privacy/start-or-stop.ts';
import { topicsWith } from '../../pipeline/topics.ts';
import { openTestLog, optionsFor } from './place.ts';

const options = optionsFor(inject('brokers'));
let worker: Log;
let server: Log;
beforeAll(async () => {
  worker = await openTestLog(options);
  server = await openTestLog(options);
  await worker.createTopics(topicsWith({ facts: 1, marks: 1 }));
});
afterAll(() => Promise.all([worker.close(), server.close()]));

test('of a start and a cancellation by two processes exactly the first one counts', async () => {
  const won = { start: 0, stop: 0 };
  for (let n = 0; n < 40; n++) {
    const id = `r${n}`;
    const first = n % 2 === 0 ? [mayStart, mayStop] : [mayStop, mayStart];
    const asked = first.map((may, m) => may(m === 0 ? worker : server, id, 1));
    const [one, two] = await Promise.all(asked);
    expect(one).toBe(!two);
    won[one === (n % 2 === 0) ? 'start' : 'stop'] += 1;
    expect(await mayStart(server, id, 2)).toBe(one === (n % 2 === 0));
  }
  expect(won.start).toBeGreaterThan(0);
  expect(won.stop).toBeGreaterThan(0);
});
