/** What was chosen where that leads to nothing, and what files say of it. Loaded by need. */
import type { ChartController } from '../../controllers/chart/chart.ts';
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
    const values = (Array.isArray(raw) ? raw : [raw]).map((each: unknown) =>
      each instanceof Date
        ? locale.date(each)
        : ([declared, shared?.nature]
            .flatMap((nature) => (nature?.options?.kind === 'values' ? nature.options.values : []))
            .find((option) => String(option.value) === String(each))?.label ?? String(each)),
    );
    const value = values.join(locale.messages.comma);
    return [{ param, name: declared?.label ?? param, value, raw, isDefault }];
  });
}

/** Names the choice that leads to nothing: what is as it would be without one is none. */
export function attach(_: VibedasherViz, chart: ChartController): VizExtra {
  return {
    empty: ({ locale }) =>
      locale.messages.empty(choicesOf(chart, locale).filter(({ isDefault }) => !isDefault)),
  };
}
