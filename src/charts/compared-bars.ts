import { barPositions, channels, numberLabels, thickness } from './bar-layout.ts';
import { makeField } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import type { BarFields, BarPlan } from './derive-bars.ts';
import { encode, pick, specChart, tooltip, widthOf } from './frame.ts';
import type { Json, Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

/** Good and bad, each with a contrast of 4 : 1 on light and on dark grounds; a sign stands beside. */
const VERDICTS = ['#0b8a70', '#d8483c'];
/** No change, or not known whether it is good. */
const NEITHER = '#7d858f';

/** Px that an entry of a legend takes besides its text. */
const ENTRY = 36;

/** Bars before a wider, paler one of the value before; coloured by whether the change is good. */
export function comparedBars(fields: BarFields, plan: BarPlan, { words, room }: Setting): SpecChart {
  const { layout, sort, places, more } = plan;
  const { category, extra = [] } = fields;
  // Beside one another they are called by their periods.
  const previous = fields.previous && { ...fields.previous, title: words.previous };
  const number = previous ? { ...fields.number, title: words.current } : fields.number;
  const { verdict, sign } = changeFields(fields, words);
  const all = [category, number, previous, verdict, ...extra, sign].filter((field) => field !== undefined);
  const used = pick(all, places);
  const [band, length, size] = channels(layout);
  const entries = [words.previous, ...new Set(verdict?.values)].map(String);
  const wide = entries.reduce((sum, entry) => sum + ENTRY + widthOf([entry]), ENTRY);
  // Two legends beside one another are too wide for a narrow box.
  const legend = { offset: 10, columns: wide > room.width && previous && verdict ? 1 : undefined };
  const color = verdict && verdictColor(verdict, words, legend);
  // Bars of today have the colours of their verdicts then: only what the pale ones are has to be said.
  const tones = verdict ? { ...legend, values: [words.previous], symbolFillColor: NEITHER } : legend;
  const tone = (word: string): Json => ({
    opacity: {
      datum: word,
      type: 'nominal',
      title: null,
      legend: tones,
      scale: { domain: [words.current, words.previous], range: [1, 0.3] },
    },
  });

  const layers: unknown[] = [
    {
      mark: { type: 'bar', cornerRadiusEnd: 2, [size]: thickness(band, previous ? 0.5 : 1) },
      encoding: { ...(previous && tone(words.current)), color },
    },
  ];
  if (previous) {
    layers.unshift({
      mark: {
        type: 'bar',
        cornerRadiusEnd: 2,
        [size]: thickness(band),
        color: verdict && NEITHER,
      },
      encoding: { [length]: encode(previous, { title: null }), ...tone(words.previous) },
    });
  }
  if (layout.labelled) layers.push(numberLabels(number, layout));
  if (sign) {
    // Between the name and the bar.
    const place = layout.horizontal ? (layout.rtl ? { expr: 'width + 11' } : -11) : { expr: 'height + 11' };
    layers.push({ mark: 'text', encoding: { [length]: { value: place }, text: encode(sign), color } });
  }
  const positions = barPositions(layout, category, fields.number, sort, sign && { labelPadding: 22 });
  return specChart(
    {
      encoding: { ...positions, tooltip: tooltip(category, number, previous, verdict, ...extra) },
      layer: layers,
    },
    used,
    more,
  );
}

/** Only the colours that a bar has are in the legend. */
function verdictColor(verdict: Field, { better, worse, same }: ChartWords, legend: Json): Json {
  const range = new Map([better, worse, same].map((word, place) => [word, [...VERDICTS, NEITHER][place]]));
  const domain = [...range.keys()].filter((word) => verdict.values.includes(word));
  return {
    condition: {
      test: `datum['${verdict.name}'] !== null`,
      ...encode(verdict, {
        title: null,
        legend,
        scale: { domain, range: domain.map((word) => range.get(word)) },
      }),
    },
    value: NEITHER,
  };
}

/** Whether the change is good, in a word; and a sign that says which way it went without colour. */
function changeFields(
  { number, previous, favorable }: BarFields,
  words: ChartWords,
): { readonly verdict?: Field; readonly sign?: Field } {
  if (!favorable) return {};
  const verdicts = favorable.map((good, row) => {
    if (good !== null) return good ? words.better : words.worse;
    const now = number.values[row] ?? null;
    return now !== null && now === previous?.values[row] ? words.same : null;
  });
  const signs = favorable.map((good, row) => {
    const [now, before] = [number.values[row] ?? null, previous?.values[row] ?? null];
    if (now !== null && before !== null) return now > before ? '▲' : now < before ? '▼' : '';
    return good === null ? '' : good ? '+' : '−';
  });
  return {
    verdict: makeField('_verdict', '', 'text', verdicts),
    sign: makeField('_sign', '', 'text', signs),
  };
}
