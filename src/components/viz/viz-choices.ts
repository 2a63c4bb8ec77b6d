/** What was chosen where that leads to nothing, or to an error, and what files say of it. Loaded by need. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import { MAIN } from '../../charts/types.ts';
import { titleOf } from '../../internal/title-of.ts';
import { extraWords } from '../../locale/extra-words.ts';
import type { Choice, Locale } from '../../locale/types.ts';
import type { ParamValue } from '../../public-client/types.ts';
import type { VibedasherViz } from './viz-element.ts';
import type { VizExtra } from './viz-extras.ts';

/** A parameter that rows were asked with: the value as it is, and both as viz, dashboard and controls label them. */
export interface AskedParam extends Choice {
  readonly param: string;
  readonly raw: ParamValue;
  readonly isDefault: boolean;
}

/** Those of a chart where something is chosen. */
export function choicesOf({ loaded, settings }: ChartController, locale: Locale): readonly AskedParam[] {
  return Object.entries(loaded?.params ?? {}).flatMap(([param, raw]) => {
    const shared = settings?.request.shared?.look(param);
    const declared = loaded!.source.params.find(({ name }) => name === param) ?? shared?.declared;
    const isDefault = declared ? String(raw) === String(declared.default) : shared?.isChosen === false;
    if (raw === null || raw === '') return [];
    const natures = [declared, shared?.nature];
    const isDay = natures.some((nature) => nature?.type === 'date');
    const values = (Array.isArray(raw) ? raw : [raw]).map(
      (each: unknown) =>
        natures
          .flatMap((nature) => (nature?.options?.kind === 'values' ? nature.options.values : []))
          .find((option) => String(option.value) === String(each))?.label ?? textOf(each, isDay, locale),
    );
    const value = values.join(locale.messages.comma);
    return [{ param, name: declared?.label ?? titleOf(param), value, raw, isDefault }];
  });
}

/** A value without a label. */
function textOf(value: unknown, isDay: boolean, locale: Locale): string {
  if (typeof value === 'boolean') return value ? locale.messages.yes : locale.messages.no;
  if (value instanceof Date) return locale.date(value);
  const text = String(value);
  // Without an hour it would be one of UTC.
  return isDay && /^\d{4}-\d\d-\d\d$/.test(text) ? locale.date(new Date(`${text}T00:00`)) : text;
}

/** What the API says where the value of a parameter is the reason. */
const OF_PARAMS = /param|\bargs?\b/i;

/** Whether the rows on show came by the query that fails now, with another choice. */
function workedBefore({ loaded, outdated, settings }: ChartController): boolean {
  const { sql = null, chart = null } = settings?.request ?? {};
  if (!loaded || !outdated) return false;
  const { id, queries } = loaded.source;
  return sql === null ? id !== null && id === (chart ?? id) : queries.get(MAIN) === sql;
}

/**
 * Names the choice that leads to nothing, without what would be the same without one; and of a query that fails says that
 * another choice may help, where it may: under one that is not the reason it does not.
 */
export function attach(_: VibedasherViz, chart: ChartController): VizExtra {
  return {
    says({ locale }, error) {
      if (!error)
        return locale.messages.empty(choicesOf(chart, locale).filter(({ isDefault }) => !isDefault));
      // Data that are blocked are the reason whatever is chosen.
      const isOfQuery = error.kind === 'query' && chart.viz?.dataState.status !== 'blocked';
      const isOfChoice = isOfQuery && (workedBefore(chart) || OF_PARAMS.test(error.message));
      return isOfChoice ? locale.messages.errors.query + extraWords(locale).otherChoice : null;
    },
  };
}
