import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Operations } from '../../dashboards/api/operations.ts';
import { createServer } from '../../dashboards/api/server.ts';
import { apiOperations } from '../../pipeline/cli/api-operations.ts';
import { ConfigError } from '../../pipeline/config/problem.ts';
import { UsageError } from '../../pipeline/cli/usage-error.ts';
import { BadSelectionError } from '../../pipeline/replay/bad-selection.ts';
import type { GoalCheck } from '../../schemas/goal-check.ts';
import type { Letter, LetterList, LetterReplay } from '../../schemas/dead-letters.ts';
import type { PrivacyRequest } from '../../schemas/privacy.ts';
import type { ReconcileReport } from '../../schemas/reconcile.ts';
import type { ReplayResult } from '../../schemas/replay.ts';
import { report } from './fixtures.ts';
import { readSideOf } from './read-side.ts';

const TOKEN = 'local-token';
const LETTER: Letter = {
  id: '0@7',
  stage: 'attribute',
  state: 'open',
  place: 'facts.sale/3@42',
  reason: 'gross: is missing',
  at: 5,
  times: 1,
  replayable: true,
  topic: 'facts.sale',
  record: { topic: 'facts.sale', partition: 3, offset: 42, key: 'k', value: '{}' },
};
const { record: _, ...SUMMARY } = LETTER;
const LIST: LetterList = { letters: [SUMMARY], total: 1, reasons: [], unreadable: 0 };
const REPLAYED: LetterReplay = { replayed: 1, already: 0, refused: 0, refusals: [] };
const WISH: PrivacyRequest = {
  id: 'abc',
  connection: 'shop',
  kind: 'data-request',
  event: 'e1',
  state: 'done',
  askedAt: 1,
};
const COUNTS = { records: 2, deadLetters: 0, days: 1 };
const RESULT: ReplayResult = { topic: 'facts.sale', range: { fromOffset: 3 }, ...COUNTS };

const RECONCILED: ReconcileReport = {
  equal: false,
  compared: [{ check: 'source', subjects: 1, figures: 2, differences: 1, mend: 'sync' }],
  differences: [
    { check: 'source', subject: 'shop/sale', measure: 'gross', expected: '1', found: '2' },
  ],
  impossible: [],
  notes: [],
};

const CHECKED: GoalCheck = {
  goals: 1,
  owners: 1,
  history: 'read',
  findings: [
    {
      goal: 'q4',
      aspect: 'time-bound',
      field: 'cadence',
      file: 'goals/a.yaml',
      line: 3,
      message: 'none',
      mend: 'add it',
    },
  ],
  notes: [],
  past: [],
};

let asked: unknown[];
let fails: Error | undefined;
let server: FastifyInstance;
beforeEach(() => {
  asked = [];
  fails = undefined;
  server = createServer({ readSide: readSideOf(report), token: TOKEN, operations });
});
afterEach(() => server.close());

const operations: Operations = {
  deadLetters: async (selection) => (asked.push(selection), LIST),
  deadLetter: async (id) => (id === LETTER.id ? LETTER : undefined),
  replayDeadLetters: async (request) => {
    asked.push(request);
    if (fails !== undefined) throw fails;
    return REPLAYED;
  },
  applyGoals: async (request) => {
    asked.push(request);
    return { changes: [], refused: [], dryRun: request.dryRun };
  },
  checkGoals: async () => {
    if (fails !== undefined) throw fails;
    return CHECKED;
  },
  privacyRequests: async () => ({ requests: [] }),
  privacyExport: async (id) => (id === WISH.id ? { request: WISH, facts: [] } : undefined),
  cancelPrivacy: async (id) => {
    if (id !== WISH.id && id !== 'done') return undefined;
    return { id, cancelled: id === WISH.id, message: `what came of ${id}` };
  },
  goalsInForce: async () => ({ goals: [] }),
  goalHistory: async (id) => (id === 'q4' ? { id, revisions: [] } : undefined),
  replay: (request) => {
    asked.push(request);
    if (request.topic !== 'facts.sale')
      throw new BadSelectionError('no such topic', 'write another.');
    return steps();
  },
  reconcile: async function* (request) {
    asked.push(request);
    yield { check: 'source', subject: 'shop/sale' };
    if (fails !== undefined) throw fails;
    return RECONCILED;
  },
};

async function* steps() {
  yield COUNTS;
  if (fails !== undefined) throw fails;
  return RESULT;
}

const authorized = (request: InjectOptions): InjectOptions => ({
  ...request,
  headers: { authorization: `Bearer ${TOKEN}` },
});

it.each<InjectOptions>([
  { url: '/v1/dead-letters' },
  { url: '/v1/dead-letters/0@7' },
  { url: '/v1/privacy' },
  { url: '/v1/privacy/abc' },
  { method: 'POST', url: '/v1/privacy/abc/cancel', payload: {} },
  { method: 'POST', url: '/v1/dead-letters/replay', payload: { ids: ['0@7'] } },
  { method: 'POST', url: '/v1/replay', payload: { topic: 'facts.sale' } },
  { method: 'POST', url: '/v1/goals/apply', payload: { by: 'anna' } },
  { url: '/v1/goals' },
  { url: '/v1/goals/check' },
  { url: '/v1/goals/q4/history' },
  { method: 'POST', url: '/v1/reconcile', payload: {} },
])('needs the token: $url', async (request) => {
  expect((await server.inject(request)).statusCode).toBe(401);
  expect(asked).toEqual([]);
  expect((await server.inject(authorized(request))).statusCode).toBe(200);
});

it('lists by what the query says, and refuses what it does not know', async () => {
  const url = '/v1/dead-letters?stage=attribute&topic=facts.sale&since=4&all=true&limit=7';
  expect((await server.inject(authorized({ url }))).json()).toEqual(LIST);
  expect(asked).toEqual([
    { stage: 'attribute', topic: 'facts.sale', since: 4, all: true, limit: 7 },
  ]);
  for (const query of ['stage=x', 'limit=0', 'since=today', 'nonsense=1']) {
    const response = await server.inject(authorized({ url: `/v1/dead-letters?${query}` }));
    expect(response.statusCode).toBe(400);
  }
});

it('shows a letter, or 404 with a mend', async () => {
  const show = (id: string) => server.inject(authorized({ url: `/v1/dead-letters/${id}` }));
  expect((await show('0%407')).json()).toEqual(LETTER);
  const none = await show('0@8');
  expect(none.statusCode).toBe(404);
  expect(none.json()).toMatchObject({ error: { code: 'no_such_letter' } });
});

it.each([{}, { ids: [] }, { ids: ['1'], filter: {} }, { filter: { nonsense: 1 } }])(
  'refuses to replay letters by %j',
  async (payload) => {
    const url = '/v1/dead-letters/replay';
    const response = await server.inject(authorized({ method: 'POST', url, payload }));
    expect(response.statusCode).toBe(400);
    expect(asked).toEqual([]);
  },
);

it('applies goals by what the body says, and tells the history of a goal', async () => {
  const client = apiOperations(await server.listen({ host: '127.0.0.1', port: 0 }), TOKEN);
  const request = { by: 'anna', reason: 'a shop closed', effective: '2026-10-01', dryRun: true };
  expect(await client.applyGoals(request)).toEqual({ changes: [], refused: [], dryRun: true });
  expect(asked).toEqual([request]);
  expect(await client.goalHistory('q4')).toEqual({ id: 'q4', revisions: [] });
  expect(await client.goalHistory('q5')).toBeUndefined();
  for (const payload of [{}, { by: '' }, { by: 'a', effective: 'today' }, { by: 'a', x: 1 }]) {
    const wanted = authorized({ method: 'POST', url: '/v1/goals/apply', payload });
    expect((await server.inject(wanted)).statusCode).toBe(400);
  }
});

it('takes a request to forget back, or says that it is too late', async () => {
  const client = apiOperations(await server.listen({ host: '127.0.0.1', port: 0 }), TOKEN);
  const { id } = WISH;
  const message = (of: string) => `what came of ${of}`;
  expect(await client.cancelPrivacy(id)).toEqual({ id, cancelled: true, message: message(id) });
  expect(await client.cancelPrivacy('done')).toEqual({
    id: 'done',
    cancelled: false,
    message: message('done'),
  });
  expect(await client.cancelPrivacy('nobody')).toBeUndefined();
});

it('checks goals over HTTP', async () => {
  const client = apiOperations(await server.listen({ host: '127.0.0.1', port: 0 }), TOKEN);
  expect(await client.checkGoals()).toEqual(CHECKED);
  const place = { file: 'goals/a.yaml', line: 3, path: 'goals[0].metric' };
  fails = new ConfigError([{ ...place, message: 'there is no metric x', mend: 'write y' }]);
  const told = 'goals/a.yaml:3 goals[0].metric: there is no metric x. Mend: write y.';
  await expect(client.checkGoals()).rejects.toThrow(told);
  await expect(client.checkGoals()).rejects.toBeInstanceOf(UsageError);
});

it('tells what a replay has gone through, line by line', async () => {
  const payload = { topic: 'facts.sale', from: '3' };
  const response = await server.inject(authorized({ method: 'POST', url: '/v1/replay', payload }));
  expect(response.headers['content-type']).toBe('application/x-ndjson');
  expect(
    response.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ progress: COUNTS }, { result: RESULT }]);
});

it('ends a replay whose caller goes away', async () => {
  const ended = Promise.withResolvers<void>();
  const endless: Operations = {
    ...operations,
    async *replay(_request, signal) {
      signal?.addEventListener('abort', () => ended.resolve());
      yield COUNTS;
      await ended.promise;
      return RESULT;
    },
  };
  const other = createServer({ readSide: readSideOf(report), token: TOKEN, operations: endless });
  const url = await other.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const left = apiOperations(url, TOKEN).replay({ topic: 'facts.sale' }, leaving.signal);
  await left.next();
  leaving.abort();
  await expect(ended.promise).resolves.toBeUndefined();
  await other.close();
});

it('has no such routes without operations', async () => {
  const bare = createServer({ readSide: readSideOf(report), token: TOKEN });
  expect((await bare.inject(authorized({ url: '/v1/dead-letters' }))).statusCode).toBe(404);
  await bare.close();
});

it('the command line reads the same over HTTP', async () => {
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const client = apiOperations(url, TOKEN);
  expect(await client.deadLetters({ limit: 5, connection: 'a b' })).toEqual(LIST);
  expect(asked.pop()).toEqual({ limit: 5, connection: 'a b' });
  expect(await client.deadLetter('0@7')).toEqual(LETTER);
  expect(await client.deadLetter('0@8')).toBeUndefined();
  expect(await client.replayDeadLetters({ filter: { topic: 'facts.sale' } })).toEqual(REPLAYED);
  const replay = client.replay({ topic: 'facts.sale' });
  expect(await replay.next()).toEqual({ value: COUNTS, done: false });
  expect(await replay.next()).toEqual({ value: RESULT, done: true });

  const other = client.replay({ topic: 'cursors' });
  await expect(other.next()).rejects.toThrow(new UsageError('no such topic. Mend: write another.'));
  fails = new Error('secret path');
  const failing = client.replay({ topic: 'facts.sale' });
  await failing.next();
  await expect(failing.next()).rejects.toThrow('The answer could not be made');
  fails = new BadSelectionError('there is no dead letter 9', 'see the list.');
  await expect(client.replayDeadLetters({ ids: ['9'] })).rejects.toThrow(UsageError);
  await expect(apiOperations(url, 'wrong').deadLetters({ limit: 1 })).rejects.toThrow('token');
});

it('reconciles over HTTP, in lines', async () => {
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const going = apiOperations(url, TOKEN).reconcile({ from: '2026-01-01' });
  expect(await going.next()).toEqual({
    value: { check: 'source', subject: 'shop/sale' },
    done: false,
  });
  expect(await going.next()).toEqual({ value: RECONCILED, done: true });
  expect(asked).toEqual([{ from: '2026-01-01' }]);

  fails = new BadSelectionError('there is no connection x', 'write shop.');
  const failing = apiOperations(url, TOKEN).reconcile({ connection: 'x' });
  await failing.next();
  await expect(failing.next()).rejects.toThrow(
    new UsageError('there is no connection x. Mend: write shop.'),
  );
  const wrong = await server.inject(
    authorized({ method: 'POST', url: '/v1/reconcile', payload: { from: 'May' } }),
  );
  expect(wrong.statusCode).toBe(400);
});
