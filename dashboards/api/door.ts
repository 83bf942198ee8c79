import type { IncomingMessage } from 'node:http';

/** Host names to answer for, besides this machine's own. */
export interface KnownHosts {
  readonly everything: readonly string[];
  /** For webhooks only: the public name must not show the figures. */
  readonly webhooks: readonly string[];
}

/** What a request may reach, and why not more. */
export type Door = 'everything' | 'webhooks' | 'through-a-proxy' | 'unknown-host';

/** What the door is told by. */
export type Knock = Pick<IncomingMessage, 'headers' | 'rawHeaders' | 'httpVersion' | 'method'> & {
  readonly url?: string | undefined;
};

const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];

/** Headers that proxies, tunnels and content networks add, and browsers don't. */
const OF_PROXIES =
  /^(?:forwarded(?:-.+)?|x-forwarded(?:-.+)?|x-original-.+|x-real-ip|x-client-ip|x-cluster-client-ip|x-remote-(?:ip|addr)|true-client-ip|via|x-scheme|x-url-scheme|front-end-https|x-(?:http-)?host(?:-override)?|cf-.+|cdn-loop|fastly-.+|fly-.+|ngrok-.+|tailscale-.+|x-envoy-.+|x-varnish|x-vercel-.+|x-azure-.+|x-arr-.+|x-appengine-.+|x-akamai-.+|akamai-.+|x-proxy-.+|wl-proxy-.+)$/;

/** Exactly a webhook's address, as it is written: nothing in it is to be decoded. */
const WEBHOOK = /^\/webhooks\/[A-Za-z0-9_.~-]+(?:\?|$)/;

/**
 * Tells by a request what it may reach. A Host of this machine proves that the request comes from
 * here only where no proxy has been in between: most put their own target into Host. What came
 * through one reaches webhooks, whatever its Host; the rest only where Host, and every host that the
 * proxies tell of, is one that was listed.
 */
export function doorsOf(hosts: KnownHosts): (request: Knock) => Door {
  const listed = new Set(hosts.everything.map((host) => host.toLowerCase()));
  const local = new Set([...LOCAL, ...listed]);
  const called = new Set(hosts.webhooks.map((host) => host.toLowerCase()));
  return (request) => {
    const host = nameOf(onlyHost(request));
    const isWebhook = request.method === 'POST' && WEBHOOK.test(request.url ?? '');
    if (cameThroughProxy(request)) {
      const all = [host, ...toldHosts(request)];
      if (all.every((each) => listed.has(each))) return 'everything';
      return isWebhook ? 'webhooks' : 'through-a-proxy';
    }
    if (local.has(host)) return 'everything';
    return isWebhook && called.has(host) ? 'webhooks' : 'unknown-host';
  };
}

/** nginx speaks HTTP/1.0 to what is behind it, and adds no header at all; no browser does. */
function cameThroughProxy({ headers, httpVersion }: Knock): boolean {
  return httpVersion === '1.0' || Object.keys(headers).some((name) => OF_PROXIES.test(name));
}

/** The Host of a request that has exactly one, else ''. */
function onlyHost({ headers, rawHeaders }: Knock): string {
  const named = rawHeaders.filter((text, n) => n % 2 === 0 && text.toLowerCase() === 'host');
  return named.length > 1 ? '' : (headers.host ?? '');
}

/** The hosts that proxies say the request was sent to. */
function toldHosts({ headers }: Knock): readonly string[] {
  const forwarded = [...textOf(headers.forwarded).matchAll(/host\s*=\s*"?([^";,\s]*)/gi)];
  const others = ['x-forwarded-host', 'x-forwarded-server', 'x-original-host', 'x-host'];
  return [
    ...forwarded.map(([, host = '']) => host),
    ...others.flatMap((name) => textOf(headers[name]).split(',')),
  ]
    .map((host) => nameOf(host.trim()))
    .filter((host) => host !== '');
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : (header ?? []).join(',');
}

/** Without its port. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
