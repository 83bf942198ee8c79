import { isLoopback, type Config } from '../../schemas/config.ts';

/** Something that listens, and who reaches it. */
export interface Exposure {
  /** Such as "pages and API". */
  readonly what: string;
  /** "127.0.0.1:8787" */
  readonly address: string;
  readonly to: string;
  /** What keeps others out: a password, or the proof that each call carries; undefined: nothing. */
  readonly by?: string;
  /** Whoever reaches it from other machines sees figures, and nothing keeps them out. */
  readonly isOpen: boolean;
}

/** Where things listen; what is absent has the port that the configuration names. */
export interface Listening {
  readonly apiUrl?: string | undefined;
  readonly webhookUrl?: string | undefined;
  /** Of the embedded engine; absent: it is a server with users of its own, or does not run. */
  readonly storeUrl?: string | undefined;
}

const HERE = 'whoever uses this machine';
const ELSEWHERE = 'every machine that reaches this one';

/** What is exposed, and to whom. */
export function exposuresOf(
  { server, store }: Pick<Config, 'server' | 'store'>,
  { apiUrl, webhookUrl, storeUrl }: Listening = {},
): readonly Exposure[] {
  const { host, hosts, port, publicUrl, webhooks } = server;
  const isHere = isLoopback(host);
  const named = hosts.length === 0 ? '' : `, by proxies also as ${hosts.join(', ')}`;
  const calls =
    webhooks === undefined
      ? addressOf(apiUrl, host, port)
      : addressOf(webhookUrl, webhooks.host, webhooks.port);
  const callers = isLoopback(webhooks?.host ?? host) ? HERE : ELSEWHERE;
  const through = publicUrl === undefined ? '' : `, and by ${publicUrl} whoever knows it`;
  return [
    {
      what: webhooks === undefined ? 'pages, API and webhooks' : 'pages and API',
      address: addressOf(apiUrl, host, port),
      to: `${isHere ? HERE : ELSEWHERE}${named}`,
      isOpen: !isHere || hosts.length > 0,
    },
    ...(webhooks === undefined && publicUrl === undefined
      ? []
      : [
          {
            what: 'webhooks alone',
            address: calls,
            to: `${callers}${through}`,
            by: 'the proof in each call',
            isOpen: false,
          },
        ]),
    ...(store.url === undefined
      ? [
          {
            what: 'BI port',
            address: addressOf(storeUrl, '127.0.0.1', store.port),
            to: HERE,
            by: 'a password',
            isOpen: false,
          },
        ]
      : []),
  ];
}

/** A proxy that rewrites Host and adds no header can't be told from this machine's own browsers. */
export function isProxyBlind({ server }: Pick<Config, 'server'>): boolean {
  return server.publicUrl !== undefined && server.webhooks === undefined;
}

/** "127.0.0.1:8787, pages and API: whoever uses this machine, without a password" */
export function exposureText({ address, what, to, by }: Exposure): string {
  return `${address}, ${what}: ${to}, ${by === undefined ? 'without a password' : `by ${by}`}`;
}

function addressOf(url: string | undefined, host: string, port: number): string {
  if (url !== undefined) return new URL(url).host;
  const named = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${named}:${port === 0 ? 'a free port' : port}`;
}
