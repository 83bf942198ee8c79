import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * IPv4 networks that are not the public internet (IANA's special-purpose registry): this machine,
 * private and carriers' networks, link-local addresses (clouds give secrets at 169.254.169.254),
 * documentation, tests, multicast and reserved ones.
 */
const V4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4`;
/** Of IPv6, 2000::/3 is the public internet, but for these. 2002::/16 carries IPv4 addresses. */
const V6 = '2001::/23 2001:db8::/32 2002::/16 3fff::/20';

const notPublic = listOf(V4, 'ipv4');
const notPublicV6 = listOf(V6, 'ipv6');
const publicV6 = listOf('2000::/3', 'ipv6');
/** NAT64: the last four bytes are an IPv4 address. */
const translated = listOf('64:ff9b::/96', 'ipv6');
const mapped = listOf('::ffff:0:0/96', 'ipv6');

function listOf(networks: string, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks.split(/\s+/)) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether an IP address is one of the public internet. A text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublic.check(address, 'ipv4');
  if (isIP(address) !== 6 || address.includes('%')) return false;
  if (mapped.check(address, 'ipv6') || translated.check(address, 'ipv6')) {
    return isPublicAddress(lastFourBytes(address));
  }
  return publicV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
}

/** Whether it is one of this machine itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/** The IPv4 address in the end of an IPv6 address. */
function lastFourBytes(address: string): string {
  const ending = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (ending !== undefined) return ending;
  const [high = '', low = ''] = hostOf(new URL(`http://[${address}]`))
    .split(':')
    .slice(-2);
  const value = (Number.parseInt(high || '0', 16) << 16) | Number.parseInt(low || '0', 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}

/**
 * A URL's host, an IPv6 address without its brackets. `URL` writes decimal, octal and hexadecimal
 * IPv4 addresses with four decimal numbers.
 */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
