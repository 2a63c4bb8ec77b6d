import { decodePart } from '../engine/external-data.ts';

/** How to connect to ClickHouse. */
export interface ClickHouseAddress {
  /** The URL of the HTTP interface. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The database of tables that are named without one. */
  readonly database: string;
}

/** Default ports of the HTTP interface, without and with TLS. */
const PORTS = { 'clickhouse:': 8123, 'clickhouses:': 8443 } as const;

/**
 * Reads `clickhouse://USER[:PASSWORD]@HOST[:PORT]/DATABASE`, or `clickhouses://…` for TLS.
 *
 * @throws RangeError for an invalid address. No message contains the address, as it can contain a password
 */
export function readAddress(text: string): ClickHouseAddress {
  // Other protocols are not parsed into their parts in the same way everywhere.
  const [, protocol = '', rest = ''] = /^(clickhouses?:)(\/\/.*)$/is.exec(text) ?? [];
  const url = URL.canParse(`http:${rest}`) ? new URL(`http:${rest}`) : undefined;
  if (!url || rest === '') throw invalid('it must begin with clickhouse:// or clickhouses://');
  const [option] = url.searchParams.keys();
  if (option !== undefined || url.hash) throw invalid(`it has no options such as "${option ?? url.hash}"`);
  const user = decodePart(url.username, invalid);
  const database = decodePart(url.pathname.slice(1), invalid);
  if (!user || !database) throw invalid('it needs a user, a host and a database');
  const scheme = protocol.toLowerCase() as keyof typeof PORTS;
  // `URL` leaves out port 80 of http.
  const port = url.port || (/:80(?=\/)/.test(rest.replace(/^\/\/[^@]*@/, '')) ? 80 : PORTS[scheme]);
  return {
    url: `${scheme === 'clickhouse:' ? 'http' : 'https'}://${url.hostname}:${port}`,
    user,
    password: decodePart(url.password, invalid),
    database,
  };
}

function invalid(reason: string): RangeError {
  return new RangeError(
    `"engine" (--engine) is the address of ClickHouse, such as clickhouses://USER:PASSWORD@HOST:8443/DATABASE: ${reason}`,
  );
}
