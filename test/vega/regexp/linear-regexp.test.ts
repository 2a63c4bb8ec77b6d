import { expect } from 'chai';
import fc from 'fast-check';
import { linearRegExp } from '../../../src/vega/regexp/linear-regexp.ts';

type Kind = { readonly kind?: string };

/** Replaces with everything that a replacement can name, in a fixed order. */
const TEMPLATE = "<$&|$1|$2|$10|$`|$'|$$|$0|$<n>|$<m>>";

/** All that Vega's language can ask of a regular expression. */
const ASK: Readonly<Record<string, (expression: RegExp, text: string) => unknown>> = {
  'test, and once more': (expression, text) => [
    expression.test(text),
    expression.lastIndex,
    expression.test(text),
  ],
  replace: (expression, text) => [text.replace(expression, TEMPLATE), expression.lastIndex],
  'replace without groups': (expression, text) => text.replace(expression, '<$&>'),
  split: (expression, text) => text.split(expression),
  'split, with a limit': (expression, text) => text.split(expression, 2),
};

/** Asks both engines everything. Returns how many answers were refused, as what the groups hold would differ. */
function compare(pattern: string, flags: string, text: string): number {
  let refused = 0;
  for (const [question, ask] of Object.entries(ASK)) {
    const about = `/${pattern}/${flags} of ${JSON.stringify(text)}: ${question}`;
    let answer;
    try {
      answer = ask(linearRegExp(pattern, flags) as unknown as RegExp, text);
    } catch (error) {
      if ((error as Kind).kind !== 'spec') throw new Error(about, { cause: error });
      refused += 1;
      continue;
    }
    expect(answer, about).to.deep.equal(ask(new RegExp(pattern, flags), text));
  }
  return refused;
}

const letters = [...'abKsS_1- \n\r\u2028\u00a0éÉßı', ...'ſ\u212aµμǆǅσς😀𐐀𐐨\ufeff', '\ud83d', '\ude00'];
const words = (text: string): string[] => text.split(' ');

const LITERALS = [...letters, ...words(String.raw`/ \/ \. \- ] { } a{ \t \n \cJ \0`)];
const CODES = words(String.raw`\x61 \u0062 \u{1F600} \ud83d\ude00 \u{2} \x6 \c \c1 \101 \8`);
const CLASSES = words(String.raw`. \d \D \w \W \s \S [] [^] [\b] \p{Lu} \P{L}`);
const RANGES = words(String.raw`a-c A-z !-\uffff \w- \d-a ^ [ .`);
const MEMBERS = [...LITERALS, ...CODES, ...CLASSES.filter((set) => !set.startsWith('[')), ...RANGES];
const ASSERTIONS = words(String.raw`^ $ \b \B`);
const QUANTIFIERS = words('* + ? {2} {0} {1,} {0,2} {1,3}').flatMap((sign) => [sign, `${sign}?`]);

const join = (parts: readonly string[]): string => parts.join('');

const classes = fc
  .tuple(fc.constantFrom('', '^'), fc.array(fc.constantFrom(...MEMBERS), { maxLength: 3 }))
  .map(([negation, members]) => `[${negation}${join(members)}]`);

/** Patterns that are made of these atoms. */
function patternsOf(atoms: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<Record<'pattern' | 'term' | 'atom', string>>((tie) => ({
    pattern: fc
      .array(fc.array(tie('term'), { maxLength: 3 }).map(join), { minLength: 1, maxLength: 3 })
      .map((choices) => choices.join('|')),
    term: fc.oneof(
      { weight: 5, arbitrary: tie('atom') },
      { weight: 4, arbitrary: fc.tuple(tie('atom'), fc.constantFrom(...QUANTIFIERS)).map(join) },
      { weight: 1, arbitrary: fc.constantFrom(...ASSERTIONS) },
    ),
    atom: fc.oneof(
      { maxDepth: 3 },
      { weight: 3, arbitrary: atoms },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern'), fc.constant(')')).map(join),
      },
    ),
  })).pattern;
}

const flagsOf = (all: string): fc.Arbitrary<string> => fc.subarray([...all]).map(join);
const textsOf = (alphabet: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map(join);

function isPattern(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}

/** With the flag `u`, V8 finds a `\\B` between the two halves of one character. */
function isV8Slip(pattern: string, flags: string): boolean {
  return flags.includes('u') && pattern.includes('\\B');
}

/** Compares answers to many questions. Few may be refused, or nothing would be compared. */
function compareAll(
  patterns: fc.Arbitrary<string>,
  flags: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string>,
): void {
  let [asked, refused] = [0, 0];
  fc.assert(
    fc.property(patterns, flags, texts, (pattern, flags, text) => {
      fc.pre(isPattern(pattern, flags) && !isV8Slip(pattern, flags));
      asked += Object.keys(ASK).length;
      refused += compare(pattern, flags, text);
    }),
    { numRuns: 1000 },
  );
  expect(refused / asked).to.be.lessThan(1 / 3);
}

describe('regular expressions that cannot backtrack', () => {
  it('answer as native ones do, whatever the characters', () => {
    const atoms = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...LITERALS) },
      { weight: 1, arbitrary: fc.constantFrom(...CODES) },
      { weight: 2, arbitrary: fc.constantFrom(...CLASSES) },
      { weight: 1, arbitrary: classes },
    );
    compareAll(patternsOf(atoms), flagsOf('gimsuy'), textsOf(letters));
  });

  it('answer as native ones do, however repeats, choices and groups are nested', () => {
    compareAll(patternsOf(fc.constantFrom('a', 'b', '.')), flagsOf('gy'), textsOf(['a', 'b']));
  });
});
