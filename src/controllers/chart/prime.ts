import { paramsFor, resolveParams } from '../../charts/chart-params.ts';
import { usedParams } from '../../charts/used-params.ts';
import { loadEngine, preloadEngine } from '../../vega/engine.ts';
import type { ChartRequest } from './load-chart.ts';
import { loadKit } from './load-kit.ts';

/**
 * Lets the first requests leave while the code that reads their answers is on its way. The client shares what is
 * under way, so whoever asks for the same afterwards has it sooner; what fails here fails there again. Once somebody
 * has, `signal` gives up this part in it.
 */
export function prime(
  request: Pick<ChartRequest, 'client' | 'ref' | 'sql' | 'params' | 'shared' | 'drawn' | 'order'>,
  signal: AbortSignal,
): void {
  const { client, ref, sql, drawn, order } = request;
  const ignore = (): void => {};
  client.getViz(ref, { signal, order }).catch(ignore);
  loadKit().catch(ignore);
  if (drawn) loadEngine().catch(ignore);
  // Most charts want it, and it is most of the bytes: fetched now, it is there when the viz says so.
  else if (drawn === null && !savesData()) preloadEngine();
  if (sql === null) return;
  const names = usedParams(sql);
  const dashboard = request.shared?.ask(names, []);
  const params = resolveParams({ ...request.params, dashboard, queries: [sql] });
  if (names.every((name) => name in params)) {
    client.queryViz(ref, { sql, params: paramsFor(sql, params) }, { signal, order }).catch(ignore);
  }
}

/** Whether the reader asks for as few bytes as can be. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
