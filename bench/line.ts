/**
 * Simulates the network between the browser and all servers. The throttling in browsers delays responses, but not new
 * connections and CORS preflights, which take most of the time on a page with three origins.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LineQuality {
  /** Bytes per second. */
  readonly download: number;
  readonly upload: number;
  /** Milliseconds. */
  readonly roundTrip: number;
}

/** Bytes that are sent in one piece. The next piece may belong to another connection. */
const PIECE = 4096;

export class Line {
  /** The quality for new connections. `null`: no delays. */
  quality: LineQuality | null = null;
  /** Time at which the line will have sent all data so far, as of `performance.now()`. */
  readonly #busyUntil = { download: 0, upload: 0 };

  /** Listens on a free port and forwards connections to the port `target`. */
  async open(target: number): Promise<{ readonly port: number; close(): Promise<void> }> {
    const ends = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const [end, other] of [
        [near, far],
        [far, near],
      ] as const) {
        ends.add(end);
        end.setNoDelay(true);
        end.on('error', () => other.destroy());
        end.on('close', () => ends.delete(end) && other.destroy());
      }
      this.#connect(near, far).catch(() => near.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      async close() {
        const closed = once(server, 'close');
        server.close();
        for (const end of ends) end.destroy();
        await closed;
      },
    };
  }

  async #connect(near: Socket, far: Socket): Promise<void> {
    const { quality } = this;
    if (!quality) {
      near.pipe(far).pipe(near);
      return;
    }
    // The TCP handshake takes a round trip.
    await sleep(quality.roundTrip);
    await Promise.all([
      this.#carry(near, far, 'upload', quality),
      this.#carry(far, near, 'download', quality),
    ]);
  }

  async #carry(from: Socket, to: Socket, way: 'upload' | 'download', quality: LineQuality): Promise<void> {
    const delay = quality.roundTrip / 2;
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        await this.#send(piece.length / quality[way], way);
        // Timers with the same delay fire in the order in which they were set.
        setTimeout(() => to.write(piece), delay);
      }
    }
    setTimeout(() => to.end(), delay);
  }

  /** Keeps the line busy for `seconds`, and resolves at the end of that time. */
  async #send(seconds: number, way: 'upload' | 'download'): Promise<void> {
    const now = performance.now();
    const done = Math.max(now, this.#busyUntil[way]) + seconds * 1000;
    this.#busyUntil[way] = done;
    await sleep(done - now);
  }
}
