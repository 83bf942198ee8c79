import { afterEach, describe, expect, it } from 'vitest';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createServer, type ServerOptions } from '../../dashboards/api/server.ts';
import { attainTable } from '../../pipeline/cli/attain.ts';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { ledgerPageSchema, type LedgerPage } from '../../schemas/ledger.ts';
import { emptyReport, loadingReport, report } from './fixtures.ts';
import { ledgerOf, readSideOf } from './read-side.ts';

const TOKEN = 'local-token';
const servers: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function ask(request: InjectOptions | string, options: Partial<ServerOptions> = {}) {
  const server = createServer({ readSide: readSideOf(report), token: TOKEN, ...options });
  servers.push(server);
  return server.inject(request);
}

const asPage = (url: string): InjectOptions => ({ url, headers: { accept: 'text/html' } });

it('figures that mix old goals and new ones are marked on every page', async () => {
  const mixed = { ...report, processing: { ...report.processing, reattributing: true } };
  const sentence = 'facts are being attributed anew';
  for (const url of ['/', '/goals/tents']) {
    const marked = await ask(asPage(url), { readSide: readSideOf(mixed) });
    expect(marked.body).toContain(sentence);
    expect((await ask(asPage(url))).body).not.toContain(sentence);
  }
  expect(attainTable(mixed)).toContain('attributed anew');
  expect(attainTable(report)).not.toContain('attributed anew');
});

describe('the JSON API', () => {
  it('answers the report as it is, and it meets its schema', async () => {
    const response = await ask('/v1/attainment');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual(report);
    expect(attainmentReportSchema.parse(response.json())).toEqual(report);
  });

  it('answers one goal, and 404 with a mend for one there is not', async () => {
    const one = (await ask('/v1/attainment?goal=tents')).json<typeof report>();
    expect(one.goals.map(({ id }) => id)).toEqual(['tents']);
    const none = await ask('/v1/attainment?goal=no');
    expect(none.statusCode).toBe(404);
    expect(none.json()).toEqual({
      error: {
        code: 'no_such_goal',
        message: expect.stringContaining('no such goal'),
        mend: expect.any(String),
      },
    });
  });

  it('pages through a ledger by cursor', async () => {
    const first = await ask('/v1/goals/tents/ledger?from=2026-03-01&to=2026-03-09&limit=2');
    expect(ledgerPageSchema.parse(first.json())).toEqual(ledgerOf('tents'));
    const second = await ask('/v1/goals/tents/ledger?cursor=second');
    expect(second.json()).toEqual(ledgerOf('tents', 'second'));
    expect((await ask('/v1/goals/unattributed%2Ftents/ledger')).json()).toMatchObject({
      goal: 'unattributed/tents',
    });
  });

  it('gives one order of a ledger by its name', async () => {
    const { entries } = (await ask('/v1/goals/tents/ledger?order=%2350362')).json<LedgerPage>();
    expect(entries.map(({ orderName }) => orderName)).toEqual(['#50362']);
  });

  it.each(['from=yesterday', 'limit=0', 'limit=501', 'limit=x', 'nonsense=1'])(
    'refuses the ledger query %s',
    async (query) => {
      const response = await ask(`/v1/goals/tents/ledger?${query}`);
      expect(response.statusCode).toBe(400);
      expect(response.json<{ error: { message: string } }>().error.message).toContain(
        query.startsWith('nonsense') ? 'nonsense' : query.split('=')[0],
      );
    },
  );

  it('starts a sync only with the token', async () => {
    const url = '/v1/connections/shopify/sync';
    expect((await ask({ method: 'POST', url })).statusCode).toBe(401);
    const headers = (token: string) => ({ authorization: `Bearer ${token}` });
    expect((await ask({ method: 'POST', url, headers: headers('wrong') })).statusCode).toBe(401);
    const started = await ask({ method: 'POST', url, headers: headers(TOKEN) });
    expect(started.statusCode).toBe(202);
    expect(started.json()).toEqual({ connection: 'shopify', command: 'c1' });
    const unknown = await ask({
      method: 'POST',
      url: '/v1/connections/nothing/sync',
      headers: headers(TOKEN),
    });
    expect(unknown.statusCode).toBe(404);
  });

  it('lists how fresh each stream is', async () => {
    expect((await ask('/v1/syncs')).json()).toEqual({ syncs: report.freshness });
  });

  it('describes itself, every reference resolving', async () => {
    const response = await ask('/openapi.json');
    const { components, paths } = response.json<{
      components: { schemas: Record<string, unknown> };
      paths: Record<string, unknown>;
    }>();
    const references = response.body.matchAll(/"#\/components\/schemas\/(\w+)"/g);
    const names = [...references].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(Object.keys(components.schemas)).toContain(name);
    expect(Object.keys(paths)).toContain('/v1/attainment');
  });

  it('tells health apart from readiness', async () => {
    const readSide = { ...readSideOf(report), ready: async () => false };
    expect((await ask('/livez', { readSide })).statusCode).toBe(200);
    expect((await ask('/readyz', { readSide })).statusCode).toBe(503);
    expect((await ask('/readyz')).statusCode).toBe(200);
  });

  it('keeps the inside of a failure to itself', async () => {
    const readSide = {
      ...readSideOf(report),
      attainment: () => Promise.reject(new Error('secret path')),
    };
    const json = await ask('/v1/attainment', { readSide });
    expect(json.statusCode).toBe(500);
    expect(json.body).not.toContain('secret');
    const page = await ask(asPage('/'), { readSide });
    expect(page.statusCode).toBe(500);
    expect(page.body).toContain('The page could not be made');
    expect(page.body).not.toContain('secret');
  });
});

describe('safety', () => {
  it('refuses a foreign Host', async () => {
    const asked = (host: string) => ask({ url: '/v1/attainment', headers: { host } });
    expect((await asked('attacker.example')).statusCode).toBe(403);
    expect((await asked('127.0.0.1.attacker.example')).statusCode).toBe(403);
    for (const host of ['127.0.0.1:8080', 'localhost:1', '[::1]:8080']) {
      expect((await asked(host)).statusCode).toBe(200);
    }
  });

  it.each(['/', '/v1/attainment', '/nowhere'])('sends security headers with %s', async (url) => {
    const { headers } = await ask(asPage(url));
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each(['/', '/goals/hostile'])('shows a hostile title as text on %s', async (url) => {
    const { body } = await ask(asPage(url));
    expect(body).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<img');
  });
});

describe('the stylesheet', () => {
  it('has a strong entity tag, and its versioned address may be kept', async () => {
    const page = await ask(asPage('/'));
    const path = /href="(\/assets\/goalstream\.css\?v=[^"]+)"/.exec(page.body)?.[1] ?? '';
    const versioned = await ask(path);
    expect(versioned.headers['cache-control']).toContain('immutable');
    const etag = String(versioned.headers.etag);
    expect(etag).toMatch(/^"/);
    const plain = await ask('/assets/goalstream.css');
    expect(plain.headers['cache-control']).not.toContain('immutable');
    const again = await ask({ url: path, headers: { 'if-none-match': etag } });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });
});

describe('pages', () => {
  it('reload only while loading, and not when that is switched off', async () => {
    const readSide = readSideOf(loadingReport);
    const loading = await ask(asPage('/'), { readSide });
    expect(loading.headers['refresh']).toBe('3');
    expect(loading.body).toContain('41.206');
    expect(loading.body).toContain('12.000 of 40.000 rows');
    expect(loading.body).toContain('counted so far');
    expect((await ask(asPage('/?reload=off'), { readSide })).headers['refresh']).toBeUndefined();
    expect((await ask(asPage('/'))).headers['refresh']).toBeUndefined();
  });

  it('say the first steps where nothing is there', async () => {
    const page = await ask(asPage('/'), { readSide: readSideOf(emptyReport) });
    expect(page.body).toContain('Nothing is connected yet');
    expect(page.body).toContain('goalstream sync');
    const connected = readSideOf({ ...emptyReport, freshness: report.freshness });
    expect((await ask(asPage('/'), { readSide: connected })).body).toContain(
      'goalstream goals check',
    );
  });

  it('answer 404 as a page to people and as JSON to tools', async () => {
    const page = await ask(asPage('/goals/none'));
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('There is no such goal<');
    expect((await ask('/goals/none')).json()).toMatchObject({ error: { code: 'no_such_goal' } });
    expect((await ask(asPage('/nowhere'))).body).toContain('There is no such page');
  });

  it('say so where parts do not meet their whole', async () => {
    const goals = report.goals.map((goal) =>
      goal.children === undefined
        ? goal
        : { ...goal, children: { ...goal.children, unattributed: '133474' } },
    );
    const readSide = readSideOf({ ...report, goals });
    expect((await ask(asPage('/goals/company'), { readSide })).body).toContain(
      'differ from the whole by \u22120,01\u00A0kr.',
    );
    expect((await ask(asPage('/goals/company'))).body).not.toContain('differ from the whole');
  });

  it('says how many parcels are not due yet beside what was counted', async () => {
    const { body } = await ask(asPage('/goals/delivery'));
    expect(body).toMatch(/1[.,]234 more not due yet, and not judged/);
    expect((await ask(asPage('/goals/tents'))).body).not.toContain('not due yet');
  });

  it('link the pages of a ledger and sum them', async () => {
    const first = await ask(asPage('/goals/tents/ledger?from=2026-03-01&to='));
    expect(first.body).toContain('/goals/tents/ledger?from=2026-03-01&amp;cursor=second');
    expect(first.body).toContain(
      '<a href="https://skovby.example/admin/orders/51025" rel="noreferrer"><b>#51025</b></a>',
    );
    const one = await ask(asPage('/goals/tents/ledger?order=%2350362'));
    expect(one.body).toContain('order=%2350362&amp;cursor=second');
    expect(one.body).toContain('value="#50362"');
    expect(one.body).not.toContain('#51025');
    expect(first.body).toContain('1.280,00');
    expect(first.body).toContain('1.919,20');
    const rest = await ask(asPage('/goals/unattributed%2Fcompany/ledger'));
    expect(rest.body).toContain('What belongs to no goal, Company: net sales, first quarter');
  });
});
