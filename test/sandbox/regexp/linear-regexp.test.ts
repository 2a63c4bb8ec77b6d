// @engines all
import { expect } from 'chai';
import fc from 'fast-check';
import { linearRegExp } from '../../../src/sandbox/regexp/linear-regexp.ts';

type Kind = { readonly kind?: string };

/** A replacement with every kind of reference. */
const TEMPLATE = "<$&|$1|$2|$10|$`|$'|$$|$0|$<n>|$<m>>";

/** All operations on a regular expression in Vega's language. */
const METHODS: Readonly<Record<string, (expression: RegExp, text: string) => unknown>> = {
  'test, and once more': (expression, text) => [
    expression.test(text),
    expression.lastIndex,
    expression.test(text),
  ],
  replace: (expression, text) => text.replace(expression, TEMPLATE),
  'replace without groups': (expression, text) => text.replace(expression, '<$&>'),
  split: (expression, text) => text.split(expression),
  'split, with a limit': (expression, text) => text.split(expression, 2),
};

/** Compares with a native expression. Returns how many results were refused because groups would differ. */
function compare(
  pattern: string,
  flags: string,
  text: string,
  native = () => new RegExp(pattern, flags),
): number {
  let refused = 0;
  for (const [name, apply] of Object.entries(METHODS)) {
    const about = `/${pattern}/${flags} of ${JSON.stringify(text)}: ${name}`;
    let answer;
    try {
      answer = apply(linearRegExp(pattern, flags) as unknown as RegExp, text);
    } catch (error) {
      if ((error as Kind).kind !== 'spec') throw new Error(about, { cause: error });
      refused += 1;
      continue;
    }
    expect(answer, about).to.deep.equal(apply(native(), text));
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

/** Generates patterns that are made of these atoms. */
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

/**
 * Returns whether bugs of current engines prevent a comparison: with the flag `u`, V8 matches `\B` within a surrogate
 * pair; with `i` as well, WebKit distinguishes the cases of a `\p{…}`.
 */
function isNativeSlip(pattern: string, flags: string): boolean {
  if (!flags.includes('u')) return false;
  return pattern.includes('\\B') || (flags.includes('i') && pattern.includes('\\p'));
}

/**
 * Returns whether results may differ, as docs/security.md explains: characters of two code units without the flag `u`, and
 * the two letters that Unicode folds to ASCII letters.
 */
function mayDiffer(pattern: string, flags: string, text: string): boolean {
  const all = pattern + text;
  if (flags.includes('i') && (!flags.includes('u') || /\\b/i.test(pattern)) && /[ſ\u212a]/.test(all))
    return true;
  return !flags.includes('u') && /[\ud800-\udfff]/.test(all);
}

/** Compares many results, of which less than a third may be refused. */
function compareAll(
  patterns: fc.Arbitrary<string>,
  flags: fc.Arbitrary<string>,
  texts: fc.Arbitrary<string>,
): void {
  let [total, refused] = [0, 0];
  fc.assert(
    fc.property(patterns, flags, texts, (pattern, flags, text) => {
      fc.pre(isPattern(pattern, flags) && !isNativeSlip(pattern, flags));
      fc.pre(!mayDiffer(pattern, flags, text));
      total += Object.keys(METHODS).length;
      refused += compare(pattern, flags, text);
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(refused / total).to.be.lessThan(1 / 3);
}

describe('regular expressions that cannot backtrack', () => {
  it('match like native ones for random characters', () => {
    const atoms = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...LITERALS) },
      { weight: 1, arbitrary: fc.constantFrom(...CODES) },
      { weight: 2, arbitrary: fc.constantFrom(...CLASSES) },
      { weight: 1, arbitrary: classes },
    );
    compareAll(patternsOf(atoms), flagsOf('gimsuy'), textsOf(letters));
  });

  it('match like native ones for nested repetitions, alternatives and groups', () => {
    compareAll(patternsOf(fc.constantFrom('a', 'b', '.')), flagsOf('gy'), textsOf(['a', 'b']));
  });

  const TABLE: readonly (readonly [about: string, pattern: string, flags: string, ...texts: string[]])[] = [
    ['a slash, plain and escaped', 'a/b\\/c', '', 'a/b/c'],
    ['any character', 'a.c', '', 'abc', 'a\nc', 'a\rc', 'a\u2028c', 'a\u0085c'],
    ['any character including line ends', 'a.c', 's', 'a\nc', 'a\u2029c'],
    ['empty classes and their negations', 'a[]|b[^]', '', 'a', 'ab\n'],
    ['white space', '\\s+', 'g', '\t\v\u00a0\ufeff\u2009|\u200b\u0085', 'a b'],
    ['only ASCII characters in \\d and \\w', '[\\d\\w]+', 'g', '١٢3', 'éa_1é'],
    ['\\W in a negated class', '[^\\W_]+', 'g', '-_a1-'],
    ['ends of the text', '^a$', '', 'a', 'a\n', '\na'],
    ['ends of lines', '^a$', 'gm', 'a\nb\na', 'a\r\na', 'b\u2028a\u2029a\ra'],
    ['boundaries of words', '\\bé\\b|\\Ba', 'g', 'é', 'aéa', 'ba'],
    ['letters in any case', 'straße|éK', 'gi', 'STRASSE', 'STRAßE', 'Ék'],
    ['case folding with the flag u', 'ſ|k', 'giu', 's', 'S', '\u212a'],
    ['\\W with case folding', '\\W', 'giu', 'sſk\u212a-'],
    ['ranges in any case', '[a-fα-ω]', 'gi', 'FGΣς'],
    ['negated classes in any case', '[^k]', 'gi', 'kKa'],
    ['control letters', '\\cJ\\cj|[\\cI]', 'g', '\n\n', '\t'],
    ['code points', '\\u{61}|\\u{1F600}', 'gu', 'a😀', 'u'.repeat(61)],
    ['repeats of the letter u', '\\u{2}', 'g', 'auu'],
    ['hexadecimal codes', '\\x41\\u0042\\0|\\x4|\\u{2}', '', 'AB\0', 'x4', 'uu'],
    ['named groups', '(?<first>\\w)(?<rest>\\w*)', 'g', 'ab cde'],
    ['whole characters with the flag u', '^.$|[😀-😂]', 'gu', '😀', 'a😁'],
    ['properties', '\\p{Lu}+|\\P{L}|\\p{Script=Greek}|\\p{gc=Nd}', 'gu', 'ÉA1é', 'αβ', '٣'],
    ['binary properties', '\\p{Alphabetic}+|[^\\p{Emoji}]', 'gu', 'aé1-😀'],
    ['braces without a repetition', 'a{,2}|{|a{1', 'g', 'a{,2}', 'aa{1', 'aa'],
    ['brackets and hyphens', '[]-a]|]|[a-]|[\\w-a]', 'g', 'a]', '-', 'b'],
    ['POSIX classes as ordinary classes', '[[:alpha:]]', 'g', 'a]', ':]', 'x]'],
    ['escapes that only RE2 treats as special', '\\A\\z\\Q.\\E\\C\\pL\\a\\é', '', 'AzQxECpLaé', 'a'],
    ['lazy repeats', '<.+?>|a??b*?', 'g', '<a><b>', 'ab'],
    ['repetitions of empty matches', '(?:a*b?)*c', 'g', 'aabbac', 'c'],
    ['matches next to empty ones', 'a*?|b', 'g', 'aab', ''],
    ['a group that did not participate', '(a)|(b)', 'g', 'ab'],
    ['the flag y', 'a', 'y', 'aab', 'ba'],
    ['the flags g and y', 'a?', 'gy', 'aab', 'baa'],
    ['an empty pattern', '', 'g', 'ab', ''],
    ['a separator at both ends', ',', '', ',a,,b,', ',', ''],
    ['names of inherited properties', 'constructor|__proto__', '', '__proto__'],
  ];
  for (const [about, pattern, flags, ...texts] of TABLE) {
    it(`support ${about}`, () => {
      for (const text of texts) compare(pattern, flags, text);
    });
  }

  it('compare characters and cases as with the flag u', () => {
    for (const [pattern, flags, text] of [
      ['^.$|[😀]', '', '😀'],
      ['[😀-😂]|\\ud83d\\ude00', 'g', '😁a😀'],
      ['[^a]', 'g', '😁a😀'],
      ['k|S', 'gi', '\u212aſ'],
      ['[^k]', 'gi', '\u212a'],
    ] as const) {
      compare(pattern, flags, text, () => new RegExp(pattern, `${flags}u`));
    }
  });

  it('replace with numbered and named groups', () => {
    const swap = linearRegExp('(?<day>\\d+)\\.(?<month>\\d+)\\.', 'g') as unknown as RegExp;
    expect('1.2. 3.4.'.replace(swap, '$<month>/$1$<no>')).to.equal('2/1 4/3');
  });

  it('charge each search before it starts, including text read in vain', () => {
    const cost = (pattern: string, letters: number): number => {
      let sum = 0;
      const expression = linearRegExp(pattern, 'g', (steps) => (sum += steps));
      // The cost of compilation is the same for all texts.
      sum = 0;
      'a'.repeat(letters).replace(expression as unknown as RegExp, '');
      return sum;
    };
    for (const pattern of ['a', 'ab|a', '(a|b)a*', 'a(?:ba*)?']) {
      expect(cost(pattern, 400) / cost(pattern, 200), pattern).to.be.within(1, 2.1);
    }
    for (const pattern of ['a*b|a', 'a(?:a*b)?', '(?:aa*b)?a', 'a(?:(?:ba*){2})?', 'a|a*$']) {
      expect(cost(pattern, 400) / cost(pattern, 200), pattern).to.be.within(3.9, 4.1);
    }
    let most = Infinity;
    const refusing = linearRegExp('a', '', (steps) => {
      if (steps > most) throw new Error('too much');
    });
    most = 0;
    expect(() => refusing.test('a')).to.throw('too much');
  });

  it('charge compilation by the size after expanding repetitions', () => {
    const cost = (pattern: string, flags = ''): number => {
      let sum = 0;
      linearRegExp(pattern, flags, (steps) => (sum += steps));
      return sum;
    };
    expect(cost('[xy]{500}z') / cost('[xy]{50}z')).to.be.within(5, 12);
    expect(cost('[¡-\uffff]'.repeat(20), 'i') / cost('[¡-\uffff]'.repeat(20))).to.be.above(50);
    // This pattern was compiled above, so it comes from the cache.
    expect(cost('[xy]{500}z')).to.equal(0);
  });

  // WebKit's native ones do not.
  it('update lastIndex after a replacement', () => {
    const sticky = linearRegExp('a', 'y');
    expect('aab'.replace(sticky as unknown as RegExp, '-')).to.equal('-ab');
    expect(sticky.lastIndex).to.equal(1);
    expect('aab'.replace(sticky as unknown as RegExp, '-')).to.equal('a-b');
    expect('aab'.replace(sticky as unknown as RegExp, '-')).to.equal('aab');
    expect(sticky.lastIndex).to.equal(0);
  });

  it('look like native ones to Vega', () => {
    const expression = linearRegExp('a/b', 'gi');
    expect(Object.prototype.toString.call(expression)).to.equal('[object RegExp]');
    expect(String(expression)).to.equal(String(/a\/b/gi));
    expect(linearRegExp(expression)).to.equal(expression);
    expect(String(linearRegExp(expression, 'm'))).to.equal(String(/a\/b/m));
    expect(String(linearRegExp())).to.equal(String(new RegExp('')));
    expect(linearRegExp(null).test('null')).to.equal(true);
    expect(linearRegExp('undefined').test()).to.equal(true);
  });

  it('finish quickly where native ones backtrack forever', () => {
    const letters = 'a'.repeat(5000);
    for (const pattern of ['(a+)+$', '^(a|a)*$', '(?:a*)*[^!]$', '(\\w+\\s?)+$', '^(?:a?){900}a{900}$']) {
      expect(linearRegExp(pattern).test(`${letters}!`), pattern).to.equal(false);
    }
    const evil = linearRegExp('(a+)+$', 'g') as unknown as RegExp;
    expect(`${letters}!`.replace(evil, '')).to.equal(`${letters}!`);
    expect(`${letters}!`.split(evil)).to.deep.equal([`${letters}!`]);
  });
});

describe('regular expressions that are refused', () => {
  const REFUSED: readonly (readonly [pattern: string, flags: string, construct: string])[] = [
    ['a(?=b)', '', 'a look-ahead'],
    ['a(?!b)', '', 'a look-ahead'],
    ['(?<=a)b', '', 'a look-behind'],
    ['(?<!a)b', '', 'a look-behind'],
    ['(a)\\1', '', 'a back-reference'],
    ['(?<n>a)\\k<n>', '', 'a back-reference'],
    ['\\1(a)', '', 'a back-reference'],
    ['(?:a?|b)*', '', 'a repetition that may match nothing'],
    ['a{1001}', '', 'more than 1000 repetitions'],
    ['(?:a{40}){40}', '', 'invalid repeat count: `{40}`'],
    ['(?:a{1000}){1000}', '', 'more than 10000 characters'],
    ['a'.repeat(10_001), '', 'more than 10000 characters'],
    [`${'(?:'.repeat(101)}a${')'.repeat(101)}`, '', 'groups more than 100 levels deep'],
    ['^\\n', 'm', '^ or $ with the flag m'],
    ['\\p{Letter}', 'u', 'invalid character class range: `\\p{Letter}`'],
    ['(?<$n>a)', '', 'invalid named capture'],
    ['\\P{Lu}', 'iu', '\\P with the flag i'],
    ['\\101', '', 'an octal code'],
    ['(a)\\2', '', 'an octal code'],
    ['\\01', '', 'an octal code'],
    ['\\c1', '', '\\c without a letter'],
    ['[\\ud800-\\udbff]', '', 'half of a character without the flag u'],
    ['(?i:a)', '', 'a group with its own flags'],
    ['[a--b]', 'v', 'the flag v'],
  ];
  for (const [pattern, flags, construct] of REFUSED) {
    const shown = `/${pattern.slice(0, 20)}/${flags}`;
    it(`have ${construct}: ${shown}`, () => {
      expect(() => linearRegExp(pattern, flags))
        .to.throw()
        .that.includes({ kind: 'spec' })
        .with.property('message')
        .that.includes(construct)
        .and.includes(pattern.slice(0, 100));
    });
  }

  it('are refused only when groups are read that RE2 keeps and JavaScript resets', () => {
    const stale = linearRegExp('(?:(a)|b)+', 'g') as unknown as RegExp;
    expect(stale.test('ab')).to.equal(true);
    expect('ab-'.replace(stale, '<$&>')).to.equal('<ab>-');
    expect(() => 'ab'.replace(stale, '$1'))
      .to.throw('/(?:(a)|b)+/g')
      .that.includes({ kind: 'spec' });
  });

  for (const [pattern, flags] of [
    ['(', ''],
    ['a', 'x'],
    ['[b-a]', ''],
  ] as const) {
    it(`include the invalid pattern /${pattern}/${flags}`, () => {
      expect(() => linearRegExp(pattern, flags))
        .to.throw(`"/${pattern}/${flags}" is not a valid regular expression`)
        .that.includes({ kind: 'spec' });
    });
  }
});
