import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Chart, SpecChart } from '../../../src/charts/types.ts';
import { MAIN } from '../../../src/spec/names.ts';
import { table } from '../column-sets.ts';
import { outline } from '../derived-charts.ts';
import { deriveChart } from '../english.ts';

const derive = (columns: string, rows: string, options: Parameters<typeof deriveChart>[1] = {}) =>
  deriveChart(table(columns, rows), { mark: 'heatmap', ...options }) as SpecChart & Pick<Chart, 'unfit'>;
const textOf = (...args: Parameters<typeof derive>): string => JSON.stringify(derive(...args).spec);
const crossed = (rows: string, columns: string, valueOf = (a: number, b: number): number => a + b): string =>
  rows
    .split(' ')
    .flatMap((row, a) => columns.split(' ').map((column, b) => `${row}, ${column}, ${valueOf(a, b)}`))
    .join('; ');

const DAYS = 'weekday, hour:number, rides:number';
const HOURS = crossed('Tue Mon Sun', '0 1 2 5');

describe('a heat map', () => {
  it('has a cell for each pair of categories, dates or whole numbers', () => {
    expect(outline(derive(DAYS, HOURS))).to.equal(
      'rect + text, x: hour, y: weekday in order, color: rides, text: rides',
    );
    const years = crossed('2020 2021', 'Mar Jan Feb');
    expect(outline(derive('year:number, month, sold:number', years))).to.match(
      /^rect \+ text, x: month in order, y: year year/,
    );
    expect(outline(derive('a, b, n:number', 'x, y, 1; x, z, 2'))).to.match(/^rect/);
  });

  it('keeps the order of weekdays, and the place of numbers without a cell', () => {
    const spec = textOf(DAYS, HOURS);
    expect(spec).to.contain('"sort":["Mon","Tue","Sun"]').and.contain('"domain":[0,1,2,3,4,5]');
  });

  it('draws no cell without a number', () => {
    const { data } = derive('a, b, n:number', 'x, y, 1; x, z, ; w, y, 0');
    expect(data.get(MAIN)!.rows.map(([, , number]) => number)).to.have.members([1, 0]);
  });

  it('reads several columns of numbers as a category', () => {
    expect(outline(derive('shop, monday:number, sunday:number', 'A, 3, 5; B, 2, 9'))).to.match(
      /^rect \+ text, x: (shop|_series)/,
    );
  });

  it('has two hues with equal steps for numbers on both sides of zero only', () => {
    expect(textOf('a, b, n:number', 'x, y, -1; x, z, 3')).to.contain('"domain":[-3,3],"domainMid":0');
    expect(textOf('a, b, n:number', 'x, y, 1; x, z, 3')).to.not.contain('domainMid');
  });

  it('has numbers only in cells with room for them', () => {
    const many = crossed('Mon Tue Wed', Array.from({ length: 24 }, (_, hour) => hour).join(' '), () => 1234);
    expect(outline(derive(DAYS, many))).to.match(/^rect, /);
    expect(outline(derive(DAYS, many, { available: { width: 1600, height: 360 } }))).to.match(
      /^rect \+ text/,
    );
  });

  it('leaves out rows of names that do not fit, or lets the box grow', () => {
    const names = Array.from({ length: 40 }, (_, at) => `a${at}x`).join(' ');
    const rows = crossed(names, '1 2 3');
    const columns = 'name, week:number, n:number';
    expect(derive(columns, rows).more).to.be.within(10, 36);
    const all = derive(columns, rows, { limit: 'all' });
    expect(all.more).to.equal(0);
    expect(all.spec['height']).to.be.above(600);
  });

  it('says what the rows lack', () => {
    expect(derive('a, n:number', 'x, 1; y, 2').unfit).to.match(/^no two categories/);
    expect(derive('a, b, n:number', 'x, y, 1; x, y, 2').unfit).to.match(/one number for each pair$/);
    expect(derive('a, b', 'x, y').unfit).to.equal('no column has numbers');
  });
});
