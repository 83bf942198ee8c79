import type { IncomingMessage } from 'node:http';
import { Failure } from './failure.ts';

/** Where a request goes. */
export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Reads a request line's target, whatever it is: what is no path is no path that is served. Never throws. */
export function readTarget(target: string): Target {
  const at = target.indexOf('?');
  const path = at === -1 ? target : target.slice(0, at);
  return { path, query: new URLSearchParams(at === -1 ? '' : target.slice(at + 1)) };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Refuses what a browser sends for a page: pages can reach this machine's ports, by a name of their own
 * too. BI tools are no browsers. Throws Failure 497.
 */
export function refusePages(request: IncomingMessage): void {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined || (site !== undefined && site !== 'none')) {
    throw new Failure(497, 'ACCESS_DENIED', 'Not enough privileges: web pages may not ask here');
  }
  if (host !== undefined && host !== '' && !LOOPBACK.test(host)) {
    throw new Failure(
      497,
      'ACCESS_DENIED',
      `Not enough privileges: this port answers to localhost and 127.0.0.1, not to ${host.slice(0, 80)}`,
    );
  }
}
