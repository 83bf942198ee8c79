import { expect, test } from 'vitest';
import { diagnoseExposure } from '../../pipeline/cli/diagnose-exposure.ts';
import { exposuresOf, exposureText, isProxyBlind } from '../../pipeline/app/exposure.ts';
import { configSchema, isLoopback } from '../../schemas/config.ts';

const BUSINESS = { name: 'Test', timezone: 'Europe/Copenhagen', currency: 'DKK' };

function parsed(server: object) {
  return configSchema.safeParse({ business: BUSINESS, server });
}

test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]', '::ffff:127.0.0.1'])(
  '%s is this machine alone',
  (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(parsed({ host }).success).toBe(true);
  },
);

test.each([
  '0.0.0.0',
  '::',
  '192.168.1.5',
  'goals.internal',
  '127.0.0.1.evil.example',
  '1270.0.0.1',
])('%s is refused unless it is said to be meant', (host) => {
  const [issue] = parsed({ host }).error?.issues ?? [];
  expect(issue?.path).toEqual(['server', 'host']);
  expect(issue?.message).toContain('open: true');
  expect(parsed({ host, open: false }).success).toBe(false);
  expect(parsed({ host, open: true }).success).toBe(true);
});

test('webhooks may be reached from other machines: each call proves itself', () => {
  expect(parsed({ webhooks: { port: 8788, host: '0.0.0.0' } }).success).toBe(true);
  expect(parsed({ webhooks: {} }).success).toBe(false);
});

function told(server: object, listening = {}): readonly string[] {
  const config = configSchema.parse({ business: BUSINESS, server });
  return exposuresOf(config, listening).map((each) => exposureText(each));
}

test('what is open is told with who reaches it and what keeps them out', () => {
  expect(told({})).toEqual([
    '127.0.0.1:8787, pages, API and webhooks: whoever uses this machine, without a password',
    '127.0.0.1:a free port, BI port: whoever uses this machine, by a password',
  ]);
  const server = {
    port: 0,
    publicUrl: 'https://calls.example',
    webhooks: { port: 8788, host: '::' },
  };
  const listening = { apiUrl: 'http://127.0.0.1:4000', storeUrl: 'http://127.0.0.1:5000' };
  expect(told(server, listening)).toEqual([
    '127.0.0.1:4000, pages and API: whoever uses this machine, without a password',
    '[::]:8788, webhooks alone: every machine that reaches this one, and by https://calls.example whoever knows it, by the proof in each call',
    '127.0.0.1:5000, BI port: whoever uses this machine, by a password',
  ]);
});

test('what figures without a password are open to is marked, and so is a proxy that can’t be told', () => {
  const of = (server: object) => configSchema.parse({ business: BUSINESS, server });
  const isOpen = (server: object) => exposuresOf(of(server))[0]?.isOpen;
  expect(isOpen({})).toBe(false);
  expect(isOpen({ host: '0.0.0.0', open: true })).toBe(true);
  expect(isOpen({ hosts: ['goals.internal'] })).toBe(true);
  expect(isProxyBlind(of({ publicUrl: 'https://calls.example' }))).toBe(true);
  expect(isProxyBlind(of({ publicUrl: 'https://calls.example', webhooks: { port: 1 } }))).toBe(
    false,
  );
  expect(isProxyBlind(of({}))).toBe(false);
});

test('doctor asks the public name whether it shows more than webhooks', async () => {
  const found = async (server: object, status?: number) => {
    const config = configSchema.parse({ business: BUSINESS, server });
    const asked: string[] = [];
    const findings = await diagnoseExposure({ config }, async (url) => {
      asked.push(url);
      if (status === undefined) throw new Error('no such host');
      return { status };
    });
    return { asked, levels: findings.map(({ level }) => level), last: findings.at(-1)?.message };
  };
  expect(await found({})).toMatchObject({ asked: [], levels: ['ok', 'ok'] });
  const server = { publicUrl: 'https://calls.example/gs/', webhooks: { port: 1 } };
  expect(await found(server, 404)).toMatchObject({
    asked: ['https://calls.example/gs/v1/syncs'],
    levels: ['ok', 'ok', 'ok', 'ok'],
  });
  const open = await found(server, 200);
  expect(open.levels).toEqual(['ok', 'ok', 'ok', 'error']);
  expect(open.last).toContain('to everybody');
  expect((await found(server)).levels.at(-1)).toBe('warning');
  expect((await found({ publicUrl: 'https://calls.example' }, 403)).levels).toEqual([
    'ok',
    'ok',
    'ok',
    'warning',
    'ok',
  ]);
});
