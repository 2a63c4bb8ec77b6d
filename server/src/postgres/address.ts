import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { decodePart } from '../engine/external-data.ts';
import { messageOf } from '../errors.ts';

/** How to connect to PostgreSQL. */
export interface PostgresAddress {
  /** The name of a server, or the folder of its Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Default: `PGPASSWORD`, or the file `~/.pgpass`. */
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: ConnectionOptions | false;
}

const FILES = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const;
const MODES = ['disable', 'verify-ca', 'verify-full'];

/**
 * Reads `postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=…]`. Without `sslmode`, a connection to another machine
 * has TLS and verifies the certificate with its host name.
 *
 * @throws RangeError for an invalid address. No message contains the address, as it can contain a password
 */
export function readAddress(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw invalid('it must begin with postgres://');
  const options = new Map(url.searchParams);
  for (const name of options.keys())
    if (name !== 'host' && name !== 'sslmode' && !(name in FILES))
      throw invalid(`"${name}" is not one of host, sslmode, ${Object.keys(FILES).join(', ')}`);
  const host = options.get('host') ?? url.hostname.replace(/^\[|\]$/g, '');
  const user = decodePart(url.username, invalid);
  const database = decodePart(url.pathname.slice(1), invalid);
  if (!host || !user || !database) throw invalid('it needs a user, a host and a database');
  const isLocal = host.startsWith('/') || /^(localhost|127\.0\.0\.1|::1)$/.test(host);
  const mode = options.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full');
  if (!MODES.includes(mode)) throw invalid(`sslmode is one of ${MODES.join(', ')}, not ${mode}`);
  return {
    host,
    port: Number(url.port || 5432),
    user,
    password: url.password === '' ? undefined : decodePart(url.password, invalid),
    database,
    ssl: mode === 'disable' ? false : { ...readFiles(options), ...(mode === 'verify-ca' && ANY_NAME) },
  };
}

const ANY_NAME: ConnectionOptions = { checkServerIdentity: () => undefined };

function readFiles(options: ReadonlyMap<string, string>): ConnectionOptions {
  const entries = Object.entries(FILES).flatMap(([name, key]) => {
    const path = options.get(name);
    if (path === undefined) return [];
    try {
      return [[key, readFileSync(path, 'utf8')] as const];
    } catch (error) {
      throw invalid(`${name} cannot be read: ${messageOf(error)}`);
    }
  });
  return Object.fromEntries(entries);
}

function invalid(reason: string): RangeError {
  return new RangeError(
    `"engine" (--engine) is the address of PostgreSQL, such as postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full: ${reason}`,
  );
}
