/** Two instances behind haproxy, as `deploy/` configures them. */
import { freePort } from '../../scripts/local-server.ts';
import { startHaproxy, type Service } from './components.ts';
import { Instance } from './instances.ts';

export type Name = 'ONE' | 'TWO';

export interface BalancedPair {
  readonly proxy: Service;
  readonly instances: Record<Name, Instance>;
  /** Starts an instance at its ports, instead of one that has ended. */
  replace(name: Name): Promise<void>;
}

/**
 * @param options Options of both instances, in addition to those of `deploy/compose.yaml`
 * @param environment For both instances
 */
export async function startBalancedPair(
  root: string,
  options: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<BalancedPair> {
  const places: Record<string, string> = {};
  for (const name of ['API_BIND', 'RESULTS_BIND', 'API_ONE', 'API_TWO', 'RESULTS_ONE', 'RESULTS_TWO'])
    places[name] = `127.0.0.1:${await freePort()}`;
  const portOf = (name: string): string => places[name]?.split(':')[1] ?? '';
  const start = (name: Name): Promise<Instance> => {
    const settings = {
      port: portOf(`API_${name}`),
      'storage-port': portOf(`RESULTS_${name}`),
      'public-base': `http://127.0.0.1:${portOf('API_BIND')}`,
      'storage-base': `http://127.0.0.1:${portOf('RESULTS_BIND')}`,
      'trust-proxy': 'loopback',
      'drain-ms': '3000',
      'rate-max': '1000000',
      'metrics-port': '0',
      ...options,
    };
    const args = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
    return Instance.start(root, args, environment);
  };
  const [ONE, TWO] = await Promise.all([start('ONE'), start('TWO')]);
  const instances = { ONE, TWO };
  const proxy = await startHaproxy(places);
  return {
    proxy,
    instances,
    replace: async (name) => void (instances[name] = await start(name)),
  };
}
