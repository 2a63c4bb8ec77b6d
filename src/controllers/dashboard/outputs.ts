import type { ParamNature } from '../../charts/types.ts';
import { formatCell } from '../../locale/cells.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import type { Locale } from '../../locale/types.ts';
import type { ParamValue } from '../../public-client/types.ts';
import { languageOf } from '../surroundings.ts';
import type { DashboardController } from './dashboard.ts';
import type { DrivingControls } from './driving-controls.ts';
import { nameOf } from './form-values.ts';

/** Writes into each `<output>` of a dashboard the value that counts, in the language there. Loaded by need. */
export async function showOutputs(dashboard: DashboardController, driving: DrivingControls): Promise<void> {
  const outputs = driving.all('output') as readonly HTMLOutputElement[];
  const locales = await Promise.all(outputs.map((output) => loadLocale(languageOf(output), null)));
  const groups = driving.groups();
  for (const [index, output] of outputs.entries()) {
    const name = shownBy(output, dashboard, driving);
    if (name === null) continue;
    const units = [...(groups.get(name)?.units ?? [])];
    // The page's own words go before those of the viz.
    const isSelect = ([first]: (typeof units)[number]): boolean => Boolean(first?.querySelector('option'));
    const natures = [
      ...units.filter(isSelect).map((unit) => driving.natureOf(unit)),
      dashboard.store.declarationOf(name),
      ...units.filter((unit) => !isSelect(unit)).map((unit) => driving.natureOf(unit)),
    ];
    const text = describeValue(dashboard.value(name) ?? null, natures, locales[index]!);
    if (output.textContent !== text) output.textContent = text;
  }
}

/** The parameter that an output shows: that of its name, else that of a control it is for. */
function shownBy(
  output: HTMLOutputElement,
  dashboard: DashboardController,
  driving: DrivingControls,
): string | null {
  const { name, htmlFor } = output;
  if (name) return dashboard.isUsed(name) ? name : null;
  // What is in no page any more has none of these.
  const root = output.getRootNode() as Partial<Document>;
  for (const id of htmlFor) {
    const control = root.getElementById?.(id);
    if (control && driving.drives(control)) return nameOf(control);
  }
  return null;
}

/**
 * A value as readers know it: by the label of the first option that has one, else as their language writes it. A chart's
 * files and sentences do the same in `viz-choices.ts`: a module that both have would be a chunk, and a request, of its own.
 */
export function describeValue(
  value: ParamValue,
  natures: readonly (ParamNature | null | undefined)[],
  locale: Locale,
): string {
  const options = natures.flatMap((nature) =>
    nature?.options?.kind === 'values' ? nature.options.values : [],
  );
  const isDay = natures.some((nature) => nature?.type === 'date');
  const write = (each: unknown): string => {
    const text = String(each);
    // A label that says the same as the value is none.
    const option = options.find(({ value, label }) => String(value) === text && label !== text);
    if (option) return option.label;
    // Without an hour it would be one of UTC.
    const cell = isDay && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`) : (each as string);
    return formatCell(cell, { name: '', type: 'string' }, locale);
  };
  const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return (values.length > 0 ? values : ['']).map(write).join(locale.messages.comma);
}
