import { channels, layOutBars, barPositions, thickness, unitWidth } from '../bar-layout.ts';
import { type Field, makeField } from '../columns.ts';
import { colorSeries, fold, pickRows, specChart, tooltip } from '../encodings.ts';
import { naturalOrder } from '../natural-order.ts';
import { firstCategories, orderNames } from '../order.ts';
import { partValues } from '../part-values.ts';
import { areWholes } from '../wholes.ts';
import {
  type Columns,
  FEW,
  isPositive,
  type Kind,
  lacksAxes,
  type Plotted,
  sameUnit,
  unsigned,
} from './kind.ts';

interface Answers {
  readonly group: Field;
  readonly answer: Field;
  readonly number: Field;
}

/** Returns the answers of each group: a column for each, or a row. Otherwise returns why there are none. */
function readAnswers(columns: Columns): Answers | string {
  const lacking = lacksAxes(columns);
  if (lacking) return lacking;
  const { x, number, numbers, parts, single, series, texts } = columns as Plotted;
  if (x.kind === 'time') return 'dates are the axis of lines';
  if (single) {
    const { value, series: answer, other } = fold(parts.length > 0 ? parts : sameUnit(numbers), x);
    return { group: other, answer, number: value };
  }
  if (!series) return 'several rows have the same texts';
  const pair = texts.filter((text) => text === x || text === series);
  const group = pair.find((text) => areWholes(number, text)) ?? pair[0]!;
  return { group, answer: group === x ? series : x, number };
}

/** Colors of the answers on both sides from the outside, for light and dark backgrounds, and of the middle. */
const SIDES = [
  ['#b34a05', '#cf7430', '#e39a61', '#eebd97'],
  ['#2a5fb3', '#4b86d1', '#7dabe4', '#abc9ef'],
] as const;
const MIDDLE = '#a9afb7';

/** Returns the colors of a number of answers, which are in order. */
function ramp(count: number): readonly string[] {
  const side = Math.floor(count / 2);
  const places = [[1], [0, 2], [0, 1, 3], [0, 1, 2, 3]][side - 1]!;
  const [left, right] = SIDES.map((colors) => places.map((place) => colors[place]!));
  return [...left!, ...(count % 2 ? [MIDDLE] : []), ...right!.reverse()];
}

/** The answers of a survey, from the first to the last, with the middle one at the center. */
export const diverging: Kind = {
  fits(columns) {
    const answers = readAnswers(columns);
    if (typeof answers === 'string') return answers;
    const { distinct } = answers.answer;
    if (distinct < 2 || distinct > FEW) return `it needs 2 to ${FEW} answers`;
    return isPositive(answers.number) ? null : 'there are numbers below 0';
  },

  draw(columns, context) {
    const { group, answer, number } = readAnswers(columns) as Answers;
    const { available, language, limit, rtl, sort, textScale } = context;
    const names = naturalOrder(answer, language) ?? [...new Set(answer.values)].map(String);
    const [from, to] = endsOf(group, answer, number, names);
    // Without an order of the page, groups keep that of the rows, as all have the same total.
    const agreed = to.values.map((end, row) =>
      Math.max(0, Number(end) - Math.max(0, Number(from.values[row]))),
    );
    const isByValue = sort === 'value' || sort === '-value';
    const found = orderNames(group, isByValue ? { ...number, values: agreed } : number, context, answer);
    const ordered = found.sort === 'by-sum' ? { ...found, sort: null } : found;
    const layout = layOutBars({
      ...{
        names: ordered.names.slice(0, limit ?? Infinity),
        natural: false,
        barsPerCategory: 1,
        plain: false,
      },
      ...{
        unitWidth: unitWidth(number),
        available,
        grows: limit !== null,
        lying: true,
        rtl,
        language,
        textScale,
      },
    });
    const { places, facts } = firstCategories(group, number, ordered, layout.capacity);
    const used = pickRows([group, answer, number, from, to], places) as [Field, Field, Field, Field, Field];
    const [groups, answers, shares, starts, ends] = used;
    const middle = makeField(
      '_value_middle',
      '',
      'number',
      starts.values.map((start, row) => (Number(start) + Number(ends.values[row])) / 2),
    );
    const [band, , size] = channels(layout);
    const { color } = colorSeries(answers, shares, context, { order: names, flush: true });
    const scale = { ...(color['scale'] as object), range: ramp(names.length) };
    const { x, y } = barPositions(layout, groups, starts, ordered.sort);
    const values = partValues(shares, answers, layout, { ...(x as object), field: middle.name });
    return specChart(
      {
        height: layout.height,
        encoding: { y, tooltip: tooltip(groups, answers, shares) },
        layer: [
          {
            mark: { type: 'bar', [size]: thickness(band) },
            encoding: { x, x2: { field: ends.name }, color: { ...color, scale } },
          },
          ...values,
        ],
      },
      [groups, answers, shares, starts, ends, ...(values.length ? [middle] : [])],
      facts,
    );
  },
};

/** Returns where each part starts and ends. The middle of the answers is at zero. */
function endsOf(
  group: Field,
  answer: Field,
  number: Field,
  names: readonly string[],
): readonly [Field, Field] {
  const parts = new Map<string, number[]>();
  const rankOf = (row: number): number => names.indexOf(String(answer.values[row]));
  group.values.forEach((name, row) => {
    const values = parts.get(String(name)) ?? names.map(() => 0);
    values[rankOf(row)] = Number(number.values[row] ?? 0);
    parts.set(String(name), values);
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const half = names.length / 2;
  const starts = group.values.map((name, row) => {
    const values = parts.get(String(name))!;
    const left =
      sum(values.slice(0, Math.floor(half))) + (names.length % 2 ? values[Math.floor(half)]! / 2 : 0);
    return sum(values.slice(0, rankOf(row))) - left;
  });
  const field = (name: string, values: readonly number[]): Field => ({
    ...unsigned(number),
    ...{ name, values, folded: number.folded ?? [number] },
  });
  return [
    field('_value_from', starts),
    field(
      '_value_to',
      starts.map((start, row) => start + Number(number.values[row] ?? 0)),
    ),
  ];
}
