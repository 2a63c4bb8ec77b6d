import { expect } from 'chai';

/** Returns the error of an assertion that fails. */
function failureOf(assertion: () => void): { readonly actual: unknown; readonly expected: unknown } {
  try {
    assertion();
  } catch (error) {
    return error as never;
  }
  throw new Error('The assertion has not failed.');
}

describe('The values of a failed assertion', () => {
  it('are unchanged if they are data', () => {
    const { actual, expected } = failureOf(() => expect([{ a: 1 }]).to.deep.equal([null]));
    expect([actual, expected]).to.deep.equal([[{ a: 1 }], [null]]);
  });

  it('are short texts if they contain an element, or very many objects', () => {
    const many = Array.from({ length: 20_000 }, () => []);
    for (const value of [[document.body], many, { many: document }]) {
      const { actual, expected } = failureOf(() => expect(value).to.deep.equal([]));
      expect([typeof actual, expected]).to.deep.equal(['string', '[]']);
      expect((actual as string).length).to.be.lessThan(100);
    }
  });
});
