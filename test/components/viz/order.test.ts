// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  cleanUp,
  mountViz,
  openTable,
  place,
  rowsOf,
  salesApi,
  settle,
  shadow,
  textOf,
  readyViz,
} from './harness.ts';

const OWN = 'SELECT city, people FROM cities';
const ORDERED = 'SELECT city, people FROM cities ORDER BY founded';
const MANY = 'SELECT country, people FROM countries';

const CITY_SPEC = {
  mark: 'bar',
  encoding: {
    y: { field: 'city', type: 'nominal' },
    x: { field: 'people', type: 'quantitative' },
  },
};
const ZEROS = 'SELECT city, 0 AS people FROM cities';

const CITIES = rows(['city', 'people'], Object.entries({ Hamburg: 2, Berlin: 4, Köln: 1 }));
/** 62 countries, not in the order of their values. */
const COUNTRIES = rows(
  ['country', 'people'],
  Array.from({ length: 62 }, (_, at) => [
    `Country ${'abcdefgh'[at % 8]}${'abcdefgh'[at >> 3]}`,
    (at * 37) % 62,
  ]),
);

const api = (): FakeApi =>
  salesApi({
    queries: {
      [OWN]: CITIES,
      [ORDERED]: CITIES,
      [MANY]: COUNTRIES,
      [ZEROS]: rows(['city', 'people'], Object.entries({ Hamburg: 0, Berlin: 0 })),
    },
  });

/** Returns the names on the axis, in the order of the page. */
function names(element: VibedasherViz): readonly string[] {
  return [...shadow(element).querySelectorAll('.role-axis-label text')]
    .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ name }) => !/^[\d,.]*$/.test(name))
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .map(({ name }) => name);
}

describe('<vibedasher-viz>: order and limit', () => {
  afterEach(cleanUp);

  it('orders the bars by the query of the page, or by `sort`', async () => {
    const elements = [{ sql: OWN }, { sql: ORDERED }, { sql: ORDERED, sort: 'name' }].map((attributes) =>
      mountViz(api(), { ...attributes, loading: 'eager' }),
    );
    await Promise.all(elements.map(({ ready }) => ready));
    expect(elements.map(names)).to.deep.equal([
      ['Berlin', 'Hamburg', 'Köln'],
      ['Hamburg', 'Berlin', 'Köln'],
      ['Berlin', 'Hamburg', 'Köln'],
    ]);
  });

  for (const [what, cells, drawn] of [
    [
      'parts of a whole as they first appear',
      [
        ['Agree', 31],
        ['Neutral', 20],
        ['Disagree', 49],
      ],
      ['Agree', 'Neutral', 'Disagree'],
    ],
    [
      'distributions by value',
      [
        ['Agree', 31],
        ['Neutral', 20],
        ['Disagree', 77],
      ],
      ['Disagree', 'Agree', 'Neutral'],
    ],
    [
      '"Other" last',
      [
        ['Other', 300],
        ['Rail', 20],
        ['Road', 77],
      ],
      ['Road', 'Rail', 'Other'],
    ],
    [
      '"Other" last also among parts of a whole',
      [
        ['Other', 60],
        ['Rail', 15],
        ['Road', 25],
      ],
      ['Rail', 'Road', 'Other'],
    ],
  ] as const) {
    it(`orders ${what}, also in the table`, async () => {
      const sql = 'SELECT answer, n FROM answers';
      const answers = rows(['answer', 'n'], cells);
      const element = await readyViz(salesApi({ queries: { [sql]: answers } }), { sql, loading: 'eager' });
      expect(names(element)).to.deep.equal(drawn);
      await openTable(element);
      expect(rowsOf(element).map(([name]) => name)).to.deep.equal(drawn);
    });
  }

  it('stacks parts of a whole as they first appear', async () => {
    const sql = 'SELECT region, answer, n FROM answers';
    const answers = ['North', 'South', 'East', 'West'].flatMap((region, at) =>
      [
        ['Agree', 31 + at],
        ['Neutral', 20],
        ['Disagree', 49 - at],
      ].map(([answer, n]) => [region, answer, n]),
    );
    const api = salesApi({ queries: { [sql]: rows(['region', 'answer', 'n'], answers) } });
    const element = await readyViz(api, { sql, loading: 'eager' });
    const legend = [...shadow(element).querySelectorAll('.role-legend-label text')];
    expect(legend.map(({ textContent }) => textContent)).to.deep.equal(['Agree', 'Neutral', 'Disagree']);
  });

  it('grows to fit the bars that `limit` requires', async () => {
    const parent = place('width: 640px');
    const element = await readyViz(api(), { sql: MANY, limit: 'all' }, { parent });
    expect(names(element)).to.have.length(62);
    expect(element.clientHeight).to.be.within(1240, 1500);
    element.setAttribute('limit', '5');
    await until(() => names(element).length === 5, 'five bars');
    expect(element.clientHeight).to.be.below(500);
  });

  /** Mounts a chart of 62 countries that shows some of them. */
  async function mountMany(attributes: Readonly<Record<string, string>> = {}): Promise<VibedasherViz> {
    const parent = place('width: 640px');
    const element = await readyViz(api(), { sql: MANY, ...attributes }, { parent });
    return element;
  }
  const line = (element: VibedasherViz): string => textOf(element, '.cut');
  const buttonOf = (element: VibedasherViz): HTMLButtonElement =>
    shadow(element).querySelector<HTMLButtonElement>('.cut button')!;

  it('states below the bars how many it shows, and not among the sources', async () => {
    const element = await mountMany({ source: 'Gapminder' });
    expect(line(element)).to.equal(`${names(element).length} of 62 · Show all`);
    expect(textOf(element, '[part=status]')).to.equal('Source: Gapminder');
    const chart = shadow(element).querySelector('.chart')!.getBoundingClientRect();
    const cut = shadow(element).querySelector('.cut')!.getBoundingClientRect();
    expect(cut.top).to.be.at.least(chart.bottom);
    expect(cut.height).to.equal(24);
  });

  it('shows the whole line with large text', async () => {
    const element = await mountMany({ style: 'font-size: 32px' });
    const { top, bottom } = shadow(element).querySelector('.cut')!.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(buttonOf(element));
    const text = range.getBoundingClientRect();
    expect(text.top).to.be.at.least(top - 1);
    expect(text.bottom).to.be.at.most(bottom + 1);
  });

  it('reserves the space of that line before it draws', async () => {
    const parent = place('width: 640px');
    const element = mountViz(api(), { sql: MANY }, { parent });
    const heights: number[] = [];
    await until(() => {
      const root = shadow(element);
      if (root.querySelector('.picture')) heights.push(root.querySelector('.chart')!.clientHeight);
      return element.status === 'ready';
    }, 'the chart');
    await settle(element);
    heights.push(shadow(element).querySelector('.chart')!.clientHeight);
    expect(new Set(heights).size).to.equal(1);
    const picture = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
    expect(picture.bottom).to.be.at.most(shadow(element).querySelector('.cut')!.getBoundingClientRect().top);
  });

  it('shows all bars when the reader presses the button, and fewer again', async () => {
    const element = await mountMany();
    const before = { count: names(element).length, height: element.clientHeight };
    const button = buttonOf(element);
    button.focus();
    button.click();
    await until(() => names(element).length === 62, 'all bars');
    expect(element.clientHeight).to.be.within(1240, 1500);
    expect(shadow(element).activeElement).to.equal(button);
    expect(button.ariaExpanded).to.equal('true');
    expect(line(element)).to.equal('Show fewer');
    expect(textOf(element, '.figure > .announcer')).to.match(/ 62 of 62$/);
    button.click();
    await until(() => names(element).length === before.count, 'fewer bars');
    expect(element.clientHeight).to.equal(before.height);
    expect(line(element)).to.equal(`${before.count} of 62 · Show all`);
    expect(textOf(element, '.figure > .announcer')).to.match(/ \d+ of 62$/);
  });

  it('states how many of more than 500 bars it shows, without a button that does nothing', async () => {
    const sql = 'SELECT town, people FROM towns';
    const towns = rows(
      ['town', 'people'],
      Array.from({ length: 503 }, (_, at) => [`Town ${String.fromCharCode(65 + (at % 26))}${at}`, at]),
    );
    const parent = place('width: 640px');
    const options = { sql, limit: 'all', renderer: 'canvas' };
    const element = await readyViz(salesApi({ queries: { [sql]: towns } }), options, { parent });
    expect(line(element)).to.equal('500 of 503');
    expect(buttonOf(element)).to.equal(null);
    element.setAttribute('limit', '500');
    element.setAttribute('sort', 'value');
    await until(() => element.status === 'ready', 'the chart');
    await settle(element);
    expect([line(element), buttonOf(element)]).to.deep.equal(['500 of 503', null]);
    element.removeAttribute('limit');
    await until(() => buttonOf(element) !== null, 'the button');
    buttonOf(element).click();
    await until(() => line(element) === '500 of 503 · Show fewer', 'the most bars');
    buttonOf(element).click();
    await until(() => line(element).endsWith('Show all'), 'fewer bars');
  });

  it('opens the table in the order of the bars', async () => {
    const element = await mountMany();
    const first = names(element)[0];
    await openTable(element);
    const table = rowsOf(element);
    expect([table[0]?.[0], table[0]?.[1]]).to.deep.equal([first, '61']);
    expect(table.slice(0, 10).map(([, value]) => value)).to.deep.equal(
      Array.from({ length: 10 }, (_, at) => `${61 - at}`),
    );
  });

  describe('of a spec that leaves the order open', () => {
    /** Mounts a chart with a spec of the page. */
    async function mountOwn(
      attributes: Readonly<Record<string, string>>,
      spec: object = CITY_SPEC,
    ): Promise<VibedasherViz> {
      const element = await readyViz(
        api(),
        { sql: OWN, loading: 'eager', ...attributes },
        { content: `<script type="application/vnd.vegalite+json">${JSON.stringify(spec)}</script>` },
      );
      return element;
    }

    it('sorts the bars of an own and of a published spec', async () => {
      const orders = ['', 'name', 'rows', 'value', '-value'] as const;
      const elements = await Promise.all(orders.map((sort) => mountOwn({ sort })));
      expect(elements.map(names)).to.deep.equal([
        ['Berlin', 'Hamburg', 'Köln'],
        ['Berlin', 'Hamburg', 'Köln'],
        ['Hamburg', 'Berlin', 'Köln'],
        ['Köln', 'Hamburg', 'Berlin'],
        ['Berlin', 'Hamburg', 'Köln'],
      ]);
      const published = await readyViz(api(), { sort: 'value', loading: 'eager' });
      expect(names(published)).to.deep.equal(['South', 'East', 'North']);
      published.setAttribute('sort', '-value');
      await until(() => names(published)[0] === 'North', 'the other order');
    });

    it('draws what vega-embed draws with `fit="none" theme="none"`', async () => {
      const element = await mountOwn({ sort: 'value', fit: 'none', theme: 'none' });
      expect(names(element)).to.deep.equal(['Berlin', 'Hamburg', 'Köln']);
    });

    it('opens the table in the order of the bars', async () => {
      for (const [sort, cities] of [
        ['value', ['Köln', 'Hamburg', 'Berlin']],
        ['', ['Berlin', 'Hamburg', 'Köln']],
      ] as const) {
        const element = await mountOwn({ sort });
        await openTable(element);
        expect(rowsOf(element).map(([city]) => city)).to.deep.equal(cities);
      }
    });

    it('draws the baseline of zeros at the edge of the plot', async () => {
      const spec = { ...CITY_SPEC, encoding: { x: CITY_SPEC.encoding.y, y: CITY_SPEC.encoding.x } };
      const element = await mountOwn({ sql: ZEROS }, spec);
      const zero = shadow(element).querySelector('.role-axis-grid line')!.getBoundingClientRect();
      const [name] = [...shadow(element).querySelectorAll('.role-axis-label text')].filter(
        ({ textContent }) => textContent === 'Berlin',
      );
      expect(name!.getBoundingClientRect().top - zero.bottom).to.be.within(0, 12);
    });
  });

  it('writes the number of bars into files', async () => {
    const element = await mountMany();
    const svg = await (await element.toBlob('image/svg+xml')).text();
    expect(svg)
      .to.include(`${names(element).length} of 62<`)
      .and.not.include('more');
  });

  it('colors the bars of a category, with enough contrast in light and dark', async () => {
    const fills: string[] = [];
    for (const theme of ['light', 'dark']) {
      const element = await readyViz(api(), { sql: OWN, colors: 'berlin: #4b4b00', theme, loading: 'eager' });
      const paths = [...shadow(element).querySelectorAll('.mark-rect path')];
      fills.push(...new Set(paths.map((path) => path.getAttribute('fill')!)));
    }
    expect(fills).to.have.length(4);
    expect(fills.slice(0, 2)).to.have.members(['#4b4b00', '#2d6dc4']);
    expect(fills.slice(2)).to.include('#59a4ff').and.not.include('#4b4b00');
  });
});
