import type { ParamDeclaration } from '../../src/charts/types.ts';
import type { Params } from '../../src/public-client/types.ts';
import { ParamStore } from '../../src/state/param-store.ts';
import type { DashboardParams } from './types.ts';

/**
 * Provides the parameters of the surrounding dashboards: those that a reader has chosen, else the initial ones. The
 * innermost dashboard with a value wins.
 */
export function sharedParams(
  dashboards: readonly DashboardParams[],
  chosen: Params = {},
): { ask: SharedAsk } | undefined {
  if (dashboards.length === 0) return undefined;
  const stores = dashboards.map(({ attributes, params, marked, shown, choosable }) => {
    const store = new ParamStore();
    store.replace({ attributes, params, marked, shown }, null);
    return { store, choosable };
  });
  return {
    ask(names, declared) {
      const values: Record<string, Params[string]> = {};
      for (const { store } of stores) store.declare(declared);
      stores[0]!.store.patch(chosen, 'user');
      for (const name of names) {
        const found = stores.map(({ store }) => store.value(name)).find((value) => value !== undefined);
        const isChoosable = stores.some(({ choosable }) => choosable.includes(name));
        // A control that shows nothing sends an empty value.
        const value = found === undefined && isChoosable ? null : found;
        if (value !== undefined) values[name] = value;
      }
      return values;
    },
  };
}

type SharedAsk = (names: readonly string[], declared: readonly ParamDeclaration[]) => Params;
