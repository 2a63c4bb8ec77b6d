/**
 * Plans the queries of a snapshot: those of pages without a choice first, then those of each viz, the viz with the
 * fewest first: one choice away, then all others.
 */
import { addressOf, paramsFor, usedParams } from '../../../src/charts/chart-source.ts';
import { toWireQuery } from '../../../src/public-client/batch.ts';
import { answerKey, statementText } from '../../../src/public-client/snapshot-format.ts';
import type { Params, Query } from '../../../src/public-client/types.ts';
import { changeable, type ChartParams, optionsQuery, type SnapshotChart, valuesFor } from './charts.ts';
import { type Choices, choicesFrom } from './choices.ts';

/** Maximum number of combinations for which a viz has an answer each. */
const MAX_COMBINATIONS = 200;
/** Maximum number of queries of a viz that are one choice away from those of the pages. Each takes about a millisecond. */
const MAX_NEAR = 20_000;

export interface PlannedQuery {
  readonly chart: SnapshotChart;
  readonly query: Query;
}

/** What the snapshot of a viz does not contain. */
export interface PlanGaps {
  /** The number of combinations, if they are too many: only values one choice away from the page's have answers. */
  readonly combinations: number | null;
  /** The parameters that have no closed list of values, so that only their present values have answers. */
  readonly open: readonly string[];
  /** The parameter that multiplies the queries most. */
  readonly mostValues: { readonly param: string; readonly values: number } | null;
}

interface Plan {
  readonly queries: readonly PlannedQuery[];
  readonly gaps: ReadonlyMap<string, PlanGaps>;
  /** The vizzes for which readers can choose values that have no answer. */
  readonly incomplete: ReadonlySet<string>;
}

/** A chart, and the parameters around it. */
export interface ChartInPage {
  readonly chart: SnapshotChart;
  readonly around: ChartParams;
}

/** A query of a chart, and the choices for its parameters. */
interface ChoosableQuery extends ChartInPage {
  readonly sql: string;
  readonly choices: ReadonlyMap<string, Choices>;
  readonly queryFor: (chosen: Params) => Query;
}

/**
 * Returns the queries in order of importance, without duplicates, and the gaps of each viz, by `account/slug`.
 * @param params which values: those of the pages only, all closed ones, or these in addition to those of the pages
 */
export function planQueries(
  charts: readonly ChartInPage[],
  params: 'defaults' | 'declared' | readonly Params[],
): Plan {
  const choosable = charts.flatMap(queriesOf);
  const planned = new Map<string, PlannedQuery>();
  const plan = ({ chart, queryFor }: ChoosableQuery, chosen: Params): void => {
    const query = queryFor(chosen);
    const { sql, args } = toWireQuery(query);
    const { account, slug } = chart.address;
    const key = JSON.stringify([chart.client.apiBase, account, slug, statementText(sql), answerKey(args)]);
    if (!planned.has(key)) planned.set(key, { chart, query });
  };
  for (const each of choosable) plan(each, {});
  if (typeof params !== 'string')
    for (const chosen of params) for (const each of choosable) plan(each, chosen);
  const ofPages = planned.size;
  const gaps = new Map<string, PlanGaps>();
  if (params !== 'declared') {
    const incomplete = new Set(choosable.filter(hasChoices).map(vizName));
    return { queries: [...planned.values()], gaps, incomplete };
  }
  const nearCounts = new Map<string, number>();
  for (const each of choosable) {
    const viz = vizName(each);
    for (const [name, { near }] of each.choices) {
      const count = nearCounts.get(viz) ?? 0;
      const planned = near.slice(0, MAX_NEAR - count);
      nearCounts.set(viz, count + planned.length);
      for (const value of planned) plan(each, { [name]: value });
    }
  }
  for (const [name, queries] of Map.groupBy(choosable, vizName)) {
    const combinations = countCombinations(queries);
    const isWhole = combinations <= MAX_COMBINATIONS;
    if (isWhole)
      for (const each of queries) for (const chosen of combine([...each.choices])) plan(each, chosen);
    gaps.set(name, {
      combinations: isWhole ? null : combinations,
      open: openParams(queries),
      mostValues: paramWithMostValues(queries, isWhole ? 'all' : 'near'),
    });
  }
  const all = [...planned.values()];
  // Otherwise, a viz with many queries would leave the limits of a snapshot to no other.
  const byViz = [...Map.groupBy(all.slice(ofPages), vizName)].sort(
    ([a, { length }], [b, { length: other }]) => length - other || (a < b ? -1 : 1),
  );
  const incomplete = new Set(
    [...gaps].filter(([, gap]) => gap.combinations !== null || gap.open.length > 0).map(([name]) => name),
  );
  return {
    queries: [...all.slice(0, ofPages), ...byViz.flatMap(([, queries]) => queries)],
    gaps,
    incomplete,
  };
}

/** Returns whether readers can change a parameter of the query. */
const hasChoices = ({ chart, around, sql }: ChoosableQuery): boolean =>
  changeable(chart, around, sql).length > 0;

const vizName = ({ chart: { address } }: Pick<ChartInPage, 'chart'>): string =>
  `${address.account}/${address.slug}`;

function queriesOf({ chart, around }: ChartInPage): readonly ChoosableQuery[] {
  const { source, viz } = chart;
  const texts = [...source.queries.values()];
  const own = texts.map((sql): ChoosableQuery => {
    const queryFor = (chosen: Params): Query => {
      const params = paramsFor(sql, valuesFor(chart, around, texts, chosen));
      const address = addressOf(viz, sql, params, source.params);
      return { sql, params, address, dataVersion: viz.dataVersion };
    };
    const names = changeable(chart, around, sql);
    return { chart, around, sql, choices: choicesFor(names, queryFor({}), around), queryFor };
  });
  const options = around.optionQueries.map((options): ChoosableQuery => {
    const queryFor = (chosen: Params): Query => optionsQuery(options, around.declared, chosen);
    const names = usedParams(options.sql).filter((name) => name !== options.declared.name);
    const { chart } = options;
    return { chart, around, sql: options.sql, choices: choicesFor(names, queryFor({}), around), queryFor };
  });
  return [...own, ...options];
}

function choicesFor(
  names: readonly string[],
  { params = {} }: Query,
  { declared, values }: ChartParams,
): ReadonlyMap<string, Choices> {
  const found = new Map<string, Choices>();
  for (const name of names) {
    const schema = declared.find((each) => each.name === name);
    const offered = values.get(name);
    const isList = schema?.multiple ?? offered?.isList ?? false;
    const choices = choicesFrom(params[name] ?? null, offered?.values ?? [], schema, isList);
    if (choices) found.set(name, choices);
  }
  return found;
}

/** Returns the number of different queries of a viz. A query of several charts counts once. */
function countCombinations(queries: readonly ChoosableQuery[]): number {
  const counts = new Map<string, number>();
  for (const { sql, choices } of queries) {
    const count = [...choices.values()].reduce((product, { all }) => product * all.length, 1);
    counts.set(sql, Math.max(counts.get(sql) ?? 0, count));
  }
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function* combine([first, ...others]: readonly (readonly [string, Choices])[]): Generator<Params> {
  if (!first) return yield {};
  const [name, { all }] = first;
  for (const value of all) for (const rest of combine(others)) yield { [name]: value, ...rest };
}

/** Returns the parameters without choices, sorted. */
function openParams(queries: readonly ChoosableQuery[]): readonly string[] {
  const open = queries.flatMap(({ chart, around, sql, choices }) =>
    changeable(chart, around, sql).filter((name) => !choices.has(name)),
  );
  return [...new Set(open)].sort();
}

function paramWithMostValues(
  queries: readonly ChoosableQuery[],
  planned: keyof Choices,
): PlanGaps['mostValues'] {
  const counts = queries.flatMap(({ choices }) =>
    [...choices].map(([param, each]) => ({ param, values: each[planned].length })),
  );
  return counts.reduce<PlanGaps['mostValues']>(
    (most, each) => (each.values > (most?.values ?? 0) ? each : most),
    null,
  );
}
