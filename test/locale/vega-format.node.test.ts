import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { parse, View, type Config } from 'vega';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';

const blanks = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ').replace(/[\u200e\u200f\u061c]/g, '');

/** Returns functions that format values with Vega and the definitions of a language. */
function vegaIn(tag: string) {
  const { number, time } = localeFor(tag).vega;
  const locale = { number, time } as unknown as NonNullable<Config['locale']>;
  const evaluate = (update: string): string => {
    const runtime = parse({ signals: [{ name: 'text', update }] }, { locale });
    return blanks(String(new View(runtime, { renderer: 'none' }).run().signal('text')));
  };
  return {
    number: (pattern: string, value: number) => evaluate(`format(${value}, '${pattern}')`),
    time: (pattern: string, value: Date) => evaluate(`timeFormat(${value.getTime()}, '${pattern}')`),
  };
}

describe('format patterns in a spec', () => {
  before(() => loadLocale('de'));

  const evening = new Date(2026, 2, 5, 21, 7, 9);

  it('format numbers in the language', () => {
    assert.equal(vegaIn('en').number(',.2f', 1234567.891), '1,234,567.89');
    assert.equal(vegaIn('de').number(',.2f', 1234567.891), '1.234.567,89');
    assert.equal(vegaIn('fr').number(',.1f', -1234567.891), '−1 234 567,9');
    assert.equal(vegaIn('en-IN').number(',.0f', 123456789012), '1,23,45,67,89,012');
    assert.equal(vegaIn('de').number('.1%', 0.123), '12,3 %');
    assert.equal(vegaIn('en').number('$,.2f', 1234.5), '$1,234.50');
    assert.equal(vegaIn('de').number('$,.2f', 1234.5), '1.234,50 $');
    assert.equal(vegaIn('ar-EG').number(',.1f', 1234.5), '١٬٢٣٤٫٥');
  });

  it('format dates in the language', () => {
    assert.equal(vegaIn('de').time('%A, %-d. %B %Y', evening), 'Donnerstag, 5. März 2026');
    assert.equal(vegaIn('fr').time('%b', evening), 'mars');
    assert.equal(vegaIn('en').time('%x %X', evening), '3/5/2026 9:07:09 PM');
    assert.equal(vegaIn('en-GB').time('%x', evening), '05/03/2026');
    assert.equal(vegaIn('de').time('%c', evening), '5.3.2026, 21:07:09');
    assert.equal(vegaIn('ja').time('%x', evening), '2026/3/5');
  });
});
