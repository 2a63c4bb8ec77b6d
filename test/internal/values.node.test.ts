import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesIdentifier, namesYear } from '../../src/internal/values.ts';

describe('the meaning of a column by its name', () => {
  it('is that of its last words', () => {
    for (const name of [
      'year',
      'Start of the fiscal year',
      'fiscalYear',
      '会计 年度',
      'السنة المالية',
      'année scolaire',
    ])
      assert.equal(namesYear(name), true, name);
    for (const name of ['year of birth in words', 'yearly sales', 'years to come'])
      assert.equal(namesYear(name), false, name);
    for (const name of ['customer id', 'الرمز البريدي', '产品 编号'])
      assert.equal(namesIdentifier(name), true, name);
    for (const name of ['id of the customer', 'void']) assert.equal(namesIdentifier(name), false, name);
  });

  it('is found in linear time (promise 7)', () => {
    const name = 'я '.repeat(500_000);
    assert.equal(namesYear(name), false);
    assert.equal(namesIdentifier(name), false);
    assert.equal(namesYear(`${name}year`), true);
  });
});
