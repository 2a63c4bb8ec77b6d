/**
 * All charts of a viz, in its grid: as tags of their own with a picture each, so that the elements take them over one by one.
 * Controls are text until their element is there.
 */
import { listCharts, readDashboard, readParams } from '../charts/chart-files.ts';
import { hash } from '../charts/picture-key.ts';
import type { ParamDeclaration } from '../charts/types.ts';
import { filesOfViz } from '../controllers/chart/load-chart.ts';
import { VibedasherError } from '../public-client/errors.ts';
import type { ParamValue } from '../public-client/types.ts';
import { ParamStore } from '../state/param-store.ts';
import { clientFor, renderViz } from './render-viz.ts';
import { escapeText } from './svg-values.ts';
import type { DashboardSettings, RenderedViz, RenderSettings } from './types.ts';

/** As many columns as the element takes. */
const MOST_COLUMNS = 6;

/** Draws all charts that a viz describes. Rejects with a `VibedasherError`, or with the signal's reason. */
export async function renderDashboard(
  { columns, params = {}, paramAttributes = {}, dashboards = [], ...settings }: DashboardSettings,
  render: (settings: RenderSettings) => Promise<RenderedViz> = renderViz,
): Promise<RenderedViz> {
  const client = settings.client ?? clientFor(settings);
  const signal = settings.signal ?? new AbortController().signal;
  const viz = await client.getViz(
    { account: settings.account ?? undefined, slug: settings.slug },
    { signal },
  );
  const files = await filesOfViz(client, viz, { signal });
  const declared = readParams(files);
  const file = readDashboard(files);
  const ids = file?.charts ?? [...listCharts(files).keys()];
  if (ids.length === 0) throw new VibedasherError('unsupported', `The viz "${viz.slug}" has no chart files`);

  const store = new ParamStore();
  store.replace({ attributes: paramAttributes, params }, null);
  store.declare(declared);
  const around = [
    { attributes: paramAttributes, params, marked: {}, shown: {}, choosable: [] },
    ...dashboards,
  ];
  // The viz says it below all charts.
  const about = { source: '', notes: '' };
  // At a time: their queries leave as one batch.
  const charts = await Promise.all(
    ids.map((chart) => render({ ...settings, ...about, client, chart, dashboards: around })),
  );

  const title = file?.title ?? viz.name;
  const grid = Math.min(MOST_COLUMNS, columns ?? file?.columns ?? 1);
  const isLive = (settings.target ?? 'web') === 'web';
  const html = [
    `<div data-vibedasher data-columns="${grid}">`,
    `<h2><bdi>${escapeText(title)}</bdi></h2>`,
    ...declared.map((param) => controlHtml(param, store.value(param.name), isLive)),
    ...charts.map(({ html: figure, key }, index) =>
      isLive
        ? `<vibedasher-viz chart="${escapeText(ids[index])}" source="" notes=""><!--vibedasher ${key}-->${figure}<!--/vibedasher--></vibedasher-viz>`
        : figure,
    ),
    '</div>',
  ].join('\n');
  const { rows } = charts[0]!;
  const moments = charts.map((chart) => chart.asOf).filter((moment) => moment !== null);
  const asOf = moments.length > 0 ? new Date(Math.min(...moments.map(Number))) : null;
  const key = hash(charts.map((chart) => chart.key).join());
  const warnings = charts.flatMap((chart) => chart.warnings);
  return { html, svg: charts[0]!.svg, rows, title, description: viz.description, asOf, key, warnings };
}

/** A control, with what it is set to as its text; that alone where no script will come. */
function controlHtml(
  { name, label, options }: ParamDeclaration,
  value: ParamValue | undefined,
  isLive: boolean,
): string {
  const labels = new Map(
    options?.kind === 'values' ? options.values.map((option) => [String(option.value), option.label]) : [],
  );
  const values = (Array.isArray(value) ? value : [value]) as readonly unknown[];
  const chosen = values
    .filter((each) => each !== null && each !== undefined && each !== '')
    .map((each) => labels.get(String(each)) ?? String(each));
  const text = chosen.length > 0 ? `${label}: ${chosen.join(', ')}` : '';
  if (!isLive) return text && `<p>${escapeText(text)}</p>`;
  return `<vibedasher-control param="${escapeText(name)}">${escapeText(text)}</vibedasher-control>`;
}
