import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { DeriveOptions } from '../../src/charts/derive-spec.ts';
import { encodingOf, singleViews } from '../../src/charts/summary.ts';
import type { SpecChart } from '../../src/charts/types.ts';
import type { JsonObject } from '../../src/internal/json.ts';
import type { Cell } from '../../src/public-client/types.ts';
import { localeFor } from '../../src/locale/load-locale.ts';
import { readMeasureFormats } from '../../src/pipeline/measure-formats.ts';
import { MAIN } from '../../src/spec/names.ts';
import { table } from './column-sets.ts';
import { compileWarnings } from './derived-charts.ts';
import { deriveChart } from './english.ts';

type Rows = readonly (readonly Cell[])[];

const answers = (groups: Readonly<Record<string, readonly number[]>>): Rows =>
  Object.entries(groups).flatMap(([group, values]) =>
    ['Agree', 'Neutral', 'Disagree'].map((part, at) => [group, part, values[at]!]),
  );
const AGES = answers({ '18 to 29': [61, 22, 17], '60 and older': [33, 24, 43] });
const REGIONS = answers({ East: [61, 22, 17], West: [52, 25, 23] });

interface Stacks {
  readonly chart: SpecChart;
  /** The fields of the groups and the parts; `null` for parts of grouped bars. */
  readonly axis: unknown;
  readonly parts: readonly string[];
  readonly isStacked: boolean;
  readonly domain: unknown;
  readonly isLabelled: boolean;
}

function derive(
  columns: string,
  rows: Parameters<typeof table>[1],
  options: Partial<DeriveOptions> = {},
): Stacks {
  const chart = deriveChart(table(columns, rows), options);
  if (chart.kind !== 'spec') throw new Error(`a ${chart.kind} is no spec`);
  const views = singleViews(chart.spec);
  const { encoding } = views.find(({ mark }) => mark === 'bar')!;
  const channels = ['x', 'y'].map((name) => encoding[name] as JsonObject);
  const length = channels.find(({ type }) => type === 'quantitative')!;
  const color = encodingOf(encoding as never, encoding)['color'] ?? encoding['color'];
  return {
    chart,
    axis: channels.find(({ type }) => type === 'nominal')!['field'],
    parts: ((color as JsonObject)['scale'] as { domain: string[] }).domain,
    isStacked: !('xOffset' in encoding || 'yOffset' in encoding),
    domain: (length['scale'] as JsonObject)['domain'],
    isLabelled: views.some(({ mark }) => mark === 'text'),
  };
}

const long = (rows: Rows, name: string, options?: Partial<DeriveOptions>): Stacks =>
  derive(`grp, answer, ${name}:number`, rows, options);

const scaled = (rows: Rows, factor: number): Rows =>
  rows.map(([group, part, value]) => [group!, part!, Number(value) * factor]);

describe('bars of two texts and a number', () => {
  it('stack if the values of each group add up to 100 or 1, with any name of the column', () => {
    for (const name of ['share', 'percent', 'people', 'score'])
      for (const mark of ['bar', null] as const)
        for (const whole of [100, 1]) {
          const stacks = long(scaled(AGES, whole / 100), name, { mark });
          const message = `${name}, ${mark}, ${whole}`;
          expect(stacks, message).to.deep.include({ axis: 'grp', isStacked: true, domain: [0, whole] });
          expect(stacks.parts, message).to.deep.equal(['Agree', 'Neutral', 'Disagree']);
          expect(compileWarnings(stacks.chart), message).to.deep.equal([]);
        }
  });

  it('have the column on the axis whose groups have equal totals', () => {
    for (const sort of [null, 'rows'] as const) {
      for (const rows of [REGIONS, scaled(REGIONS, 12.04)]) {
        const parts = ['Agree', 'Neutral', 'Disagree'];
        expect(long(rows, 'people', { sort })).to.deep.include({ axis: 'grp', parts, isStacked: true });
      }
      const swapped = REGIONS.map(([group, part, value]) => [part!, group!, value!]);
      expect(derive('answer, grp, share:number', swapped, { sort })).to.deep.include({ axis: 'grp' });
    }
  });

  it('are rows for three or more shares, in the order of the legend, but columns for periods and two shares', () => {
    const isLying = (groups: readonly string[], count = 3): boolean => {
      const rows = groups.flatMap((group) =>
        ['Agree', 'Neutral', 'Disagree'].slice(0, count).map((part) => [group, part, 100 / count]),
      );
      const { chart } = long(rows, 'share', { available: { width: 900, height: 300 } });
      return JSON.stringify(chart.spec['encoding'] ?? {}).includes('"y":{"field":"grp"');
    };
    expect(isLying(['18–29', '30–59', '60+'])).to.equal(true);
    expect(isLying(['East', 'West'])).to.equal(true);
    expect(isLying(['East', 'West'], 2)).to.equal(false);
    for (const periods of [
      ['Jan', 'Feb'],
      ['Q1 2024', 'Q2 2024'],
    ])
      expect(isLying(periods)).to.equal(false);
  });

  it('accept totals of rounded numbers from 99 to 101, which end at 100', () => {
    const rows = AGES.map(([group, part, value]) => [
      group!,
      part!,
      part === 'Agree' ? Number(value) + (group === '18 to 29' ? 1 : -1) : value!,
    ]);
    const { chart, domain, isStacked, parts } = long([...rows].reverse(), 'share');
    expect(parts).to.deep.equal(['Disagree', 'Neutral', 'Agree']);
    expect({ domain, isStacked }).to.deep.equal({ domain: [0, 100], isStacked: true });
    expect(JSON.stringify(chart.spec)).to.contain('"clamp":true');
    const { rows: drawn } = chart.data.get(MAIN)!;
    expect([...new Set(drawn.map(([group]) => group))]).to.have.members(['18 to 29', '60 and older']);
  });

  it('stay side by side if rates do not add up', () => {
    const rates = REGIONS.map(([group, part, value], row) => [group!, part!, Number(value) + 5 * row]);
    expect(long(rates, 'rate')).to.deep.include({ isStacked: false });
    expect(long(rates, 'people')).to.deep.include({ isStacked: true, domain: undefined });
  });

  it('stay side by side if the name or the unit says that numbers do not add up, in each language', () => {
    const rows = REGIONS.map(([group, part, value], row) => [group!, part!, Number(value) + 5 * row]);
    const names =
      'average_pay, unemployment_rate, Durchschnittslohn, Arbeitslosenquote, Geburtenrate, Mietpreis, taux_de_chômage, prix, ' +
      'precio_medio, tasso, preço, prijs, średnia_płaca, 平均年収, 失業率, 价格, متوسط_الدخل, avg(income), ' +
      'gdp_per_capita, speed';
    const additive =
      'people, corporate, turnover, Einwohner, ventes, 人口, total_price, number_of_prices, share_count, sum(price)';
    for (const name of names.split(', ')) expect(long(rows, name).isStacked, name).to.equal(false);
    for (const name of additive.split(', ')) expect(long(rows, name).isStacked, name).to.equal(true);
    const unit = (text: string) => ({
      formats: readMeasureFormats({ unit: text, decimals: '', format: '' }, [], localeFor('en')),
    });
    for (const text of ['%', '‰', '°C', 'per 1,000', 'km/h'])
      expect(long(rows, 'people', unit(text)).isStacked, text).to.equal(false);
    for (const text of ['EUR', 'kWh', 'mm'])
      expect(long(rows, 'people', unit(text)).isStacked, text).to.equal(true);
  });

  it('start at the right side on pages from right to left', () => {
    const { chart } = long(REGIONS, 'share', { rtl: true, available: { width: 320, height: 300 } });
    expect(JSON.stringify(chart.spec)).to.contain('"reverse":true');
  });
});

describe('bars and areas over time', () => {
  const overTime = (name: string, mark: 'bar' | 'area', dates = 4): string => {
    const rows = Array.from({ length: dates }, (_, i) => `${2000 + i}`).flatMap((year, i) => [
      [year, 'Men', 7 + i],
      [year, 'Women', 6 + i],
    ]);
    const chart = deriveChart(table(`year, sex, ${name}:number`, rows), { mark });
    return JSON.stringify((chart as SpecChart).spec);
  };

  it('stack numbers that add up', () => {
    expect(overTime('births', 'bar')).to.contain('"bar"').and.not.contain('xOffset');
    expect(overTime('births', 'area')).to.contain('"area"');
  });

  it('show other numbers side by side, or as lines', () => {
    expect(overTime('rate', 'bar')).to.contain('"bar"').and.contain('xOffset');
    expect(overTime('rate', 'bar', 40)).to.contain('"line"');
    expect(overTime('rate', 'area')).to.contain('"line"').and.not.contain('"area"');
  });
});

describe('bars of a text and several numbers', () => {
  it('stack if each row adds up to 100 or 1, or all rows to the same', () => {
    const whole = [
      ['18 to 29', 61, 22, 17],
      ['60 and older', 33, 24, 43],
    ];
    for (const factor of [1, 0.01, 12.04])
      for (const mark of ['bar', null] as const) {
        const rows = whole.map(([age, ...values]) => [
          age!,
          ...values.map((value) => Number(value) * factor),
        ]);
        const stacks = derive('age_group, agree:number, neutral:number, disagree:number', rows, { mark });
        const parts = ['Agree', 'Neutral', 'Disagree'];
        expect(stacks).to.deep.include({ axis: 'age_group', parts, isStacked: true });
      }
    const others = derive('region, imports:number, exports:number', 'North, 61, 22; South, 33, 34');
    expect(others.isStacked).to.equal(false);
  });

  it('include small parts and more than four, but no column after the parts', () => {
    const columns = 'region, a:number, b:number, c:number, d:number, e:number, n:number';
    const stacks = derive(columns, 'East, 61, 1, 20, 10, 8, 1204; West, 33, 24, 20, 20, 3, 987');
    expect(stacks).to.deep.include({ parts: ['A', 'B', 'C', 'D', 'E'], isStacked: true });
  });
});

describe('the values in stacked bars', () => {
  it('are shown where they fit, for few parts', () => {
    const { chart, isLabelled } = long(REGIONS, 'share');
    expect(isLabelled).to.equal(true);
    const { mark, encoding } = singleViews(chart.spec).find((view) => view.mark === 'text')!;
    expect(mark).to.equal('text');
    expect(encoding['text']).to.include({ field: 'share' });
    const parts = Array.from({ length: 10 }, (_, part) => [`p${part}`, 10 + (part % 2 ? part : -part + 1)]);
    const many = ['East', 'West'].flatMap((group) => parts.map((part) => [group, ...part]));
    expect(long(many, 'people').isLabelled).to.equal(false);
  });
});
