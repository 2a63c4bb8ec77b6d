import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import { cleanUp, place, salesApi, shadow, readyViz } from './harness.ts';

const SQL = 'SELECT year, sales FROM years';
/** Returns a spec with bars at these positions. */
const specWith = (x: object): string =>
  JSON.stringify({
    mark: 'bar',
    encoding: { x: { field: 'year', ...x }, y: { field: 'sales', type: 'quantitative' } },
  });
const SPECS = {
  'a derived chart': null,
  'a time axis': specWith({ type: 'temporal' }),
  'a time unit': specWith({ timeUnit: 'year', type: 'temporal' }),
  'bands of a time unit': specWith({ timeUnit: 'year', type: 'ordinal' }),
  bands: specWith({ type: 'ordinal' }),
};
/** Vega-Lite reads a number on a time axis as milliseconds since 1970, and writes dates in bands with months and days. */
const UNFIT = { dates: /^bands$/, integers: /time/ };

describe('<vibedasher-viz>: annual bars', () => {
  afterEach(cleanUp);

  for (const [kind, toCell] of [
    ['dates', (year: number) => `${year}-01-01`],
    ['integers', (year: number) => year],
  ] as const) {
    for (const width of [390, 1280]) {
      for (const [what, spec] of Object.entries(SPECS)) {
        if (UNFIT[kind].test(what)) continue;
        it(`label each of three years once: ${what}, ${kind}, ${width} px`, async () => {
          const cells = [2022, 2023, 2024].map((year, at) => [toCell(year), 30 + at]);
          const element = await readyViz(
            salesApi({ queries: { [SQL]: rows(['year', 'sales'], cells) } }),
            { sql: SQL, mark: spec ? '' : 'bar', loading: 'eager' },
            {
              parent: place(`width: ${width}px`),
              content: spec ? `<script type="application/vnd.vegalite+json">${spec}</script>` : '',
            },
          );
          const labels = [...shadow(element).querySelectorAll('.role-axis-label text')]
            .map(({ textContent }) => textContent)
            .filter((text) => /20\d\d/.test(text));
          expect(labels).to.deep.equal(['2022', '2023', '2024']);
        });
      }
    }
  }
});
