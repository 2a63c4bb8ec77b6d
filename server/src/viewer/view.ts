import { NotFoundError, ValidationError } from '../errors.ts';
import type { ValidationIssue } from '../errors.ts';
import { paramFault } from '../queries/template-params.ts';
import type { CatalogViz } from '../vizzes/catalog.ts';

/** The parsed query of an address. */
export type AddressQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Params = Readonly<Record<string, string | readonly string[]>>;

/** The part of a viz that an address asks for. */
export interface View {
  readonly viz: CatalogViz;
  /** The id of a chart; `null` for the dashboard, else the main chart. */
  readonly chart: string | null;
  /** Values of parameters of the viz. */
  readonly params: Params;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly lang: string;
  /** Invalid parts of the query. They are ignored. */
  readonly issues: readonly ValidationIssue[];
}

/** The prefix of parameters in an address, as `sync="url"` of a dashboard writes them. */
export const PREFIX = 'v.';

const THEMES = ['auto', 'light', 'dark'] as const;
const LANGUAGE = /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i;
const CHART_FILE = /^charts\/([^/.]+)(?:\.[^/.]+)?\.(?:sql|vl\.json)$/;
const NAMED = /\{\{\s*([\w.-]+)\s*\}\}/g;
/** As in the page, longer values and more values are ignored. */
const LONGEST_VALUE = 1000;
const MOST_VALUES = 100;

/** @throws NotFoundError for a chart that the viz does not have */
export function readView(viz: CatalogViz, query: AddressQuery): View {
  const issues: ValidationIssue[] = [];
  const complain = (key: string, fault: string): void =>
    void issues.push({ loc: ['query', key], msg: `"${key}" ${fault}.`, type: 'value_error' });

  const chart = lastOf(query['chart']) || null;
  const charts = chartsOf(viz);
  if (chart !== null && !charts.includes(chart))
    throw new NotFoundError(
      `There is no such chart; this visualization has: ${charts.join(', ') || 'none'}.`,
    );

  const wanted = lastOf(query['theme']) || 'auto';
  const theme = THEMES.find((each) => each === wanted);
  if (!theme) complain('theme', `is one of ${THEMES.join(', ')}`);

  const lang = lastOf(query['lang']) || 'en';
  const speaks = LANGUAGE.test(lang);
  if (!speaks) complain('lang', 'is a language such as en or pt-BR');

  const params: Record<string, string | readonly string[]> = Object.create(null) as Record<string, never>;
  for (const name of paramsOf(viz)) {
    const values = [query[PREFIX + name] ?? []].flat();
    if (values.length === 0) continue;
    const declared = viz.params.get(name);
    const fault =
      values.length > MOST_VALUES || values.some((value) => value.length > LONGEST_VALUE)
        ? `has at most ${MOST_VALUES} values of ${LONGEST_VALUE} characters`
        : declared && paramFault(declared, values);
    if (fault) complain(PREFIX + name, fault);
    else params[name] = values.length > 1 ? values : (values[0] as string);
  }
  return { viz, chart, params, theme: theme ?? 'auto', lang: speaks ? lang : 'en', issues };
}

/** Limits for useful pictures. */
const WIDTHS = { least: 320, most: 1200, usual: 600 };
/** The proportion of link previews, 1200 × 630. */
const PROPORTION = 630 / 1200;

/** The requested size of a picture in CSS px. @throws ValidationError */
export function readSize(query: AddressQuery): { readonly width: number; readonly height: number } {
  const text = lastOf(query['width']);
  const width = text === undefined ? WIDTHS.usual : Number(text);
  if (
    !/^\d{1,5}$/.test(text ?? '0') ||
    (text !== undefined && (width < WIDTHS.least || width > WIDTHS.most))
  ) {
    const msg = `"width" is a whole number from ${WIDTHS.least} to ${WIDTHS.most}.`;
    throw new ValidationError([{ loc: ['query', 'width'], msg, type: 'value_error' }]);
  }
  return { width, height: Math.round(width * PROPORTION) };
}

/** The query that describes a view; equal for equal views. */
export function queryOf({
  chart,
  params,
  theme,
  lang,
}: Pick<View, 'chart' | 'params' | 'theme' | 'lang'>): string {
  const query = new URLSearchParams();
  if (chart !== null) query.set('chart', chart);
  for (const [name, value] of Object.entries(params))
    for (const each of [value].flat()) query.append(PREFIX + name, each);
  if (theme !== 'auto') query.set('theme', theme);
  if (lang !== 'en') query.set('lang', lang);
  const text = query.toString();
  return text && `?${text}`;
}

/** Ids of the charts in the viz's files. */
export function chartsOf({ files }: CatalogViz): readonly string[] {
  const ids = Object.keys(files).flatMap((path) => CHART_FILE.exec(path)?.[1] ?? []);
  return [...new Set(ids)].sort();
}

/** Title and charts of a viz with a dashboard; `null` for others. */
export function dashboardOf({
  files,
}: CatalogViz): { readonly title: string | null; readonly charts: readonly string[] } | null {
  const text = files['dashboard.json'];
  if (text === undefined) return null;
  try {
    const file = JSON.parse(text) as { readonly title?: unknown; readonly charts?: unknown };
    if (!Array.isArray(file.charts)) return null;
    const charts = file.charts.filter((id) => typeof id === 'string');
    return { title: typeof file.title === 'string' ? file.title : null, charts };
  } catch {
    return null;
  }
}

/** Parameters used in the queries of a chart, in the order of their declarations. */
export function paramsOfChart(viz: CatalogViz, chart: string | null): readonly string[] {
  const charts = chartsOf(viz);
  const id = chart ?? (charts.includes('main') ? 'main' : charts[0]);
  const named = new Set(
    Object.entries(viz.files)
      .filter(([path]) => path.endsWith('.sql') && CHART_FILE.exec(path)?.[1] === id)
      .flatMap(([, sql]) => namesIn(sql)),
  );
  return [...viz.params.keys()].filter((name) => named.has(name));
}

/** The declared parameters, and those used in queries. An address may contain others, which are not of this viz. */
function paramsOf(viz: CatalogViz): ReadonlySet<string> {
  const queries = Object.entries(viz.files).filter(([path]) => path.endsWith('.sql'));
  return new Set([...viz.params.keys(), ...queries.flatMap(([, sql]) => namesIn(sql))]);
}

function namesIn(sql: string): readonly string[] {
  return [...sql.matchAll(NAMED)].map(([, name]) => name as string);
}

function lastOf(value: string | readonly string[] | undefined): string | undefined {
  return [value ?? []].flat().at(-1);
}
