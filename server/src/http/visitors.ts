/** The client address of a request, and the trusted proxies. */
import { isIP, isIPv4 } from 'node:net';
import { compile } from '@fastify/proxy-addr';
import { vizKey } from '../engine/backend.ts';
import type { VizTables } from '../engine/backend.ts';

/** Returns whether the `X-Forwarded-For` of an address is trusted. `hop` 0 is the connection itself. */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** Names of networks that `@fastify/proxy-addr` supports. */
const NETWORK_NAME = /^(loopback|linklocal|uniquelocal)$/;

/** The visitor of internal requests. No connection can have this address. */
export const INTERNAL_VISITOR = 'within';

/**
 * Parses the option `trustProxy`.
 *
 * @throws RangeError for anything but a number of proxies or a list of their addresses
 */
export function proxyTrust(proxies: number | string | undefined): ProxyTrust {
  if (proxies === undefined) return () => false;
  if (/^[1-9]$/.test(String(proxies))) return (_address, hop) => hop < Number(proxies);
  const addresses = String(proxies)
    .split(',')
    .map((address) => address.trim());
  try {
    // The library also accepts `0` as an address.
    if (addresses.every((address) => NETWORK_NAME.test(address) || isIP(address.split('/')[0] as string)))
      return compile(addresses);
  } catch {
    // Throw the error below.
  }
  throw new RangeError(
    '"trustProxy" (--trust-proxy) is the number of proxies before the server, such as 1 (9 at most), or a list of their' +
      ` addresses, such as "loopback, 10.0.0.0/8", not ${JSON.stringify(proxies)}`,
  );
}

/** Returns the visitor of a request. Internal requests for a drawing have no address, so they count for the viz. */
export function visitorForViz(request: IdentifiableRequest, viz: VizTables): string {
  const visitor = visitorOf(request);
  return visitor === INTERNAL_VISITOR ? `${INTERNAL_VISITOR} ${vizKey(viz)}` : visitor;
}

/** The parts of a request that identify its client. */
export interface IdentifiableRequest {
  /**
   * The address that the outermost trusted proxy has added to `X-Forwarded-For`. Fastify sets it to `undefined` if the
   * client has disconnected.
   */
  readonly ip: string | undefined;
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
}

/**
 * Returns the visitor that a request counts for in limits: an IPv4 address, or the /64 network of an IPv6 address.
 */
export function visitorOf({ ip, raw }: IdentifiableRequest): string {
  // Some proxies add the port.
  const address = (ip ?? '').replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3');
  if (isIP(address)) return networkOf(address);
  const { remoteAddress = '' } = raw.socket;
  return isIP(remoteAddress) ? networkOf(remoteAddress) : remoteAddress;
}

/**
 * Returns an IPv4 address, or the /64 network of an IPv6 address: one client can use all addresses of such a network.
 */
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
