// @lane long
import { bar, dates, describeBombs, grouped, keys, limit, many, POINTS, STEPS, TEXT } from './bombs.ts';

const PATTERN = /characters in a format: at most 1000 /;

/** Returns a chart that evaluates an expression with the parameter `held` for each of many rows. */
const heldIn = (held: object, calculate: string, count = 20_000) => ({
  ...grouped(count, { calculate, as: 'c' }),
  params: [{ name: 'held', ...held }],
});
const LIST = { expr: 'sequence(100000)' };
const SHORTER_LIST = { expr: 'sequence(15000)' };
const LONG_TEXT = { expr: `pad('1', 90000, '1')` };

describeBombs('repeated conversions', {
  ...limit(STEPS, {
    'a list written as text': heldIn(SHORTER_LIST, `length('' + held)`),
    'a list in a list written as text': heldIn(SHORTER_LIST, `length('' + [[held]])`),
    'a list written with capitals': heldIn(SHORTER_LIST, 'length(upper([held]))'),
    'a list compared with a text': heldIn(LIST, `held == 'x'`),
    'a list compared with a number': heldIn(LIST, 'held < 1'),
    'a list as a number': heldIn(LIST, '+held'),
    'a list as the argument of abs()': heldIn(LIST, 'abs(held)'),
    'a list as a date': heldIn(LIST, 'year(held)'),
    'a list as the name of a field': heldIn(LIST, 'datum[held]'),
    'a list as a color': heldIn(LIST, 'rgb(held)'),
    'a list compared with a range': heldIn(LIST, 'inrange(held, [0, 1])'),
    'a long text as a number': heldIn(LONG_TEXT, 'parseInt(held)'),
    'a long text cut': heldIn(LONG_TEXT, `truncate(held, datum.a)`),
    'two long texts compared': {
      ...heldIn(LONG_TEXT, many(500, () => 'held == other').join(' || ')),
      params: [
        { name: 'held', expr: `pad('1', 90000, '1')` },
        { name: 'other', expr: `pad('1', 90000, '1')` },
      ],
    },
    'a long text encoded for a URL': heldIn(LONG_TEXT, `length(encodeURIComponent(replace(held, '1', 'é')))`),
    'a long text as a path of fields': heldIn({ expr: `pad('a', 90000, '.')` }, 'pluck(datum, held)'),
    'an object merged': () => heldIn({ value: keys(40_000) }, 'length(merge(held, held))'),
    'a list merged': heldIn(LIST, 'length(merge(held))'),
    'a list sorted': heldIn(LIST, 'length(sort(held))'),
    'a list reversed': heldIn(LIST, 'length(reverse(held))'),
    'a long text split': heldIn(LONG_TEXT, `length(split(held, ''))`),
    'data in the shape of a large selection': {
      ...heldIn({ value: 1 }, `vlSelectionTest('posed', datum)`),
      mark: undefined,
      datasets: {
        posed: many(10_000, (b) => ({ unit: '', fields: [{ field: 'b', type: 'E' }], values: [b + 7] })),
      },
      layer: [POINTS, bar({ data: { name: 'posed' } })],
    },
    'a search in the picture': heldIn(LIST, 'length(intersect([[0, 0], [900, 900]]))', 500_000),
    'the area of a shape': heldIn(
      { expr: `{type: 'MultiPoint', coordinates: sequence(100000)}` },
      'geoArea(null, held)',
    ),
  }),
  ...limit(TEXT, {
    'a long text twice': heldIn(LONG_TEXT, `length(upper(held + held))`),
    'a list of long texts': heldIn(LONG_TEXT, `length('' + [${many(40, () => 'held').join(', ')}])`),
  }),
  ...limit(PATTERN, {
    'a long pattern of dates': heldIn(LONG_TEXT, 'timeFormat(datum.a, held)'),
    'a long pattern of numbers': heldIn(LONG_TEXT, 'format(datum.a, held)'),
    'a long pattern for parsing dates': heldIn(LONG_TEXT, 'utcParse(held, held)'),
    'a long pattern of an axis': dates({ axis: { format: '%A'.repeat(40_000) } }),
  }),
});
