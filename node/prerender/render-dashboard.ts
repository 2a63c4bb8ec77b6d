/**
 * Renders all charts of a viz in a grid. Each chart is a tag with a picture, which the element takes over on its own.
 * Controls are text until their element is defined.
 */
import {
  resolveBounds,
  controlKind,
  declaredHelp,
  type Bounds,
  type ControlKind,
} from '../../src/components/control/control-model.ts';
import { toFormStrings } from '../../src/controllers/dashboard/form-values.ts';
import { DASHBOARD } from '../../src/controllers/dashboard/scope.ts';
import { asOfText } from '../../src/locale/summary.ts';
import { loadLocale } from '../../src/locale/load-locale.ts';
import { dashboardCharts, readDashboard, readParams } from '../../src/charts/chart-files.ts';
import { findOption } from '../../src/charts/find-option.ts';
import { hash } from '../../src/charts/picture-key.ts';
import type { ParamDeclaration } from '../../src/charts/types.ts';
import { resolveAttribution } from '../../src/pipeline/attribution.ts';
import { loadVizFiles, locateMistakes } from '../../src/pipeline/load-chart.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { ParamValue, Viz } from '../../src/public-client/types.ts';
import { ParamStore } from '../../src/state/param-store.ts';
import { remarksHtml } from './figure.ts';
import { renderViz } from './isolated/render-viz.ts';
import { clientFor } from './load-viz.ts';
import { escapeText } from './svg-values.ts';
import type { DashboardSettings, RenderedViz, RenderSettings } from './types.ts';

/** Maximum number of columns, as in the element. */
const MAX_COLUMNS = 6;

/** The viz of a dashboard, its declarations, and the settings of all of its charts. */
interface DashboardContent {
  readonly viz: Viz;
  readonly declared: readonly ParamDeclaration[];
  readonly file: ReturnType<typeof readDashboard>;
  readonly charts: readonly (RenderSettings & { readonly chart: string })[];
}

/** Loads the viz of a dashboard. Rejects with a `VibedasherError`, or with the signal's reason. */
export async function loadDashboard({
  columns: _columns,
  params = {},
  paramAttributes = {},
  dashboards = [],
  ...settings
}: DashboardSettings): Promise<DashboardContent> {
  const client = settings.client ?? clientFor(settings);
  const signal = settings.signal ?? new AbortController().signal;
  const ref = { account: settings.account ?? undefined, slug: settings.slug };
  const viz = await client.getViz(ref, { signal });
  const files = await loadVizFiles(client, viz, { signal });
  const { declared, file } = await locateMistakes(async () => ({
    declared: readParams(files),
    file: readDashboard(files),
  }));
  const ids = dashboardCharts(files, file);
  if (ids.length === 0) throw new VibedasherError('unsupported', `The viz "${viz.slug}" has no chart files`);
  const around = [
    { attributes: paramAttributes, params, marked: {}, shown: {}, choosable: [] },
    ...dashboards,
  ];
  return {
    viz,
    declared,
    file,
    charts: ids.map((chart) => ({ ...settings, client, chart, dashboards: around })),
  };
}

/** Draws all charts of a viz. Rejects with a `VibedasherError`, or with the signal's reason. */
export async function renderDashboard(
  dashboard: DashboardSettings,
  render: (settings: RenderSettings) => Promise<RenderedViz> = renderViz,
): Promise<RenderedViz> {
  const { columns, params = {}, paramAttributes = {}, dashboards = [], ...settings } = dashboard;
  const { viz, declared, file, charts: drawnCharts } = await loadDashboard(dashboard);
  const store = new ParamStore();
  store.replace({ attributes: paramAttributes, params }, null);
  store.declare(declared);
  const locale = await loadLocale(settings.lang, settings.timezone ?? null);
  const age = viz.freshness.status === 'measured' ? viz.freshness.asOf : null;
  // The dashboard shows source, notes and age once, below all charts.
  const about: Pick<RenderSettings, 'source' | 'notes' | 'dashboardAge'> = {
    source: '',
    notes: '',
    dashboardAge: age ? asOfText(age, locale.messages) : undefined,
  };
  // Render concurrently, so the queries are sent as one batch.
  const charts = await Promise.all(drawnCharts.map((chart) => render({ ...chart, ...about })));

  const title = file?.title ?? viz.name;
  const grid = columns ?? file?.columns ?? null;
  const isLive = (settings.target ?? 'web') === 'web';
  // Leave out parameters for which the page has controls.
  const given = { ...dashboards[0]?.marked, ...dashboards[0]?.shown };
  const drawn = declared.filter(({ name }) => !(name in given));
  const controls = drawn.map((param) => controlHtml(param, store.value(param.name) ?? null, isLive));
  const remarks = remarksHtml({
    notes: viz.notes,
    source: viz.source && resolveAttribution(viz.source, DASHBOARD),
    notices: age ? [asOfText(age, locale.messages)] : [],
    locale,
  });
  const html = [
    `<div data-vibedasher=""${grid === null ? '' : ` data-columns="${Math.min(MAX_COLUMNS, grid)}"`}>`,
    `<h2><bdi>${escapeText(title)}</bdi></h2>`,
    controls.length > 0 ? `<div>${controls.join('\n')}</div>` : '',
    ...charts.map(({ html: figure, key }, index) =>
      isLive
        ? `<vibedasher-viz chart="${escapeText(drawnCharts[index]!.chart)}" source="" notes=""><!--vibedasher ${key}-->${figure}<!--/vibedasher--></vibedasher-viz>`
        : figure,
    ),
    remarks && `<footer>${remarks}</footer>`,
    '</div>',
  ]
    .filter(Boolean)
    .join('\n');
  const { rows } = charts[0]!;
  const moments = charts.map((chart) => chart.asOf).filter((moment) => moment !== null);
  const asOf = moments.length > 0 ? new Date(Math.min(...moments.map(Number))) : null;
  const key = hash(charts.map((chart) => chart.key).join());
  const warnings = charts.flatMap((chart) => chart.warnings);
  const { svg, number, alt } = charts[0]!;
  return { html, svg, number, alt, rows, title, description: viz.description, asOf, key, warnings };
}

const OPEN: Bounds = { min: null, max: null, step: null };

/**
 * Writes the value of a control as text. The style sheet reserves space for the control by its kind and its longest
 * option; feeds and e-mail (`isStyled` is false) have no style sheet.
 */
function controlHtml(param: ParamDeclaration, value: ParamValue, isStyled: boolean): string {
  const { label, options } = param;
  const choices = options?.kind === 'values' ? options.values : [];
  const kind = options?.kind === 'sql' ? 'select' : resolveKind(param, value);
  const named = `<span>${escapeText(label)}</span>`;
  const texts = toFormStrings(value);
  const optionLabel = (text: string): string => findOption(choices, text)?.label ?? text;
  const help = declaredHelp(param.extra);
  const about = help ? ` <small>${escapeText(help)}</small>` : '';
  if (kind === 'checkbox') {
    const box = checkBox(value === true, label);
    return isStyled ? `<p data-kind="checkboxes"><b>${box}</b>${about}</p>` : `<p>${box}${about}</p>`;
  }
  const chosen = (texts.length > 0 ? texts.map(optionLabel).join(', ') : optionLabel('')) || '–';
  if (!isStyled) return `<p>${escapeText(label)}: ${escapeText(chosen)}${about}</p>`;
  const paragraph = (setting: string): string => `<p data-kind="${kind}">${named} ${setting}${about}</p>`;
  if (kind === 'checkboxes') {
    const all = choices.map((choice) => checkBox(texts.includes(String(choice.value)), choice.label));
    return paragraph(`<b>${all.join(' ')}</b>`);
  }
  const longest = [...choices.map((choice) => choice.label), chosen].reduce((one, other) =>
    other.length > one.length ? other : one,
  );
  return paragraph(`<b data-longest="${escapeText(longest)}">${escapeText(chosen)}</b>`);
}

function resolveKind(param: ParamDeclaration, value: ParamValue): ControlKind {
  const choices =
    param.options?.kind === 'values' &&
    param.options.values.map((choice) => ({ value: String(choice.value), label: choice.label }));
  const bounds = resolveBounds(OPEN, param.extra);
  return controlKind({ declared: param, choices: choices || null, bounds, preferred: '', value }).kind;
}

const checkBox = (isChecked: boolean, label: string): string =>
  `<span>${isChecked ? '☑' : '☐'} ${escapeText(label)}</span>`;
