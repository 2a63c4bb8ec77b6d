/** What the instances of a cluster share, from the options of the server. */
import { resolve } from 'node:path';
import type { Limits } from './limits.ts';
import { openFolder } from './results/folder.ts';
import { openS3 } from './results/s3.ts';
import type { Results } from './results/results.ts';
import type { Shared } from './shared/shared.ts';
import { openValkey } from './shared/valkey.ts';

export interface ClusterOptions {
  /**
   * Address of Valkey, which keeps the state of queries and the rate limits of all instances:
   * `valkey://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`, with TLS `valkeys://…`. Requires `secret` and the package
   * `iovalkey`. Default: each instance has its own state.
   */
  readonly shared?: string | undefined;
  /**
   * Where all instances find results: a folder that all of them can write, or `s3://BUCKET[/PREFIX]`, which requires the
   * package `@aws-sdk/client-s3`. Requires `secret`. Default: each instance has its results in memory.
   */
  readonly results?: string | undefined;
  /**
   * Port of Prometheus metrics, at `/metrics` on `host`; 0 takes any free port. Requires the package `prom-client`.
   * Default: there are none.
   */
  readonly metricsPort?: number | undefined;
  /**
   * Milliseconds from the first failure of `/readyz` to the end. Meanwhile, a load balancer removes the instance, which
   * still answers. Default: 0.
   */
  readonly drainMs?: number | undefined;
}

export interface Cluster {
  readonly shared: Shared | undefined;
  readonly results: Results | undefined;
}

/**
 * @throws RangeError for an invalid option
 * @throws Error if a package is missing
 */
export async function openCluster(
  options: ClusterOptions & { readonly secret?: string | undefined },
  limits: Limits,
  onProblem: (message: string) => void,
): Promise<Cluster> {
  const { shared, results, secret } = options;
  const seconds = limits.resultSeconds;
  for (const name of ['shared', 'results'] as const)
    if (options[name] !== undefined && !secret)
      throw new RangeError(
        `"${name}" (--${name}) needs "secret" (API_SECRET), the same for all instances: they serve each other’s URLs`,
      );
  const openResults = (place: string): Promise<Results> =>
    place.startsWith('s3:')
      ? openS3({ url: place, seconds, onProblem })
      : openFolder({ path: resolve(place), seconds, maxBytes: limits.resultsBytes });
  return {
    results: results === undefined ? undefined : await openResults(results),
    shared: shared === undefined ? undefined : await openValkey({ url: shared, seconds, onProblem }),
  };
}
