import { UsageError } from './usage-error.ts';

/**
 * Where sources reach this server, without a slash at its end: what webhooks' paths are added to. An
 * address that has such a path already, of a connection or up to /webhooks, is understood.
 * @throws UsageError
 */
export function publicAddress(address: string | undefined, connections: readonly string[]): string {
  if (address === undefined) {
    throw new UsageError(
      'sources must know where this server is. Mend: give --address https://…, or set server.publicUrl in goalstream.yaml.',
    );
  }
  const url = URL.parse(address);
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))) {
    throw new UsageError(
      `${address} is no address that sources can call. Mend: write one that begins with https://.`,
    );
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new UsageError(
      `an address for webhooks has a host and a path only. Mend: write ${url.origin}${url.pathname}, without user name, ? and #.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  const [, before = path, named] = /^(.*)\/webhooks(?:\/([^/]*))?$/.exec(path) ?? [];
  if (named !== undefined && !connections.includes(named)) {
    throw new UsageError(
      `${address} is where connection ${named} is called, which is not one of those asked for (${connections.join(', ')}). Mend: write ${url.origin}${before}; goalstream adds /webhooks/<connection>.`,
    );
  }
  return `${url.origin}${before}`;
}
