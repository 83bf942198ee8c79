import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, RequestInit as UndiciInit } from 'undici';
import { notPublic, OutgoingRefused, refusalIn } from './outgoing-refused.ts';
import { hostOf, isPublicAddress } from './public-address.ts';

/** How far a request may go. */
export interface Reach {
  /** Also to this machine and private networks; default only to the public internet. */
  readonly allowPrivate?: boolean | undefined;
  /** Redirects are followed on the same host; default they are given as they came. */
  readonly follow?: boolean;
  /** Finds a name's addresses; default the system. */
  readonly lookup?: typeof systemLookup;
}

export type OutgoingInit = Omit<RequestInit, 'redirect' | 'dispatcher'>;

const MOST_REDIRECTS = 5;

/**
 * The one way by which connectors ask other hosts: like `fetch`, http and https only. Where a name
 * leads is looked at when the connection is made, so that a name that changes its address gets
 * nowhere else. A user and password in the URL become the header that they stand for.
 * @throws OutgoingRefused, TypeError as `fetch`, the signal's reason
 */
export async function outgoing(
  address: string,
  init: OutgoingInit = {},
  reach: Reach = {},
): Promise<Response> {
  let url = checked(new URL(address), reach);
  const headers = new Headers(init.headers);
  const credentials = credentialsOf(url);
  if (credentials !== undefined) headers.set('authorization', credentials);
  for (let redirects = 0; ; redirects++) {
    const response = await once(url, { ...init, headers }, reach);
    const location = response.headers.get('location');
    if (reach.follow !== true || !isRedirect(response.status) || location === null) return response;
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) {
      throw new OutgoingRefused(`sends us on ${redirects} times and more`, CORRECT);
    }
    url = checked(next(url, location), reach);
  }
}

async function once(url: URL, init: OutgoingInit, reach: Reach): Promise<Response> {
  const { fetch } = await import('undici');
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  try {
    const dispatcher = await agentFor(reach);
    const options = { ...init, redirect: 'manual', dispatcher } as UndiciInit;
    return await fetch(bare, options);
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

const CORRECT = 'Write the address that it leads to, if you trust it.';

function checked(url: URL, { allowPrivate }: Reach): URL {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutgoingRefused(
      `is an address of the kind ${url.protocol.slice(0, 20)}`,
      'Write one that begins with https://.',
    );
  }
  const host = hostOf(url);
  const isLiteral = isIP(host) !== 0;
  if (isLiteral && allowPrivate !== true && !isPublicAddress(host)) throw notPublic(host);
  return url;
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** @throws OutgoingRefused where it is another host, another port, or https is left. */
function next(from: URL, location: string): URL {
  const to = URL.parse(location, from.href);
  if (to === null) throw new OutgoingRefused('sends us on to what is no address', CORRECT);
  const sameOrigin = to.origin === from.origin;
  const upgraded =
    from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === '';
  if (sameOrigin || (upgraded && to.hostname === from.hostname)) return to;
  throw new OutgoingRefused('sends us on to another host, port or kind of address', CORRECT);
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const pair = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const agents = new Map<string, Agent>();

/** Connections are kept for each reach apart: one that was made without a look is never used again. */
async function agentFor({ allowPrivate = false, lookup = systemLookup }: Reach): Promise<Agent> {
  const { Agent: Kind } = await import('undici');
  if (lookup !== systemLookup)
    return new Kind({ connect: { lookup: guarded(lookup, allowPrivate) } });
  const key = String(allowPrivate);
  const agent = agents.get(key) ?? new Kind({ connect: { lookup: guarded(lookup, allowPrivate) } });
  agents.set(key, agent);
  return agent;
}

/** Looks a name up, and refuses it where any of its addresses is not of the public internet. */
function guarded(lookup: typeof systemLookup, allowPrivate: boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const isOpen = found.every(({ address }) => isPublicAddress(address));
      if (!allowPrivate && !isOpen) return callback(notPublic(host), '', 0);
      const [first] = found;
      if (options.all === true || first === undefined) return callback(null, found);
      return callback(null, first.address, first.family);
    });
  };
}
