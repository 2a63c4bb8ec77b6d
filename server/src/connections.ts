import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';

/**
 * Closes connections that are too many as they come. Without a proxy, also those of one address: what it holds half
 * open must not keep others out.
 */
export function limitConnections(
  server: Server,
  limits: Pick<Limits, 'connections' | 'connectionsPerAddress'>,
  behindProxy: boolean,
): void {
  server.maxConnections = limits.connections;
  if (behindProxy) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > limits.connectionsPerAddress) socket.destroy();
  });
}
