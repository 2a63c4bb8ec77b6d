import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { titleAggregates } from '../../src/locale/aggregate-titles.ts';
import { LANGUAGES, loadLocale } from '../../src/locale/load-locale.ts';

async function titleIn(language: string, aggregate: string, field: string): Promise<string | undefined> {
  const locale = await loadLocale(language);
  titleAggregates(locale);
  return locale.vega.aggregateTitle?.(aggregate, field);
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
      assert.equal(await titleIn(language, 'mean', 'price'), title);
      assert.equal(await titleIn(language, 'average', 'price'), title);
    }
  });

  it('are natural in English', async () => {
    const titleOf = (aggregate: string, field = '') => titleIn('en', aggregate, field);
    assert.equal(await titleOf('count'), 'Count');
    assert.equal(await titleOf('sum', 'late_flights'), 'Total late flights');
    assert.equal(await titleOf('distinct', 'city'), 'Distinct values of city');
    assert.equal(await titleOf('max', 'GDP'), 'Maximum GDP');
    assert.equal(await titleOf('variance', 'price'), 'Variance of price');
  });

  it('name only the aggregate of a column without a name for readers', async () => {
    assert.equal(await titleIn('en', 'sum', 'value'), 'Total');
    assert.equal(await titleIn('de', 'min', 'value'), 'Kleinster Wert');
    assert.equal(await titleIn('en', 'distinct', 'value'), 'Distinct values');
  });
});
