import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  mountViz,
  rowsOf,
  SALES_SQL,
  salesApi,
  textOf,
  readyViz,
} from './harness.ts';

const OWN = 'SELECT shop, takings FROM sales';
const SAME = 'SELECT dimension, value FROM sales LIMIT 2';

describe('<vibedasher-viz>: query of the page with a spec of the viz', () => {
  afterEach(cleanUp);

  const api = () =>
    salesApi({
      queries: {
        [OWN]: rows(['shop', 'takings'], Object.entries({ A: 3, B: 2, C: 1, D: 1 })),
        [SAME]: rows(['dimension', 'value'], Object.entries({ A: 3, B: 2 })),
      },
    });

  it("draws the viz's spec if the page names its chart and the rows have its columns", async () => {
    const element = await readyViz(api(), { sql: SAME, chart: 'main' });
    expect(barsOf(element)).to.equal(2);
  });

  it("derives the chart if the page names no chart, even if the rows have the columns of the viz's spec", async () => {
    const points = JSON.stringify({ ...BAR_SPEC, mark: 'point' });
    const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': points };
    const fake = salesApi({
      vizzes: { 'acme/sales': { name: 'Sales', files } },
      queries: {
        [SAME]: rows(['dimension', 'value'], Object.entries({ A: 3, B: 2 })),
      },
    });
    const element = await readyViz(fake, { sql: SAME });
    expect(barsOf(element)).to.equal(2);
  });

  it("does not show the title of the viz's spec above the page's rows", async () => {
    const titled = salesApi({
      vizzes: {
        'acme/sales': {
          name: 'Sales',
          files: {
            'charts/main.sql': SALES_SQL,
            'charts/main.vl.json': JSON.stringify({ ...BAR_SPEC, title: 'The north leads' }),
          },
        },
      },
      queries: { [SAME]: rows(['dimension', 'value'], [['South', 3]]) },
    });
    const own = mountViz(titled);
    const page = mountViz(titled, { sql: SAME, chart: 'main' });
    await Promise.all([own.ready, page.ready]);
    expect([own, page].map((each) => textOf(each, '.title'))).to.deep.equal(['The north leads', '']);
  });

  it('derives the chart if the rows lack columns of the spec', async () => {
    const element = await readyViz(api(), { sql: OWN, chart: 'main' });
    expect(barsOf(element)).to.equal(4);
    expect(textOf(element, '#description')).to.match(/Takings.*Shop/);
  });

  it('derives the chart if the page sets a mark', async () => {
    const element = await readyViz(api(), { sql: SAME, chart: 'main', mark: 'table' });
    expect(rowsOf(element)).to.deep.equal([
      ['A', '3'],
      ['B', '2'],
    ]);
  });
});
