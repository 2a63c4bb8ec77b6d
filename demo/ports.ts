/** Chooses the demo's ports: from the environment, or else the first free ones, starting with the defaults. */

export interface PortOptions {
  /** The environment variable that sets the port. */
  readonly variable: string;
  readonly usual: number;
  /** The servers on that port and the following ones. */
  readonly servers: readonly string[];
}

/** Maximum number of times that the next ports are tried. */
const TRIES = 20;

/** The ports of one or more servers, which are consecutive. */
export class Port {
  /** The first port to try. 0: any free port. */
  current: number;
  /** Whether the environment sets the port. */
  readonly isFixed: boolean;
  /** If the servers are not on the default ports: the reason, and how to set fixed ports. */
  notice: string | undefined;
  readonly #options: PortOptions;

  /** @throws Error if the environment variable is not a port */
  constructor(wish: PortOptions, env: NodeJS.ProcessEnv) {
    this.#options = wish;
    const text = env[wish.variable] ?? '';
    this.isFixed = text !== '';
    this.current = this.isFixed ? Number(text) : wish.usual;
    const last = this.current + wish.servers.length - 1;
    if (this.isFixed && (!/^\d+$/.test(text) || last > 65_535))
      throw new Error(`${wish.variable}=${text} is not a port`);
  }

  /** Returns whether a port is one of these ports. */
  has(port: number): boolean {
    return this.current > 0 && port >= this.current && port < this.current + this.#options.servers.length;
  }

  /** Changes to the next ports. @throws Error if the ports are fixed, or too many are taken */
  useNext(taken: number, cause?: unknown): void {
    const { variable, usual, servers } = this.#options;
    const trouble = `Port ${taken}, for ${servers[taken - this.current]}, is taken`;
    const next = this.current + servers.length;
    if (this.isFixed || next > usual + TRIES * servers.length)
      throw new Error(`${trouble}: end the program that uses it, or set another port with ${variable}=…`, {
        cause,
      });
    this.notice = `${trouble}. Using ${next} for ${servers[0]}. To set a fixed port, use ${variable}=…`;
    this.current = next;
  }
}

/** Returns the taken port that made a start fail, or `undefined` for other errors. */
export function takenPort(error: unknown): number | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  return code === 'EADDRINUSE' ? port : undefined;
}
