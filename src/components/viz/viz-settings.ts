import type { PropertyDeclarations } from 'lit';
import { clientFor, withDefaults } from '../../controllers/page-defaults.ts';
import type { Markup } from '../../controllers/markup.ts';
import type { Scope } from '../../controllers/dashboard/scope.ts';
import { objectId, toJson } from '../../internal/json.ts';
import {
  DEFAULT_THEME,
  groupByEffect,
  mapAttributes,
  pictureLook,
  withDefaultValues,
} from '../../pipeline/attributes.ts';
import { checkConnection } from '../../pipeline/check-settings.ts';
import type { ChartSettings } from '../../pipeline/load-chart.ts';
import type { Params } from '../../public-client/types.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import type { VizHost } from './viz-host.ts';

/** The declarations of the element's properties for Lit. */
export const PROPERTIES: PropertyDeclarations = mapAttributes(({ name, read }) => ({
  attribute: name,
  converter: (text: string | null) => read(text),
}));

/**
 * Combines attributes, properties, children, the surrounding dashboard and page defaults into one request. `set`
 * contains the parameters from `setParams`. `order` returns the element's position in the request queue. Throws a
 * `VibedasherError` of kind `config` for an invalid connection.
 */
export function readSettings(
  element: VizHost,
  markup: Markup,
  set: Params,
  scope: Scope | null,
  order: () => number,
): ChartSettings {
  const inherited = scope?.settingsFor(element);
  const own = { ...withDefaultValues(element), ...inherited };
  const { slug, ...connection } = checkConnection({ slug: own.slug, ...withDefaults(own) });
  const { timeout, maxCells } = own;
  const { rowsOnly } = element;
  const { caption } = markup;
  const spec = rowsOnly ? null : (own.spec ?? markup.spec);
  const values = {
    ...own,
    client: own.client ?? clientFor({ ...connection, timeout, maxCells }),
    account: own.account || null,
    slug,
    sql: own.sql ?? markup.sql,
    spec: typeof spec === 'object' ? specId(element, spec) : spec,
    chart: own.chart || null,
    mark: rowsOnly ? 'table' : own.mark || null,
    theme: own.theme || DEFAULT_THEME,
    heading: caption ? caption.heading : own.heading,
    description: caption ? caption.description : own.description,
  } as const;
  const { client, account, sql, chart, params, mark } = values;
  const groups = groupByEffect(values);
  const vizKey = JSON.stringify([objectId(client), groups.viz]);
  const sourceKey = JSON.stringify([vizKey, groups.source]);
  const rows = [groups.rows, markup.params, set, inherited?.id];
  const look = pictureLook(values);
  return {
    ...values,
    request: {
      client,
      order,
      ref: { account: account ?? undefined, slug },
      sql,
      spec,
      rowsOnly,
      chart,
      params: { params, attributes: markup.params, set },
      shared: inherited?.shared,
      drawn: spec !== null || (mark && mark !== 'number' && mark !== 'table'),
    },
    vizKey,
    sourceKey,
    requestKey: JSON.stringify([sourceKey, rows]),
    lookKey: JSON.stringify([look, groups.look]),
    pictureLook: look,
    snapshot: own.client || connection.live === 'first' ? undefined : connection.snapshot,
    eager: own.loading === 'eager',
    timeZone: own.timezone,
    refresh: own.refreshInterval,
    dashboardNotices: inherited?.notices ?? null,
  };
}

/** The last spec of each element, with its JSON text at that time. */
const lastSpecs = new WeakMap<VizHost, { spec: VegaLiteSpec; text: string | null; id: number }>();

/** Identifies an element's specs by content, because frameworks set an equal spec as a new object on each render. */
function specId(element: VizHost, spec: VegaLiteSpec | null): number {
  if (!spec) return 0;
  const last = lastSpecs.get(element);
  if (last?.spec === spec) return last.id;
  const text = toJson(spec);
  const id = text !== null && last?.text === text ? last.id : objectId(spec);
  lastSpecs.set(element, { spec, text, id });
  return id;
}
