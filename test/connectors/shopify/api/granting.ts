import { expect } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { data, FakeServer, json, type Call, type openFake } from './fake-server.ts';

export const COUNT = { ordersCount: { count: 3, precision: 'EXACT' } };
export const APP = { clientId: 'app', clientSecret: 'shpss_canary' };
export const REFRESHED = { ...APP, refreshToken: 'refresh-0' };

interface Granting {
  readonly shop: FakeServer;
  readonly grants: Record<string, unknown>[];
  /** Takes back every token that is out. */
  readonly revoke: () => void;
}

/** Grants tokens that last an hour, and one refresh token after another; takes the newest only. */
export async function granting(refuse: (call: Call) => boolean = () => false): Promise<Granting> {
  const grants: Record<string, unknown>[] = [];
  let valid: string | undefined;
  let refresh = 'refresh-0';
  const shop = await FakeServer.start((call) => {
    if (call.path !== '/admin/oauth/access_token') {
      if (call.token !== valid) return json(call, { errors: '[API] Invalid API key' }, 401);
      return data(call, COUNT);
    }
    if (refuse(call)) return;
    grants.push(call.body);
    const { grant_type: type, refresh_token: used } = call.body;
    if (type === 'refresh_token' && used !== refresh) {
      return json(call, { error: 'invalid_grant' }, 400);
    }
    valid = `token-${grants.length}`;
    refresh = `refresh-${grants.length}`;
    const rotated = { refresh_token: refresh, refresh_token_expires_in: 7_776_000 };
    json(call, {
      access_token: valid,
      scope: 'read_orders',
      expires_in: 3_600,
      ...(type === 'refresh_token' && rotated),
    });
  });
  return { shop, grants, revoke: () => (valid = undefined) };
}

export function count(api: ReturnType<typeof openFake>): Promise<unknown> {
  return api.request('CountOrders', { filter: '' });
}

export async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}
