/** The ports of the demo: those that the environment asks for, or the first free ones from the usual ones on. */

export interface PortWish {
  /** The environment variable that asks for another port than the usual one. */
  readonly variable: string;
  readonly usual: number;
  /** What listens on that port, and on those after it. */
  readonly servers: readonly string[];
}

/** How often the next ports are tried. */
const TRIES = 20;

/** Where servers listen that are reached by one port and those after it. */
export class Port {
  /** The port to try; 0 stands for any free one. */
  current: number;
  /** Whether somebody asked for this very port. */
  readonly asked: boolean;
  /** Where the servers are not on the usual ports: why, and how to get ports that stay. */
  notice: string | undefined;
  readonly #wish: PortWish;

  /** @throws Error where the environment asks for what is no port */
  constructor(wish: PortWish, env: NodeJS.ProcessEnv) {
    this.#wish = wish;
    const text = env[wish.variable] ?? '';
    this.asked = text !== '';
    this.current = this.asked ? Number(text) : wish.usual;
    const last = this.current + wish.servers.length - 1;
    if (this.asked && (!/^\d+$/.test(text) || last > 65_535))
      throw new Error(`${wish.variable}=${text} is not a port`);
  }

  /** Whether a port is one of these. */
  has(port: number): boolean {
    return this.current > 0 && port >= this.current && port < this.current + this.#wish.servers.length;
  }

  /** Goes on to the next ports. @throws Error where these were asked for, or too many are taken */
  moveOn(taken: number, cause?: unknown): void {
    const { variable, usual, servers } = this.#wish;
    const trouble = `Port ${taken}, for ${servers[taken - this.current]}, is taken`;
    const next = this.current + servers.length;
    if (this.asked || next > usual + TRIES * servers.length)
      throw new Error(`${trouble}: end what holds it, or choose another one with ${variable}=…`, { cause });
    this.notice = `${trouble}, hence ${next} for ${servers[0]}. For one that stays: ${variable}=…`;
    this.current = next;
  }
}

/** The port that a failed start found taken, or `undefined` if that is not why it failed. */
export function takenPort(error: unknown): number | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  return code === 'EADDRINUSE' ? port : undefined;
}
