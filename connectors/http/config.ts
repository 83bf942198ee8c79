import { z } from 'zod';

/** The keys of every connector that asks other hosts. */
export const outgoingKeys = {
  allowPrivate: z
    .boolean()
    .exactOptional()
    .describe(
      'Addresses of this machine and of private networks may be asked too. Default false: only the public internet.',
    ),
};

/** An address for people: without user, password, query and fragment, which may hold secrets. */
export function shownUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return 'the address';
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}
