import { expect } from 'chai';
import type { VegaLiteSpec } from '../../../src/spec/types.ts';
import type { ChartEngine } from '../../../src/vega/types.ts';
import { closePages, openPage, type Page } from '../../support/page.ts';
import { BAR, dataset, marks, mount, rejection, unmountAll } from '../../vega/support.ts';

const filtered = (filter: string) => ({ ...BAR, transform: [{ filter }] });

describe('regular expressions in a spec', () => {
  afterEach(unmountAll);

  for (const [filter, bars] of [
    ['test(/^(north|south)$/i, datum.region)', 2],
    ["test(regexp('T', 'g'), datum.region)", 0],
    ["test('[NS]o', datum.region)", 2],
    ["replace(datum.region, /(o)(.)/, '$2$1') === 'Nroth'", 1],
    ["split(datum.region, /[ou]+/)[1] === 'th'", 1],
    ["isRegExp(/a/) && indexof('a/b/g', /b/g) === 1", 3],
    ["test('', datum.region) && test(regexp('s', 'i'), datum.region)", 2],
  ] as const) {
    it(`run: ${filter}`, async () => {
      const { container } = await mount(filtered(filter));
      expect(marks(container)).to.have.length(bars);
    });
  }

  it('match each row independently, even with the flag g', async () => {
    const { container } = await mount(filtered('test(/o|e/g, datum.region)'));
    expect(marks(container)).to.have.length(3);
  });

  it('continue at lastIndex if a parameter contains them', async () => {
    const spec = {
      ...filtered('test(vowel, datum.region) && !test(vowel, datum.region)'),
      params: [{ name: 'vowel', expr: "regexp('[oe]', 'g')" }],
    };
    const { container } = await mount(spec);
    expect(marks(container)).to.have.length(3);
  });

  it('terminate for any pattern and text', async () => {
    const rows = dataset(
      ['region', 'amount'],
      [
        [`${'a'.repeat(5000)}!`, 1],
        ['aaa', 2],
      ],
    );
    const { container } = await mount(filtered('test(/^(a+)+$/, datum.region)'), {
      data: new Map([['main', rows]]),
    });
    expect(marks(container)).to.have.length(1);
  });

  for (const filter of ["test(/a(?=b)/, 'ab')", "test(regexp('a(?=b)'), 'ab')", "test('a(?=b)', 'ab')"]) {
    it(`are refused with their pattern in the message: ${filter}`, async () => {
      const error = await rejection(mount(filtered(filter)));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.contain('"/a(?=b)/"').and.to.contain('a look-ahead');
    });
  }
});

describe('the engine for regular expressions', () => {
  let page: Page;
  let engine: ChartEngine;

  beforeEach(async () => {
    page = await openPage('engine.html');
    engine = await (page.window as unknown as { engine: Promise<ChartEngine> }).engine;
  });
  afterEach(() => {
    unmountAll();
    closePages();
  });

  const isLoaded = async (spec: VegaLiteSpec): Promise<boolean> => {
    const container = page.document.querySelector<HTMLElement>('#box')!;
    await mount(spec, { container }, engine);
    return page.requests().some((address) => /\/(linear-regexp|re2js)\b/.test(address));
  };

  it('is not loaded for a chart without regular expressions', async () => {
    const plain = filtered(
      "replace(datum.region, 'o', '/') !== split('/a/', '/')[0] && datum.amount / 2 / 1 > 0",
    );
    expect(await isLoaded({ ...plain, params: [{ name: 'brush', select: 'interval' }] })).to.equal(false);
  });

  for (const [where, spec] of [
    ['a filter', filtered('test(/o/, datum.region)')],
    ['a parameter', { ...BAR, params: [{ name: 'p', expr: "regexp('a')" }] }],
    ['a mark', { ...BAR, mark: { type: 'bar', fill: { expr: "test('o', datum.region) ? 'red' : 'blue'" } } }],
    [
      'an event',
      { ...BAR, params: [{ name: 'p', select: { type: 'point', on: "click[test('a', event.key)]" } }] },
    ],
    [
      'a facet',
      { facet: { row: { field: 'region' } }, spec: filtered('length(split(datum.region, /o/)) > 1') },
    ],
  ] as const) {
    it(`is loaded for a regular expression in ${where}`, async () => {
      expect(await isLoaded(spec)).to.equal(true);
    });
  }
});
