import type { FastifyInstance } from 'fastify';

/**
 * Registers `/healthz`, which answers while the process works, and `/readyz`, which fails once the server drains. They are
 * not limited per address.
 */
export function registerHealth(app: FastifyInstance, isDraining: () => boolean): void {
  // A balancer asks every second or so.
  const options = { config: { rateLimit: false }, logLevel: 'silent' } as const;
  app.get('/healthz', options, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', options, (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return isDraining() ? reply.code(503).send({ status: 'draining' }) : reply.send({ status: 'ready' });
  });
}
