import { expect } from 'chai';
import embed from 'vega-embed';
import { localeFor } from '../../src/locale/load-locale.ts';
import { createVegaEmbedEngine } from '../../src/vega/engine-vega-embed.ts';
import { dataset, engine, mount, rejection, unmountAll } from './support.ts';

const TEXTS = {
  'a line feed': 'a\nb',
  'a carriage return': 'a\rb',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  'a backslash': 'a\\b',
  'a backslash at the end': 'a\\',
  'a backslash before a quote': 'a\\"b',
  quotes: `a"b'c`,
  'a noncharacter': 'a\ufdd2b',
};
/** Returns the path of a field as specs write it. */
const pathOf = (name: string): string => name.replace(/[\\"'.[\]]/g, '\\$&');
/** A noncharacter is replaced, as the compiler gets noncharacters in place of characters that it does not escape. */
const shown = (text: string): string => text.replace('\ufdd2', '\ufffd');

const ENGINES = { 'the built-in engine': engine, 'vega-embed': createVegaEmbedEngine(embed as never) };

for (const [engineName, using] of Object.entries(ENGINES)) {
  describe(`texts with characters that end a string literal, in ${engineName}`, () => {
    afterEach(unmountAll);

    const draw = async (spec: object, columns: string[], localized = false) => {
      const data = new Map([['main', dataset(columns, [['x', 3]])]]);
      const locale = localized ? localeFor('en').vega : null;
      const { chart, container, errors } = await mount(spec as never, { data, locale }, using);
      expect(errors).to.deep.equal([]);
      const content = chart.points(1)[0]?.content;
      const texts = (role: string): (string | null)[] =>
        [...container.querySelectorAll(`.${role} text`)].map(({ textContent }) => textContent);
      return { texts, rows: content?.kind === 'rows' ? content.rows : [], container };
    };
    const x = { field: 'g', type: 'nominal' };
    const y = { field: 'n', type: 'quantitative' };

    for (const [name, text] of Object.entries(TEXTS)) {
      it(`are titles with ${name}`, async () => {
        const encoding = { x: { ...x, title: text }, y, color: { ...x, title: text } };
        const { texts, rows, container } = await draw({ mark: { type: 'bar', tooltip: true }, encoding }, [
          'g',
          'n',
        ]);
        expect(texts('role-axis-title')).to.deep.equal([shown(text), 'n']);
        expect(texts('role-legend-title')).to.deep.equal([shown(text)]);
        expect(rows).to.deep.equal([
          { name: shown(text), value: 'x' },
          { name: 'n', value: '3' },
        ]);
        const label = container.querySelector('.role-mark path')!.getAttribute('aria-label');
        expect(label).to.equal(`${shown(text)}: x; n: 3`);
      });

      if (name === 'a noncharacter') continue;
      for (const localized of [false, true]) {
        it(`are columns with ${name}${localized ? ', whose titles are made readable' : ''}`, async () => {
          const field = pathOf(text);
          const encoding = { x: { ...x, field }, y: { ...y, aggregate: 'mean' }, color: { ...x, field } };
          const bars = await draw({ mark: { type: 'bar', tooltip: true }, encoding }, [text, 'n'], localized);
          expect(bars.texts('role-axis-label')).to.contain('x');
          expect(bars.rows.map(({ value }) => value)).to.deep.equal(['x', '3']);
          const number = { ...y, field };
          for (const [more, value] of [
            [{}, '3'],
            [{ aggregate: 'mean' }, '3'],
            [{ bin: true }, '3 – 3.5'],
          ] as const) {
            const encoding = { y: { ...number, ...more } };
            const points = await draw(
              { mark: { type: 'point', tooltip: true }, encoding, transform: [{ filter: { field, gt: 0 } }] },
              ['g', text],
              localized,
            );
            expect(points.rows[0]?.value.replace('.0', '')).to.equal(value);
          }
          await draw({ mark: 'boxplot', encoding: { x, y: number } }, ['g', text], localized);
        });
      }
    }

    it('are not shown as compiled expressions if one is not valid', async () => {
      const opacity = { condition: { test: 'datum.n >', value: 1 }, value: 0.5 };
      const error = await rejection(draw({ mark: 'bar', encoding: { x, y, opacity } }, ['g', 'n']));
      expect(error.message).to.equal(
        'The spec cannot be drawn: it has an expression that is not valid: "datum.n >"',
      );
      const format = { mark: { type: 'bar', tooltip: true }, encoding: { x, y: { ...y, format: '"' } } };
      expect((await rejection(draw(format, ['g', 'n']))).message).to.equal(
        'The spec cannot be drawn: it has an expression that is not valid',
      );
    });
  });
}
