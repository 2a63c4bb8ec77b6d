import { describe, it } from 'node:test';
import { expect } from 'chai';
import { deriveChart } from '../english.ts';
import { annotate, type Annotated } from '../../../src/charts/emphasis/annotate.ts';
import { selectables } from '../../../src/charts/emphasis/selectable.ts';
import type { PreferredMark, SpecChart } from '../../../src/charts/types.ts';
import { table } from '../column-sets.ts';
import type { Dataset } from '../../../src/public-client/types.ts';

const MONTHS = [1, 2, 3, 4].map((month) => `2024-0${month}`);
const REGIONS = Array.from({ length: 12 }, (_, index) => `Region ${index + 1}`);
const measures = (names: readonly string[]): string =>
  names.map((name, index) => `${name}, ${100 + index}, ${10 + index}`).join('; ');

const TWO_MEASURES = table('month:date, orders:number, returns:number', measures(MONTHS));
const TWO_MEASURES_BY_REGION = table('region, orders:number, returns:number', measures(REGIONS.slice(0, 3)));
const MANY_SERIES = table(
  'month:date, region, amount:number',
  MONTHS.flatMap((month) => REGIONS.map((region, index) => `${month}, ${region}, ${100 - index}`)).join('; '),
);

function highlight(data: Dataset, written: string, mark: PreferredMark | null): Annotated {
  const chart = deriveChart(data, { mark }) as SpecChart;
  const warnings: string[] = [];
  const annotated = annotate(chart.spec, {
    written: { highlight: written, reference: '' },
    data: chart.data,
    tokens: null,
    warn: (_, why) => warnings.push(why),
  });
  expect(warnings).to.deep.equal([]);
  return annotated;
}

describe('highlight in derived charts', () => {
  for (const [name, data, mark, written, key] of [
    ['one of several measures over time', TWO_MEASURES, null, 'Returns', '_series'],
    ['one of several measures by category', TWO_MEASURES_BY_REGION, null, 'Returns', '_series'],
    ['a category of several measures', TWO_MEASURES_BY_REGION, null, 'Region 2', 'region'],
    ['one of more than eight areas', MANY_SERIES, 'area', 'Region 2', '_group'],
    ['the area “Other”', MANY_SERIES, 'area', 'Other', '_group'],
    ['one of more than eight series of bars', MANY_SERIES, 'bar', 'Region 10', 'region'],
  ] as const)
    it(`emphasizes ${name}`, () => {
      const { highlight: found, spec } = highlight(data, written, mark);
      expect(found?.key).to.equal(key);
      expect(found?.texts).to.deep.equal([written]);
      expect(JSON.stringify(spec)).to.include('fillOpacity').and.include(`\\"${key}\\"`);
    });

  it('ignores the case of names', () => {
    const { highlight: found } = highlight(TWO_MEASURES_BY_REGION, 'REGION 2, region 1', null);
    expect(found?.texts).to.deep.equal(['Region 2', 'Region 1']);
  });

  it('does not offer computed columns for selection', () => {
    const { spec } = deriveChart(MANY_SERIES, { mark: 'area' }) as SpecChart;
    expect(selectables(spec).map(({ field }) => field)).to.deep.equal(['month']);
  });
});
