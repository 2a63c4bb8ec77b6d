/**
 * The line between the browser and all servers. A browser's own throttling delays answers, but neither the opening of
 * connections nor CORS preflights, which are what a page with servers on three origins spends its time on.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LineQuality {
  /** Bytes per second. */
  readonly download: number;
  readonly upload: number;
  /** Milliseconds there and back. */
  readonly roundTrip: number;
}

/** Bytes that go over the line in one piece; the next may come from another connection. */
const PIECE = 4096;

export class Line {
  /** `null`: as fast as the machine is. Counts for connections from then on. */
  quality: LineQuality | null = null;
  /** When the line has sent what it was given so far, by `performance.now()`. */
  readonly #busyUntil = { download: 0, upload: 0 };

  /** Listens on a port, and carries what comes there to another one. */
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
      this.#join(near, far).catch(() => near.destroy());
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

  async #join(near: Socket, far: Socket): Promise<void> {
    const { quality } = this;
    if (!quality) {
      near.pipe(far).pipe(near);
      return;
    }
    // The handshake of TCP: a browser may speak after it has been there and back.
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
        // Timers of one length fire in the order in which they were set.
        setTimeout(() => to.write(piece), delay);
      }
    }
    setTimeout(() => to.end(), delay);
  }

  /** Resolves when the line has taken what keeps it busy for some seconds. */
  async #send(seconds: number, way: 'upload' | 'download'): Promise<void> {
    const now = performance.now();
    const done = Math.max(now, this.#busyUntil[way]) + seconds * 1000;
    this.#busyUntil[way] = done;
    await sleep(done - now);
  }
}
