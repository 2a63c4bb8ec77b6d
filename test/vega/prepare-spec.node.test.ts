import { describe, it } from 'node:test';
import { expect } from 'chai';
import { isComposed, ownSize, plainTitle } from '../../src/spec/facts.ts';
import { prepareSpec } from '../../src/vega/prepare-spec.ts';

const OPTIONS = { dataNames: new Set(['main']), fit: 'container', captioned: false } as const;
const BAR = { mark: 'bar', encoding: {} };

describe('preparing a spec', () => {
  it('uses the main query only for a spec without data', () => {
    expect(prepareSpec(BAR, OPTIONS).spec['data']).to.deep.equal({ name: 'main' });
    expect(prepareSpec(BAR, { ...OPTIONS, dataNames: new Set() }).spec).not.to.have.property('data');
    const data = { name: 'other' };
    expect(prepareSpec({ ...BAR, data }, OPTIONS).spec['data']).to.equal(data);
    expect(prepareSpec({ ...BAR, data: null }, OPTIONS).spec['data']).to.equal(null);
  });

  it('fits single and layered views only', () => {
    for (const spec of [BAR, { layer: [BAR], width: 900, height: 10, autosize: 'pad' }]) {
      expect(prepareSpec(spec, OPTIONS)).to.deep.include({ fitted: true });
      expect(prepareSpec(spec, OPTIONS).spec).to.deep.include({
        width: 'container',
        height: 'container',
        autosize: { type: 'fit', contains: 'padding' },
      });
    }
    for (const spec of [
      { hconcat: [BAR] },
      { repeat: ['a'], spec: BAR },
      { facet: { field: 'a' }, spec: BAR },
      { mark: 'bar', encoding: { row: { field: 'a' } } },
    ]) {
      const prepared = prepareSpec(spec, { ...OPTIONS, dataNames: new Set() });
      expect(prepared).to.deep.equal({ spec, fitted: false, filling: false });
    }
  });

  it('fills the box with a facet with autosize fit', () => {
    const facet = { facet: { field: 'a' }, spec: BAR };
    for (const autosize of ['fit', { type: 'fit', contains: 'padding' }]) {
      const { spec, ...prepared } = prepareSpec({ ...facet, width: 9, height: 400, autosize }, OPTIONS);
      expect(prepared).to.deep.equal({ fitted: false, filling: true });
      expect(spec).to.deep.equal({ data: { name: 'main' }, ...facet });
    }
    const kept = { ...facet, autosize: 'fit' };
    expect(prepareSpec(kept, { ...OPTIONS, fit: 'none' })).to.deep.include({ filling: false });
    expect(prepareSpec({ ...facet, autosize: 'pad' }, OPTIONS)).to.deep.include({ filling: false });
  });

  it('changes nothing with fit "none"', () => {
    const spec = { ...BAR, title: 'T', width: 10, data: { values: [] } };
    const untouched = prepareSpec(spec, { dataNames: new Set(), fit: 'none', captioned: false });
    expect(untouched.spec).to.deep.equal(spec);
  });

  it('drops usermeta, and a title that the caption shows', () => {
    const { spec } = prepareSpec(
      { ...BAR, usermeta: {}, title: ['A', 'B'] },
      { ...OPTIONS, captioned: true },
    );
    expect(spec).not.to.have.any.keys('usermeta', 'title');
  });

  const VEGA = { $schema: 'https://vega.github.io/schema/vega/v6.json', mark: 'bar' };
  for (const input of [null, 1, 'bar', [], {}, { encoding: {} }, { marks: [], signals: [] }, VEGA]) {
    it(`refuses ${JSON.stringify(input)}`, () => {
      expect(() => prepareSpec(input, OPTIONS))
        .to.throw(/spec/)
        .with.property('kind', 'spec');
    });
  }
});

describe('facts about a spec', () => {
  for (const [title, plain] of [
    ['A', { title: 'A', subtitle: null }],
    [
      { text: ['A', 'B'], subtitle: 'C' },
      { title: 'A B', subtitle: 'C' },
    ],
    ...[undefined, null, '', ' ', 3, { text: { expr: 'x' } }, { text: 'A', subtitle: { expr: 'x' } }].map(
      (each) => [each, null] as const,
    ),
  ] as const) {
    it(`include a plain title: ${JSON.stringify(title)}`, () => {
      expect(plainTitle({ title })).to.deep.equal(plain);
    });
  }

  for (const [spec, ratio, minHeight] of [
    [{ ...BAR, width: 400, height: 100 }, 4, 100],
    [{ ...BAR, width: 'container', height: 100 }, null, 100],
    [{ facet: { field: 'a' }, spec: BAR, width: 9, height: 400, autosize: 'fit' }, null, 400],
    ...[{ width: 400 }, { height: -1 }, { height: Infinity }, { height: { step: 3 } }].map(
      (size) => [{ ...BAR, ...size }, null, null] as const,
    ),
    [{ hconcat: [], width: 4, height: 1 }, null, null],
  ] as const) {
    it(`include the aspect ratio and minimum height that a size implies: ${JSON.stringify(spec)}`, () => {
      expect(ownSize(spec)).to.deep.equal({ ratio, minHeight });
    });
  }

  it('include whether it is composed', () => {
    expect(isComposed({ layer: [] })).to.equal(false);
    expect(isComposed({ vconcat: [] })).to.equal(true);
  });
});
