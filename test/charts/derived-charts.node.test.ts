import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Value } from '../../src/charts/columns.ts';
import { naturalOrder } from '../../src/charts/natural-order.ts';
import { deriveChart } from './english.ts';
import { namesBySum } from '../../src/charts/order.ts';
import { titleOf } from '../../src/internal/text.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { FOLDED, GROUPED } from '../../src/spec/names.ts';
import { COLUMN_SETS } from './column-sets.ts';
import { type Channel, compileWarnings, deriveAll, type DerivedChart, outline } from './derived-charts.ts';
import { DERIVED } from './derived-specs.ts';

const CHARTS = deriveAll();

/** The Vega-Lite types that a field may have, by the type of its column. */
const FIELD_TYPES: Readonly<Record<string, readonly string[]>> = {
  string: ['nominal'],
  number: ['quantitative'],
  date: ['temporal', 'ordinal'],
};

/** Runs `check` for each chart. The message of an error begins with the name of the chart. */
function checkAll(check: (chart: DerivedChart) => void): void {
  for (const chart of CHARTS) {
    try {
      check(chart);
    } catch (error) {
      throw new Error(`${chart.name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

const columnOf = ({ columns, rows }: Dataset, name: string | undefined): readonly Value[] => {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 ? [] : rows.map((row) => row[at] as Value);
};

const sum = (values: readonly unknown[]): number =>
  values.reduce<number>((total, value) => total + Number(value ?? 0), 0);

/** Returns the name of a column in the query result. `deriveChart` renames some columns. */
const sourceName = ({ columns }: Dataset, field = ''): string =>
  columns[Number(/^column_(\d+)$/.exec(field)?.[1] ?? 0) - 1]?.name ?? field;

const channelsOf = ({ views }: DerivedChart): readonly (readonly [string, Channel])[] =>
  views.flatMap(({ channels }) => Object.entries(channels));

/** Returns the names that have a color, in the order of the legend. */
const colorNames = (chart: DerivedChart): readonly string[] | undefined =>
  channelsOf(chart)
    .find(([name]) => name === 'color')?.[1]
    .scale?.domain?.filter((name) => name.trim());

/** Returns whether a chart is a heat map: it has categories on both axes, and its measure is a color. */
const isGrid = ({ views }: DerivedChart): boolean => views[0]?.mark === 'rect';

/** Returns the channel with the categories of bars and strips, and of the rows of cells. */
const categoryChannel = (chart: DerivedChart): Channel | undefined =>
  channelsOf(chart).find(
    ([name, { type }]) => (isGrid(chart) ? /^y$/ : /^[xy]$/).test(name) && type === 'nominal',
  )?.[1];

describe('a derived chart', () => {
  for (const [name, { dataset, options, chart }] of Object.entries(COLUMN_SETS))
    it(`has the right marks and channels for ${name}`, () => {
      expect(outline(deriveChart(dataset, options))).to.equal(chart);
    });

  for (const [name, spec] of Object.entries(DERIVED))
    it(`has the recorded spec for ${name}`, () => {
      const { dataset, options } = COLUMN_SETS[name]!;
      expect(deriveChart(dataset, options)).to.have.property('spec').that.deep.equals(spec);
    });

  it('has one of seven marks, and the column sets cover all of them', () => {
    const marks = new Set(CHARTS.map(({ views }) => views[0]?.mark));
    expect([...marks]).to.have.members(['arc', 'area', 'bar', 'geoshape', 'line', 'point', 'rect']);
  });

  it('compiles without warnings', () => {
    const specs = new Set<string>();
    checkAll(({ chart, options }) => {
      const text = JSON.stringify(chart.spec);
      if (specs.has(text) || options.available.width !== 640) return;
      specs.add(text);
      expect(compileWarnings(chart)).to.deep.equal([]);
    });
  });

  it('uses exactly the columns of its data, in ways that fit their types', () => {
    checkAll(({ chart, views, drawn }) => {
      const types = new Map(drawn.columns.map(({ name, type }) => [name, type]));
      const definitions = views.flatMap(({ channels, tooltip }) => [...Object.values(channels), ...tooltip]);
      for (const { field = '', type } of definitions) {
        const columnType = types.get(field);
        expect(columnType, field).to.be.a('string');
        if (type) expect(FIELD_TYPES[columnType!], field).to.include(type);
      }
      const inText = JSON.stringify(chart.spec).matchAll(/datum\['([^']*)'\]|"field":"([^"]*)"/g);
      const used = new Set([...inText].map(([, inExpression, inSort]) => inExpression ?? inSort));
      expect([...types.keys()]).to.have.members([...used]);
      expect(drawn.rows.every(({ length }) => length === types.size)).to.equal(true);
    });
  });

  it('shows a field in one role only', () => {
    checkAll(({ views }) => {
      for (const { channels } of views) {
        const roles = ['x', 'y', 'theta', 'latitude', 'longitude', 'size', 'color', 'strokeDash', 'facet'];
        const fields = roles.flatMap((role) => channels[role]?.field ?? []);
        expect(fields).to.deep.equal([...new Set(fields)]);
      }
    });
  });

  it('has titles only on the axes of measures and the legend of cells, and none that repeats a reserved name', () => {
    checkAll((derived) => {
      for (const [name, { field = '', type, title }] of channelsOf(derived)) {
        const source = sourceName(derived.dataset, field);
        const isMeasure =
          type === 'quantitative' && (isGrid(derived) ? name === 'color' : /^[xy]$/.test(name));
        const faceted = derived.views.some(({ channels }) => 'facet' in channels);
        const untitled = faceted || /^(value|prev_value|_value)$/.test(source);
        if (/^[xy]$|^color$/.test(name))
          expect(title, field).to.equal(isMeasure && !untitled ? titleOf(source) : null);
      }
    });
  });

  it('has a tooltip for each mark that contains each field once, with a title', () => {
    checkAll(({ dataset, views }) => {
      for (const { mark, channels, tooltip } of views) {
        if (mark === 'geoshape') continue;
        const fields = tooltip.map(({ field }) => field);
        expect(fields.length).to.be.at.least(1);
        expect(fields).to.deep.equal([...new Set(fields)]);
        for (const role of ['x', 'y', 'theta', 'size', 'facet', 'color'])
          if (channels[role] && channels[role].field !== GROUPED)
            expect(fields).to.include(channels[role].field);
        for (const { field = '', title } of tooltip) {
          const sources =
            field === GROUPED ? dataset.columns.map(({ name }) => name) : [sourceName(dataset, field)];
          expect(title).to.be.oneOf([...sources.map(titleOf), field, 'Current', 'Previous']);
        }
      }
    });
  });

  it('starts bars and areas at zero', () => {
    checkAll(({ views }) => {
      for (const { mark, channels } of views)
        if (mark === 'bar' || mark === 'area') {
          const length = [channels['x'], channels['y']].filter((channel) => channel?.type === 'quantitative');
          expect(length).to.have.length(1);
          expect(length[0]?.scale?.zero).to.not.equal(false);
        }
    });
  });

  it('includes zero in scales of other marks only if the values come near it', () => {
    checkAll(({ views, drawn }) => {
      for (const { mark, channels } of views)
        for (const { field, type, scale } of [channels['x'], channels['y']].filter(
          (each) => each !== undefined,
        )) {
          if (mark === 'bar' || mark === 'area' || mark === 'text' || type !== 'quantitative') continue;
          const values = columnOf(drawn, field).filter((value) => typeof value === 'number');
          const sizes = values.map(Math.abs);
          const isFar =
            sum(values.map(Math.sign)) === values.length && Math.min(...sizes) > 0.5 * Math.max(...sizes);
          const isNear = Math.min(...sizes) < 0.3 * Math.max(...sizes);
          if (isFar || isNear) expect(scale?.zero, field).to.equal(isNear);
        }
    });
  });

  it('draws the area of a single series translucent, with a line on top', () => {
    checkAll(({ chart, views }) => {
      if (views[0]?.mark !== 'area') return;
      const { line = false, opacity = 1 } = chart.spec['mark'] as { line?: boolean; opacity?: number };
      expect([line, opacity < 1]).to.deep.equal(views[0].channels['color'] ? [false, false] : [true, true]);
    });
  });

  it('draws the values of all categories, or counts those that it omits', () => {
    checkAll((derived) => {
      const { chart, dataset, drawn } = derived;
      const category = categoryChannel(derived)?.field;
      const nameAll = (values: readonly unknown[]): Set<string> =>
        new Set(values.map((value) => String(value)));
      if (category && !chart.folded && dataset.columns.some(({ name }) => name === category)) {
        const all = nameAll(columnOf(dataset, category)).size;
        expect(nameAll(columnOf(drawn, category)).size + chart.more).to.equal(all);
      }
      if (chart.more > 0) return;
      for (const { name, type } of drawn.columns)
        if (type === 'number' && dataset.columns.some((column) => column.name === name))
          expect(sum(columnOf(drawn, name))).to.be.closeTo(sum(columnOf(dataset, name)), 1e-6);
      const folded = chart.folded ?? [];
      expect(sum(columnOf(drawn, FOLDED[1]))).to.be.closeTo(
        sum(folded.flatMap(({ values }) => values)),
        1e-6,
      );
    });
  });

  it('sorts categories in their natural order, else by their values', () => {
    checkAll((derived) => {
      const { field, sort } = categoryChannel(derived) ?? {};
      if (!field || derived.views[0]?.mark !== 'bar') return;
      const natural = naturalOrder({ values: columnOf(derived.drawn, field) } as never);
      // Parts of a whole keep the order of the rows.
      if (sort === null) {
        const [drawn, rows] = [derived.drawn, derived.dataset].map((each) => new Set(columnOf(each, field)));
        expect([...drawn!]).to.deep.equal([...rows!]);
      } else if (!natural) expect(sort).to.include({ op: 'sum', order: 'descending' });
      else expect((sort as string[]).slice(0, natural.length)).to.deep.equal(natural);
    });
  });

  it('omits the smallest categories if there are too many', () => {
    checkAll((derived) => {
      const { chart, dataset, drawn } = derived;
      const { field } = categoryChannel(derived) ?? {};
      const values = columnOf(dataset, field);
      if (!field || chart.more === 0 || naturalOrder({ values } as never)) return;
      const measure = drawn.columns.find(({ type }) => type === 'number')!.name;
      const ranked = namesBySum({ values } as never, { values: columnOf(dataset, measure) } as never);
      const shown = new Set(columnOf(drawn, field).map(String));
      expect([...shown]).to.have.members(ranked.slice(0, shown.size));
    });
  });

  it('has at most eight colors, and groups further series as "Other" where a sum makes sense', () => {
    checkAll((derived) => {
      const { views, drawn } = derived;
      const names = colorNames(derived);
      const [mark] = views.map((view) => view.mark);
      const grouped = drawn.columns.some(({ name }) => name === GROUPED);
      if (!names) {
        expect(grouped).to.equal(false);
        return;
      }
      expect(names.length).to.be.at.most(mark === 'arc' ? 7 : 8);
      expect(new Set(names).size).to.equal(names.length);
      const color = channelsOf(derived).find(([name]) => name === 'color')![1];
      const colored = [...new Set(columnOf(drawn, color.field))].filter((name) => name !== null);
      expect(names).to.have.members(colored);
      if (!grouped) return;
      expect(mark).to.be.oneOf(['bar', 'area', 'arc']);
      expect(names.at(-1)).to.equal('Other');
      if (color.legend) expect(color.legend.values).to.deep.equal(names);
    });
  });

  it('stacks series in the order of the legend', () => {
    checkAll((derived) => {
      const field = channelsOf(derived).find(([name]) => name === 'order')?.[1].field;
      if (!field) return;
      const color = channelsOf(derived).find(([name]) => name === 'color')![1].field;
      const ranks = columnOf(derived.drawn, field);
      columnOf(derived.drawn, color).forEach((name, row) =>
        expect(colorNames(derived)![ranks[row] as number]).to.equal(name),
      );
    });
  });

  it('labels bars with their numbers instead of an axis: at most twelve vertical ones, or horizontal ones as high as text', () => {
    checkAll(({ options: { available }, views, drawn }) => {
      // Parts of stacked bars have their values inside.
      if (views[0]?.mark !== 'bar' || views[0].channels['color']) return;
      const numbers = views.some(
        ({ mark, channels }) => mark === 'text' && channels['text']?.type === 'quantitative',
      );
      const { x, y } = views[0].channels;
      const axis = [x, y].find((channel) => channel?.type === 'quantitative')?.axis;
      expect(axis?.labels === false).to.equal(numbers);
      if (numbers && y?.type === 'quantitative') expect(drawn.rows.length).to.be.at.most(12);
      // Three quarters of a row are the bar, and a line of text has 14 px.
      else if (numbers) expect((0.75 * available.height) / drawn.rows.length).to.be.at.least(14);
    });
  });

  it('leaves space for its marks in the box', () => {
    checkAll(({ options: { available }, views, drawn }) => {
      const { y } = views[0]?.channels ?? {};
      if (y?.type !== 'nominal') return;
      const rows = new Set(columnOf(drawn, y.field)).size;
      expect(rows).to.be.at.most(Math.max(4, available.height / 12));
      if (y.axis) expect(y.axis.labelLimit).to.be.within(0.3 * available.width, 0.6 * available.width);
    });
  });

  it('labels all categories on a vertical axis and has the numeric axis at the top', () => {
    checkAll((derived) => {
      const { options, views } = derived;
      const { rtl } = options;
      const { y } = views[0]?.channels ?? {};
      if (y?.type !== 'nominal' || isGrid(derived)) return;
      if (y.axis) expect(y.axis.labelOverlap).to.equal(false);
      const axis = views.map(({ channels }) => channels['x']?.axis).find((each) => each);
      const isReversed = rtl && views[0]?.mark === 'bar';
      expect(axis).to.include({ orient: 'top', titleAnchor: rtl && !isReversed ? 'end' : 'start' });
      expect(axis?.titleAlign).to.equal(isReversed ? 'right' : undefined);
    });
  });

  it('runs from right to left only on right-to-left pages, and never over time', () => {
    const reversed = new Set<string>();
    checkAll((derived) => {
      for (const [name, { type, scale, sort }] of channelsOf(derived)) {
        if (!scale?.reverse) continue;
        expect(derived.options.rtl).to.equal(true);
        expect(type).to.not.be.oneOf(['temporal', 'ordinal']);
        if (name === 'x') expect(sort).to.not.be.an('array');
        reversed.add(derived.views[0]!.mark);
      }
    });
    expect([...reversed]).to.have.members(['bar', 'line', 'area', 'rect']);
  });

  it('sets no format except for shares, so that the reader’s locale applies', () => {
    checkAll(({ chart, dataset }) => {
      const formats = [...JSON.stringify(chart.spec).matchAll(/"format":"([^"]*)"/g)].map(
        ([, format]) => format,
      );
      const shares =
        dataset.columns.some(({ name }) => /rate|share$/.test(name)) ||
        JSON.stringify(chart.spec).includes('"_share"');
      for (const format of formats) expect(shares && format).to.match(/%$/);
    });
  });
});
