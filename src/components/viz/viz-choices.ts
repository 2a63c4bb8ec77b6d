/** Lists the reader's choices, which are parameters of a chart's query, for messages and files. Loaded on demand. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import { titleOf } from '../../internal/text.ts';
import { describeValue } from '../../locale/cells.ts';
import { extraWords } from '../../locale/summary.ts';
import type { Choice, Locale } from '../../locale/types.ts';
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
export function listChoices({ loaded, settings }: ChartController, locale: Locale): readonly QueryParam[] {
  return Object.entries(loaded?.params ?? {}).flatMap(([param, raw]) => {
    const shared = settings?.request.shared?.paramState(param);
    const declared = loaded!.source.params.find(({ name }) => name === param) ?? shared?.declared;
    const isDefault = declared ? String(raw) === String(declared.default) : shared?.isChosen === false;
    if (raw === null || raw === '') return [];
    const value = describeValue(raw, [declared, shared?.schema], locale);
    return [{ param, name: declared?.label ?? titleOf(param), value, raw, isDefault }];
  });
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
 * Improves three messages. The message about an answer that a snapshot lacks lists the values that it has. The message
 * about an empty result names the chosen parameters, except defaults. The message about a failed query suggests another
 * choice if the current one may be the cause.
 */
export function attach(_: VizHost, chart: ChartController): VizExtra {
  return {
    message({ locale }, error) {
      if (!error)
        return locale.messages.empty(listChoices(chart, locale).filter(({ isDefault }) => !isDefault));
      // By its property, because the class loads with a snapshot. It lists names and values, in no language.
      const { availableValues } = error as Partial<MissingAnswer>;
      if (availableValues)
        return extraWords(locale).notOffline + availableValues.replaceAll("''", locale.messages.none);
      // Blocked data fail with any choice.
      const isOfQuery = error.kind === 'query' && chart.viz?.dataState.status !== 'blocked';
      const isOfChoice = isOfQuery && (failsOnlyForThisChoice(chart) || PARAM_ERROR.test(error.message));
      return isOfChoice ? locale.messages.errors.query + extraWords(locale).otherChoice : null;
    },
  };
}
