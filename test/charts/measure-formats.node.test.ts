import { describe, it } from 'node:test';
import { expect } from 'chai';
import { withMeasureFormats } from '../../src/charts/formatted-spec.ts';
import { withUnit, type MeasureFormat, type MeasureFormats } from '../../src/charts/measure-formats.ts';
import { placeUnit } from '../../src/locale/units.ts';
import { table } from './column-sets.ts';
import { deriveChart } from './english.ts';

const MM = { unit: 'mm', after: ' mm' };
const formats = (...entries: readonly (readonly [string, typeof MM])[]): MeasureFormats => new Map(entries);
const RAIN = table('city, rain:number, snow:number', 'Berlin, 570, 40; Rome, 804, 90');

describe('withMeasureFormats', () => {
  const format = (encoding: object) =>
    withMeasureFormats({ mark: 'bar', encoding }, (field) => (field === 'rain' ? MM : null))['encoding'];

  it('keeps formats of the spec, counts, and other fields', () => {
    const open = {
      x: { field: 'city', type: 'nominal' },
      y: { aggregate: 'count', field: 'rain' },
      color: { field: 'snow', type: 'quantitative' },
      size: { field: 'rain', type: 'quantitative', legend: null },
      text: { field: 'rain', type: 'quantitative', format: '.1f' },
      tooltip: [{ field: 'rain', type: 'ordinal' }],
    };
    expect(format(open)).to.deep.equal(open);
  });

  it('formats axes, legends, labels, tooltips and conditions', () => {
    const rain = { field: 'rain', type: 'quantitative' };
    const written = format({
      x: rain,
      y: { ...rain, title: 'Rain' },
      size: { ...rain, title: 'Rain' },
      text: { condition: { test: 'true', ...rain }, value: '' },
      tooltip: [rain, { ...rain, aggregate: 'sum' }],
    }) as Record<string, unknown>;
    const after = ' mm';
    expect(written['x']).to.deep.equal({ ...rain, axis: { format: { after, once: true } } });
    expect(JSON.stringify(written['y'])).to.contain('"axis":{"title":"Rain (mm)","format":{}}');
    expect(JSON.stringify(written['size'])).to.contain('"title":"Rain (mm)","format":{"style":"short"}');
    expect(JSON.stringify(written['text'])).to.contain('"format":{"style":"short","after":" mm"}');
    expect(written['tooltip']).to.deep.equal([
      { ...rain, format: { after } },
      { ...rain, aggregate: 'sum', format: { after } },
    ]);
  });

  it('shows no title that the spec hides', () => {
    const y = { field: 'rain', type: 'quantitative', title: 'Rain', axis: { title: null } };
    expect(format({ y })).to.deep.equal({
      y: { ...y, axis: { title: null, format: { after: ' mm', once: true } } },
    });
  });

  it('adds a unit to a title once', () => {
    expect(withUnit('Rain', 'mm')).to.equal('Rain (mm)');
    expect(withUnit('Rain (mm)', 'mm')).to.equal('Rain (mm)');
    expect(withUnit('gwh', 'GWh')).to.equal('GWh');
    expect(withUnit('Rain', null)).to.equal('Rain');
  });
});

describe('a derived chart with formats', () => {
  const specOf = (entries: MeasureFormats) => {
    const chart = deriveChart(RAIN, { formats: entries });
    return chart.kind === 'spec' ? JSON.stringify(chart.spec) : chart.kind;
  };

  it('shows its formats in tooltips', () => {
    expect(specOf(formats(['rain', MM]))).to.contain('"title":"Rain","format":{"after":" mm"}');
  });

  it('has a long unit in the title of the axis instead of at each number', () => {
    const LONG = { unit: 'mm per year', after: ' mm per year' };
    expect(specOf(formats(['', LONG]))).to.contain('"axis":{"title":"mm per year","format":{}');
    const one = deriveChart(table('city, rain:number', 'Rome, 800; Oslo, 760'), {
      formats: formats(['', LONG]),
    });
    const { layer } = (one as unknown as { spec: { layer: object[] } }).spec;
    expect(layer[1]).to.have.nested.property('encoding.text.format').deep.equal({ style: 'short' });
  });

  it('does not draw measures with different units on one axis', () => {
    const both = formats(['rain', MM], ['snow', { unit: 'cm', after: ' cm' }]);
    expect(specOf(formats(['', MM]))).to.contain('_series');
    expect(specOf(both)).not.to.contain('_series');
  });

  it('formats shares as percentages unless they have another unit', () => {
    const shares = table('city, late_rate:number', Object.entries({ Berlin: 0.123, Rome: 0.4 }));
    const specWith = (format: MeasureFormat) => {
      const chart = deriveChart(shares, { formats: new Map([['', format]]) });
      return chart.kind === 'spec' ? JSON.stringify(chart.spec) : chart.kind;
    };
    for (const tag of ['en', 'de', 'tr', 'eu', 'ar-EG'])
      expect(specWith(placeUnit('%', tag)), tag).to.contain('"format":{"style":"percent"}');
    expect(specWith({ unit: null, decimals: 1 })).to.contain('"style":"percent"');
    for (const unit of ['x', '‰', 'EUR'])
      expect(specWith(placeUnit(unit, 'en')), unit).not.to.contain('percent');
  });
});
