import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readChoice, isWithin, readRange, toDrawn } from '../../../src/selection/selected-values.ts';
import { valueContext } from '../../selection/value-context.ts';
import { deriveChart } from '../english.ts';
import { findSelectable, selectables, type Selectable } from '../../../src/charts/emphasis/selectable.ts';
import { runsAlongPath, withHighlight } from '../../../src/charts/emphasis/selected-marks.ts';
import { singleViews } from '../../../src/charts/summary.ts';
import type { PreferredMark, SpecChart } from '../../../src/charts/types.ts';
import { table } from '../column-sets.ts';
import type { Dataset } from '../../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../../src/spec/types.ts';

const SERIES = table(
  'month:date, region, amount:number',
  [1, 2, 3, 4].map((at) => `2024-0${at}, EU, ${at}; 2024-0${at}, US, ${2 * at}`).join('; '),
);
const derive = (data: Dataset, mark: PreferredMark | null = null): VegaLiteSpec =>
  (deriveChart(data, { mark }) as SpecChart).spec;
const find = (spec: VegaLiteSpec, param: string | null, more: object = {}): string | undefined =>
  findSelectable(spec, { field: null, param, range: false, ...more })?.field;

describe('the selectable fields of a chart', () => {
  it('are matched by the name in select-to or the name of the parameter, else by category', () => {
    const lines = derive(SERIES);
    expect(selectables(lines).map(({ field }) => field)).to.deep.equal(['region', 'month', 'amount']);
    expect(find(lines, 'MONTH')).to.equal('month');
    expect(find(lines, 'anything')).to.equal('region');
    expect(find(lines, 'region', { field: 'month' })).to.equal('month');
    expect(find(lines, 'region', { field: 'shop' })).to.equal(undefined);
    expect(find(lines, 'region', { range: true })).to.equal('month');
    const bars = derive(table('region, amount:number', 'EU, 1; US, 2'));
    expect(find(bars, 'x')).to.equal('region');
    expect(find(bars, 'x', { range: true })).to.equal('amount');
  });

  it('do not include fields that a derived chart computes', () => {
    const rows = Array.from({ length: 24 }, (_, index) => [`s${index % 2}`, `region ${index >> 1}`, index]);
    const data = table('shop, region, amount:number', rows);
    expect(selectables(derive(data)).every(({ field }) => !field.startsWith('_'))).to.equal(true);
  });

  it('fade the marks that show them unless the spec sets `fillOpacity`', () => {
    const bars = derive(SERIES, 'bar');
    const fields = selectables(bars);
    expect(JSON.stringify(withHighlight(bars, fields))).to.contain('"fillOpacity"');
    const lines = derive(SERIES);
    const [region, month] = selectables(lines) as [Selectable, Selectable, Selectable];
    expect([runsAlongPath(lines, region), runsAlongPath(lines, month)]).to.deep.equal([false, true]);
    const faint = (field: Selectable): readonly boolean[] =>
      singleViews(withHighlight(lines, [field]))
        .filter(({ mark }) => mark === 'line')
        .map(({ encoding }) => 'strokeOpacity' in encoding);
    expect([faint(month), faint(region)]).to.deep.equal([[false], [true]]);
    const own = { mark: 'bar', encoding: { x: { field: 'a' }, fillOpacity: { value: 0.5 } } };
    expect(withHighlight(own, selectables(own))).to.equal(own);
  });

  it('fade marks relative to the opacity in their mark definition, unless an expression computes it', () => {
    const bars = (fillOpacity: unknown) => ({
      mark: { type: 'bar', fillOpacity },
      encoding: { x: { field: 'a', type: 'nominal' } },
    });
    const spec = withHighlight(bars(0.6), selectables(bars(0.6)));
    const [{ encoding }] = singleViews(spec) as [ReturnType<typeof singleViews>[number]];
    expect(encoding['fillOpacity']).to.deep.include({ value: 0.15 });
    expect(encoding['fillOpacity']).to.have.nested.property('condition.value', 0.6);
    expect(encoding['strokeOpacity']).to.deep.include({ value: 0.25 });
    const computed = bars({ expr: 'datum.a / 2' });
    expect(withHighlight(computed, selectables(computed))).to.equal(computed);
  });

  it('have values of the type of their column', () => {
    const words = { yes: 'Ja', no: 'Nein', none: 'Ohne' };
    const boolean = valueContext({}, { words, column: { name: 'f', type: 'boolean' } });
    expect([readChoice({ f: 'Ja' }, boolean), readChoice({ f: 'Nein' }, boolean)]).to.deep.equal([
      true,
      false,
    ]);
    expect(readChoice({ f: 'Ohne' }, boolean)).to.equal(null);
    expect(toDrawn('true', boolean)).to.equal('Ja');
    const year = valueContext({ time: true }, { column: { name: 'f', type: 'number' } });
    expect(readChoice({ f: new Date(2024, 0) }, year)).to.equal(2024);
    expect(Number(toDrawn('2024', year))).to.equal(Number(new Date(2024, 0)));
    expect(readChoice({ f: null }, valueContext())).to.equal(null);
    expect(readChoice({ f: { toString: 1 } }, valueContext())).to.equal(null);
  });

  it('have ranges that include the last period or bin', () => {
    const months = valueContext({ time: true, continuous: true, key: 'yearmonth_f' }, { grain: 'month' });
    const rows = [1, 3, 2].map((month) => ({ yearmonth_f: Number(new Date(2024, month, 1)) }));
    expect(readRange(rows, months)).to.deep.equal(['2024-02-01', '2024-04-30']);
    expect(isWithin(rows[1]!, ['2024-02-01', '2024-04-30'], months)).to.equal(true);
    expect(isWithin(rows[1]!, ['2024-02-01', '2024-03-31'], months)).to.equal(false);
    expect(isWithin(rows[1]!, [null, '2024-04-30'], months)).to.equal(true);
    const bins = valueContext({ binned: true, continuous: true });
    const binned = [10, 20].map((start) => ({ bin_maxbins_10_f: start, bin_maxbins_10_f_end: start + 10 }));
    expect(readRange(binned, bins)).to.deep.equal([10, 30]);
    expect(readRange([{ other: 1 }], bins)).to.equal(null);
  });
});
