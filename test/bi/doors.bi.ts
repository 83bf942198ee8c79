import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { Asking, ping } from './asking.ts';

/** Runs on in one function for about a quarter of a minute, deaf to its time limit and to KILL. */
const ENDLESS = "SELECT repeat('a', 100000) LIKE repeat('%a', 10000) || 'b'";
const ROWS = 'SELECT number, toString(number) FROM numbers(100000000000)';

/** What is not closed by the port closes by itself, but not so soon. */
const SOON = { timeout: 30_000 };

let engine: TestEngine;
let asking: Asking;

beforeAll(async () => {
  engine = await testEngine({
    deafAfterMs: 3_000,
    biLimits: {
      seconds: 3,
      graceMs: 500,
      connections: 20,
      idleMs: 500,
      bodyMs: 500,
      patienceMs: 300,
      slowest: 10_000,
    },
  });
  asking = new Asking(engine);
});
afterEach(() => asking.hangUp());
afterAll(() => engine.stop());

describe('connections', () => {
  it('are closed when nothing comes, or no end of it', SOON, async () => {
    const head = asking.head('SELECT 1');
    const started = ['', 'GET / HT', `${head}\r\nX-Slow: `, `${head}\r\n\r\nSELE`];
    await Promise.all(started.map((text) => asking.answerTo(engine.biUrl, text)));
    expect(await asking.bi('SELECT 1')).toEqual([200, '1\n']);
  });

  it('that do not read their answers give their places to others', async () => {
    const request = `${asking.head(ROWS)}\r\n\r\n${ROWS}`;
    await Promise.all(
      Array.from({ length: 12 }, async () => (await asking.dial(engine.biUrl, request)).pause()),
    );
    expect(await asking.bi('SELECT 2')).toEqual([200, '2\n']);
  });

  it('that go while their statement runs leave nothing behind', async () => {
    const request = `${asking.head(ROWS)}\r\n\r\n${ROWS}`;
    for (let i = 0; i < 40; i += 1) (await asking.dial(engine.biUrl, request)).destroy();
    expect(await asking.bi('SELECT 3')).toEqual([200, '3\n']);
  });
});

it('a statement of the product’s that is analysed for long keeps nobody waiting', async () => {
  let ended = false;
  const long = asking.admin(ENDLESS.replace('10000', '1000')).finally(() => (ended = true));
  await sleep(100);
  expect(await ping(engine.url)).toBe('Ok.\n');
  expect(await asking.own()).toEqual([{ one: 1 }]);
  expect(ended).toBe(false);
  expect(await long).toBe('0\n');
});

describe('an engine that is deaf', () => {
  it(
    'is ended and started again, and statements under way go on',
    { timeout: 120_000 },
    async () => {
      const { pid } = engine.engine;
      const store = await engine.emptyStore('bodies');
      process.kill(pid, 'SIGSTOP');
      expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(engine.engine.pid).not.toBe(pid);
    },
  );
});

describe('a statement that can’t be ended', () => {
  it('keeps nobody waiting, and ends with the engine; BI tools wait then, the product does not', async () => {
    const { pid } = engine.engine;
    let ended = false;
    const endless = asking
      .bi(ENDLESS)
      .catch(() => undefined)
      .finally(() => (ended = true));
    await sleep(100);
    expect(await ping(engine.biUrl)).toBe('Ok.\n');
    expect(await asking.own()).toEqual([{ one: 1 }]);
    expect(ended).toBe(false);
    await endless;
    expect(await asking.own()).toEqual([{ one: 1 }]);
    expect(engine.engine.pid).not.toBe(pid);
    const [status, text] = await asking.bi('SELECT 1');
    expect([status, text]).toEqual([503, expect.stringContaining('could not be ended')]);
  });
});
