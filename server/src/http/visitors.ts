/** Whom a request is from, and which proxies are believed about that. */
import { isIP, isIPv4 } from 'node:net';
import { compile } from '@fastify/proxy-addr';

/** Whether what an address says of the one before it is believed; `hop` 0 is the connection itself. */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** Names of several networks. */
const RANGE = /^(loopback|linklocal|uniquelocal)$/;

/** In place of an address: what the server asks itself. No connection can have it. */
export const WITHIN = 'within';

/** @throws RangeError for anything but a number of proxies or a list of their addresses */
export function proxyTrust(proxies: number | string | undefined): ProxyTrust {
  if (proxies === undefined) return () => false;
  if (/^[1-9]$/.test(String(proxies))) return (_address, hop) => hop < Number(proxies);
  const addresses = String(proxies)
    .split(',')
    .map((address) => address.trim());
  try {
    // The library reads `0` as an address, too.
    if (addresses.every((address) => RANGE.test(address) || isIP(address.split('/')[0] as string)))
      return compile(addresses);
  } catch {
    // refused below
  }
  throw new RangeError(
    '"trustProxy" (--trust-proxy) is the number of proxies before the server, such as 1 (9 at most), or a list of their' +
      ` addresses, such as "loopback, 10.0.0.0/8", not ${JSON.stringify(proxies)}`,
  );
}

/** The parts of a request that say whom it is from. */
export interface Asked {
  /** By Fastify: of `X-Forwarded-For`, what the outermost trusted proxy has seen. */
  readonly ip: string;
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
}

/** The visitor whom limits count a request for: an IPv4 address, or the network of an IPv6 address. */
export function visitorOf({ ip, raw }: Asked): string {
  // Some proxies write the port, too.
  const address = ip.replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3');
  if (isIP(address)) return networkOf(address);
  const { remoteAddress = '' } = raw.socket;
  return isIP(remoteAddress) ? networkOf(remoteAddress) : remoteAddress;
}

/** One visitor has all addresses of an IPv6 network of 64 bits. */
function networkOf(address: string): string {
  const v4 = address.slice(address.lastIndexOf(':') + 1);
  if (isIPv4(v4)) return v4;
  const [start = '', end] = address.split('::');
  const groups = start.split(':');
  const after = end?.split(':') ?? [];
  const zeros = Array<string>(8 - Math.min(8, groups.length + after.length)).fill('0');
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => (parseInt(group, 16) || 0).toString(16))
    .join(':');
}
