import { clientFor, withDefaults } from '../../controllers/page-defaults.ts';
import type { Markup } from '../../controllers/markup.ts';
import type { Scope } from '../../controllers/dashboard/scope.ts';
import { objectId, toJson } from '../../internal/json.ts';
import { checkConnection } from '../../pipeline/check-settings.ts';
import type { ChartSettings } from '../../pipeline/load-chart.ts';
import type { Params } from '../../public-client/types.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import type { VizHost } from './viz-host.ts';

/**
 * Combines attributes, properties, children, the surrounding dashboard and page defaults into one request. `set`:
 * parameters from `setParams`; `order`: the element's position in the request queue. Throws a `VibedasherError` of kind
 * `config` for an invalid connection.
 */
export function readSettings(
  element: VizHost,
  markup: Markup,
  set: Params,
  scope: Scope | null,
  order: () => number,
): ChartSettings {
  const inherited = scope?.settingsFor(element);
  const own = inherited ?? element;
  const { slug, ...connection } = checkConnection({ slug: own.slug, ...withDefaults(own) });
  const { theme, timezone: timeZone, refreshInterval: refresh } = own;
  const { renderer, fit, caption, allowHosts, rowsOnly, highlight, reference } = element;
  const mark = rowsOnly ? 'table' : element.mark || null;
  const limits = { timeout: element.timeout || undefined, maxCells: element.maxCells || undefined };
  const client = own.client ?? clientFor({ ...connection, ...limits });
  const spec = rowsOnly ? null : (element.spec ?? markup.spec);
  const request: ChartSettings['request'] = {
    client,
    order,
    ref: { account: own.account || undefined, slug },
    sql: element.sql ?? markup.sql,
    spec,
    rowsOnly,
    chart: element.chart || null,
    params: { params: element.params, attributes: markup.params, set },
    shared: inherited?.shared,
    drawn: spec !== null || (mark && mark !== 'number' && mark !== 'table'),
  };
  const { ref, sql, chart, params } = request;
  const vizKey = JSON.stringify([objectId(client), ref]);
  const sourceKey = JSON.stringify([
    vizKey,
    sql,
    typeof spec === 'object' ? specId(element, spec) : spec,
    chart,
  ]);
  return {
    request,
    vizKey,
    sourceKey,
    requestKey: JSON.stringify([sourceKey, params, timeZone, inherited?.id]),
    lookKey: JSON.stringify([mark, theme, renderer, fit, caption, allowHosts, highlight, reference]),
    eager: element.loading === 'eager',
    mark,
    theme: theme || 'auto',
    timeZone,
    renderer,
    fit,
    caption,
    allowHosts,
    refresh,
    dashboardNotices: inherited?.notices ?? null,
  };
}

/** The last spec of each element, with its JSON text at that time. */
const lastSpecs = new WeakMap<VizHost, { spec: VegaLiteSpec; text: string | null; id: number }>();

/** Identifies the specs of an element by content, as frameworks set an equal spec as a new object on each render. */
function specId(element: VizHost, spec: VegaLiteSpec | null): number {
  if (!spec) return 0;
  const last = lastSpecs.get(element);
  if (last?.spec === spec) return last.id;
  const text = toJson(spec);
  const id = text !== null && last?.text === text ? last.id : objectId(spec);
  lastSpecs.set(element, { spec, text, id });
  return id;
}
