import { invalidQuery, NotFoundError, queryIssue, type ValidationIssue } from '../errors.ts';
import { listSome, paramFault, usedParams } from '../queries/template-params.ts';
import { oncePerViz } from '../vizzes/catalog.ts';
import type { CatalogViz } from '../vizzes/catalog.ts';

/** The parsed query of a URL. */
export type AddressQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Params = Readonly<Record<string, string | readonly string[]>>;

/** The part of a viz that a URL selects. */
export interface View {
  readonly viz: CatalogViz;
  /** The id of a chart. `null`: the dashboard, or else the main chart. */
  readonly chart: string | null;
  /** Values of parameters of the viz. */
  readonly params: Params;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly lang: string;
  /** Invalid parts of the query, which are ignored. */
  readonly issues: readonly ValidationIssue[];
}

/** The prefix of parameters in a URL, as a dashboard with `sync="url"` writes them. */
export const PREFIX = 'v.';

const THEMES = ['auto', 'light', 'dark'] as const;
const LANGUAGE = /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i;
const CHART_FILE = /^charts\/([^/.]+)(?:\.[^/.]+)?\.(?:sql|vl\.json)$/;
/** Longer values and further values are ignored, as in the elements. */
const MAX_VALUE_LENGTH = 1000;
const MAX_VALUES = 100;

/**
 * Reads which part of a viz a URL selects, and how to show it.
 *
 * @throws NotFoundError for a chart that the viz does not have
 */
export function readView(viz: CatalogViz, query: AddressQuery): View {
  const issues: ValidationIssue[] = [];
  const addIssue = (key: string, fault: string): void => void issues.push(queryIssue(key, fault));

  const chart = lastValue(query['chart']) || null;
  const charts = chartsOf(viz);
  if (chart !== null && !charts.has(chart))
    throw new NotFoundError(
      `There is no such chart; this visualization has: ${listSome(charts.keys()) || 'none'}.`,
    );

  const wanted = lastValue(query['theme']) || 'auto';
  const theme = THEMES.find((each) => each === wanted);
  if (!theme) addIssue('theme', `must be one of ${THEMES.join(', ')}`);

  const lang = lastValue(query['lang']) || 'en';
  const isLanguage = LANGUAGE.test(lang);
  if (!isLanguage) addIssue('lang', 'must be a language such as en or pt-BR');

  const params: Record<string, string | readonly string[]> = Object.create(null) as Record<string, never>;
  const places = vizParams(viz);
  const place = (name: string): number => places.get(name) ?? -1;
  const given = Object.keys(query)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .filter((name) => places.has(name))
    .sort((a, b) => place(a) - place(b));
  for (const name of given) {
    const values = [query[PREFIX + name] ?? []].flat();
    const declared = viz.params.get(name);
    const fault =
      values.length > MAX_VALUES || values.some((value) => value.length > MAX_VALUE_LENGTH)
        ? `can have at most ${MAX_VALUES} values of ${MAX_VALUE_LENGTH} characters`
        : declared && paramFault(declared, values);
    if (fault) addIssue(PREFIX + name, fault);
    else params[name] = values.length > 1 ? values : (values[0] as string);
  }
  return { viz, chart, params, theme: theme ?? 'auto', lang: isLanguage ? lang : 'en', issues };
}

/** Widths of pictures, in CSS px. */
const WIDTHS = { least: 320, most: 1200, usual: 600 };
/** The aspect ratio of link previews, 1200 × 630. */
const PROPORTION = 630 / 1200;

/** Reads the requested size of a picture, in CSS px. @throws ValidationError */
export function readSize(query: AddressQuery): { readonly width: number; readonly height: number } {
  const { least, most, usual } = WIDTHS;
  const text = lastValue(query['width']) ?? String(usual);
  const width = Number(text);
  if (!/^\d{1,5}$/.test(text) || width < least || width > most)
    throw invalidQuery('width', `must be a whole number from ${least} to ${most}`);
  return { width, height: Math.round(width * PROPORTION) };
}

/** Writes the query of a view's URL, starting with `?` unless empty. Equal views have equal queries. */
export function writeQuery({
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

/** Returns the queries of each chart, by its id, in the order of the ids. */
const chartsOf = oncePerViz(({ files }): ReadonlyMap<string, readonly string[]> => {
  const charts = new Map<string, string[]>();
  for (const [path, text] of Object.entries(files)) {
    const id = CHART_FILE.exec(path)?.[1];
    if (id === undefined) continue;
    const queries = charts.get(id) ?? [];
    charts.set(id, queries);
    if (path.endsWith('.sql')) queries.push(text);
  }
  return new Map([...charts].sort(([a], [b]) => (a < b ? -1 : 1)));
});

interface Dashboard {
  readonly title: string | null;
  readonly charts: readonly string[];
}

/** Returns the title and charts in `dashboard.json`, or `null` for a viz without a dashboard. */
export const readDashboard = oncePerViz(({ files }): Dashboard | null => {
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
});

/** The parameters of each chart of a viz that was requested. */
const paramsByChart = oncePerViz(() => new Map<string, readonly string[]>());

/** Returns the declared parameters that the queries of a chart use, in the order of their declarations. */
export function chartParams(viz: CatalogViz, chart: string | null): readonly string[] {
  const charts = chartsOf(viz);
  const [first = ''] = charts.keys();
  const id = chart ?? (charts.has('main') ? 'main' : first);
  const known = paramsByChart(viz);
  const kept = known.get(id);
  if (kept) return kept;
  const named = new Set(charts.get(id)?.flatMap((sql) => [...usedParams(sql)]));
  const params = [...viz.params.keys()].filter((name) => named.has(name));
  known.set(id, params);
  return params;
}

/** Returns the parameters that the viz declares or its queries use, each with its place among them. */
const vizParams = oncePerViz((viz): ReadonlyMap<string, number> => {
  const queries = Object.entries(viz.files).filter(([path]) => path.endsWith('.sql'));
  const names = new Set([...viz.params.keys(), ...queries.flatMap(([, sql]) => [...usedParams(sql)])]);
  return new Map([...names].map((name, place) => [name, place]));
});

function lastValue(value: string | readonly string[] | undefined): string | undefined {
  return [value ?? []].flat().at(-1);
}
