import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES, loadLocale } from '../../src/locale/load-locale.ts';
import { titleAggregates } from '../../src/pipeline/aggregate-titles.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';

const barOf = (y: object, more: object = {}): VegaLiteSpec => ({
  mark: 'bar',
  encoding: { x: { field: 'city' }, y },
  ...more,
});

async function titleIn(language: string, y: object, more: object = {}): Promise<unknown> {
  const spec = titleAggregates(barOf(y, more), await loadLocale(language));
  return (spec['encoding'] as { readonly y: { readonly title?: unknown } }).y.title;
}

describe('titles of aggregates', () => {
  const PRICE: Readonly<Record<string, string>> = {
    en: 'Average price',
    ar: 'Price (المتوسط)',
    de: 'Price (Durchschnitt)',
    es: 'Price (media)',
    fr: 'Price (moyenne)',
    it: 'Price (media)',
    ja: 'Price（平均）',
    nl: 'Price (gemiddelde)',
    pl: 'Price (średnia)',
    pt: 'Price (média)',
    zh: 'Price（平均值）',
  };

  it('are in the language of the page', async () => {
    assert.deepEqual(Object.keys(PRICE).sort(), ['en', ...Object.keys(LANGUAGES)].sort());
    for (const [language, title] of Object.entries(PRICE)) {
      assert.equal(await titleIn(language, { field: 'price', aggregate: 'mean' }), title);
      assert.equal(await titleIn(language, { field: 'price', aggregate: 'average' }), title);
    }
  });

  it('are natural in English', async () => {
    const titleOf = (aggregate: string, field?: string) => titleIn('en', { aggregate, field });
    assert.equal(await titleOf('count'), 'Count');
    assert.equal(await titleOf('sum', 'late_flights'), 'Total late flights');
    assert.equal(await titleOf('distinct', 'city'), 'Distinct values of city');
    assert.equal(await titleOf('max', 'GDP'), 'Maximum GDP');
    assert.equal(await titleOf('variance', 'price'), 'Variance of price');
  });

  it('name only the aggregate of a column without a name for readers', async () => {
    assert.equal(await titleIn('en', { field: 'value', aggregate: 'sum' }), 'Total');
    assert.equal(await titleIn('de', { field: 'value', aggregate: 'min' }), 'Kleinster Wert');
    assert.equal(await titleIn('en', { field: 'value', aggregate: 'distinct' }), 'Distinct values');
  });

  it('leave titles of the spec, and fields without an aggregate', async () => {
    assert.equal(await titleIn('en', { field: 'a', aggregate: 'sum', title: 'Mine' }), 'Mine');
    assert.equal(await titleIn('en', { field: 'a', aggregate: 'sum', title: null }), null);
    assert.equal(await titleIn('en', { field: 'a' }), undefined);
    assert.equal(await titleIn('en', { aggregate: 'count' }, { config: { countTitle: 'Cases' } }), undefined);
    assert.equal(await titleIn('en', { field: { repeat: 'row' }, aggregate: 'sum' }), undefined);
    assert.equal(await titleIn('en', { field: 'a', aggregate: { argmax: 'b' } }), undefined);
  });

  it('are in all views', async () => {
    const spec = titleAggregates(
      { layer: [barOf({ field: 'price', aggregate: 'sum' })] },
      await loadLocale('en'),
    );
    assert.match(JSON.stringify(spec), /"title":"Total price"/);
  });
});
