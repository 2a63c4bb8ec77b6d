/** Prometheus metrics, on a port of their own: who can reach the port can read them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { importPackage } from '../errors.ts';
import type { JobStats } from '../queries/shared-jobs.ts';

/** Bounds of the histogram, in seconds. */
const BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 20, 30];

export interface MetricsOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly origins: Readonly<Record<'api' | 'storage', FastifyInstance>>;
  readonly stats: () => JobStats;
  readonly isEngineReachable: () => boolean;
}

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/**
 * Measures responses, and serves `/metrics`. Call it before routes are registered.
 *
 * @throws Error if the package `prom-client` is missing or the port is taken
 */
export async function serveMetrics(options: MetricsOptions): Promise<MetricsServer> {
  const { host, port, origins, stats } = options;
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await importPackage(
    'prom-client',
    '--metrics-port',
    () => import('prom-client'),
  );
  const registers = [new Registry()];
  const [registry] = registers as [InstanceType<typeof Registry>];
  collectDefaultMetrics({ register: registry });
  const responses = new Histogram({
    name: 'vibedasher_response_seconds',
    help: 'Time until a response was sent',
    labelNames: ['origin', 'method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  for (const [origin, app] of Object.entries(origins))
    app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
      // The pattern of the route: addresses would be endless.
      const labels = { origin, method, route: routeOptions.url ?? 'none', status: statusCode };
      responses.observe(labels, elapsedTime / 1000);
    });
  const count = (
    name: string,
    help: string,
    label: string,
    values: () => Readonly<Record<string, number>>,
  ): void =>
    void new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, n] of Object.entries(values())) this.inc({ [label]: value }, n);
      },
    });
  count('vibedasher_runs_total', 'Statements that this instance has run', 'end', () => stats().runs);
  count(
    'vibedasher_lookups_total',
    'Where the rows of a requested statement were found',
    'place',
    () => stats().found,
  );
  const gauge = (name: string, help: string, value: () => number): void =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('vibedasher_running', 'Statements that run', () => stats().running);
  gauge('vibedasher_waiting', 'Statements that wait for a process', () => stats().waiting);
  gauge('vibedasher_shared_up', '1 unless the shared state cannot be reached', () =>
    Number(stats().isReachable),
  );
  gauge('vibedasher_engine_up', '1 unless the engine cannot be reached', () =>
    Number(options.isEngineReachable()),
  );

  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.setHeader('content-type', registry.contentType).end(text),
      () => response.writeHead(500).end(),
    );
  }).listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
