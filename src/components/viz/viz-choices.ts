/** Lists the reader's choices, which are parameters of a chart's query, for messages and files. Loaded on demand. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import { listNames, titleOf } from '../../internal/text.ts';
import { describeValue } from '../../locale/cells.ts';
import { extraWords } from '../../locale/summary.ts';
import type { Choice, Locale } from '../../locale/types.ts';
import type { UnusableFile } from '../../public-client/snapshot.ts';
import type { MissingAnswer } from '../../public-client/snapshot-errors.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { MAIN } from '../../spec/names.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

/** A parameter of the query: its raw value, and its name and value as the viz, dashboard and controls label them. */
interface QueryParam extends Choice {
  readonly param: string;
  readonly raw: ParamValue;
  readonly isDefault: boolean;
}

/** Lists the query parameters of a chart that have a value. */
export function listChoices(chart: ChartController, locale: Locale): readonly QueryParam[] {
  return Object.entries(chart.loaded?.params ?? {}).flatMap(([param, raw]) => {
    const { name, shared, declared, describe } = describeParam(chart, param, locale);
    const isDefault = declared ? String(raw) === String(declared.default) : shared?.isChosen === false;
    return raw === null || raw === '' ? [] : [{ param, name, value: describe(raw), raw, isDefault }];
  });
}

/** Returns the label of a parameter, in the page or else in the viz, and a function for those of its values. */
function describeParam({ loaded, settings }: ChartController, param: string, locale: Locale) {
  const shared = settings?.request.shared?.paramState(param);
  const declared = loaded?.source.params.find(({ name }) => name === param) ?? shared?.declared;
  return {
    name: shared?.schema?.label ?? declared?.label ?? titleOf(param),
    shared,
    declared,
    describe: (value: ParamValue) =>
      value === '' ? locale.messages.none : describeValue(value, [shared?.schema, declared], locale),
  };
}

/** Lists the values for which a snapshot has answers. */
function availableText(chart: ChartController, { available }: MissingAnswer, locale: Locale): string {
  const lists = available.map((each) => {
    const { name, describe } = describeParam(chart, each.name, locale);
    return `${name}: ${listNames(each.values.map(describe))}`;
  });
  return extraWords(locale).notOffline + lists.join('; ');
}

/** Matches messages of the API that blame the value of a parameter. */
const PARAM_ERROR = /param|\bargs?\b/i;

/** Returns whether the failed query has returned the rows on display with other parameters. */
function failsOnlyForThisChoice({ loaded, outdated, settings }: ChartController): boolean {
  const { sql = null, chart = null } = settings?.request ?? {};
  if (!loaded || !outdated) return false;
  const { id, queries } = loaded.source;
  return sql === null ? id !== null && id === (chart ?? id) : queries.get(MAIN) === sql;
}

/**
 * Improves four messages. The message about an answer that a snapshot lacks lists the values that it has, and the one
 * about a file of a snapshot names it. The message about an empty result names the chosen parameters, except defaults. The
 * message about a failed query suggests another choice if the current one may be the cause.
 */
export function attach(_: VizHost, chart: ChartController): VizExtra {
  return {
    message({ locale }, error) {
      if (!error)
        return locale.messages.empty(listChoices(chart, locale).filter(({ isDefault }) => !isDefault));
      // By their properties, because the classes load with a snapshot.
      const { available, path } = error as Partial<MissingAnswer & UnusableFile>;
      if (available?.length) return availableText(chart, error as MissingAnswer, locale);
      if (path) return extraWords(locale).unusableFile + path;
      // Blocked data fail with any choice.
      const isOfQuery = error.kind === 'query' && chart.viz?.dataState.status !== 'blocked';
      const isOfChoice = isOfQuery && (failsOnlyForThisChoice(chart) || PARAM_ERROR.test(error.message));
      return isOfChoice ? locale.messages.errors.query + extraWords(locale).otherChoice : null;
    },
  };
}
