// @engines all
/** Tests the attributes reference, highlight and annotate in a page. `test/pictures` shows where they draw. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  drawViz,
  labelsOf,
  mountViz,
  partsOf,
  place,
  pressKey,
  recordConsole,
  rectOf,
  SALES,
  SALES_SQL,
  settle,
  shadow,
  textOf,
} from './harness.ts';

type Attributes = Readonly<Record<string, string>>;

const DAYS = rows(
  ['day', 'city', 'people'],
  [2019, 2020, 2021, 2022].flatMap((year) => [
    [`${year}-01-01`, 'Berlin', 300 + (year - 2019) * 60],
    [`${year}-01-01`, 'Rome', 280 - (year - 2019) * 20],
  ]),
);
const TOWNS = rows(['town', 'rent'], Object.entries({ 'Brandenburg an der Havel': 340, Frankfurt: 230 }));
const LONG = 'National average of all towns in the country';
const CHANGED = rows(['dimension', 'value'], Object.entries({ North: 100, West: 400 }));
const PEAK = '2021 Berlin: Peak, 27%; 2019 Rome: Before the crisis';

const drawn = (attributes: Attributes, of = apiOf(SALES, BAR_SPEC), style?: string): Promise<VibedasherViz> =>
  drawViz(of, attributes, style);
const fileOf = async (element: VibedasherViz): Promise<string> =>
  (await element.toBlob('image/svg+xml')).text();
const descriptionOf = (element: VibedasherViz): string => textOf(element, '#description');
const rulesOf = (element: VibedasherViz) => partsOf(element, '.mark-rule.role-mark line');
const barsIn = (element: VibedasherViz) => partsOf(element, '.mark-rect.role-mark path');
/** Returns the texts of reference lines and annotations, without the halos behind them. */
const textsOf = (element: VibedasherViz) =>
  partsOf(element, ':is(.mark-text.role-mark, .mark-text.role-annotation) text:not([stroke])');
const opacitiesOf = (element: VibedasherViz): number[] =>
  barsIn(element).map((mark) => Number(mark.getAttribute('fill-opacity') ?? 1));
const brightOf = (element: VibedasherViz): number => opacitiesOf(element).filter((each) => each === 1).length;

/** Expects texts to lie inside the picture, and not to overlap. */
function expectApart(element: VibedasherViz): void {
  const outer = partsOf(element, 'svg')[0]!.getBoundingClientRect();
  const boxes = [...textsOf(element), ...partsOf(element, '.role-axis-title text')]
    .filter(({ textContent }) => textContent)
    .map((text) => [text.textContent, text.getBoundingClientRect()] as const);
  for (const [index, [text, box]] of boxes.entries()) {
    expect(box.left, text).to.be.at.least(outer.left - 0.5);
    expect(box.right, text).to.be.at.most(outer.right + 0.5);
    expect(box.top, text).to.be.at.least(outer.top - 1);
    expect(box.bottom, text).to.be.at.most(outer.bottom + 1);
    for (const [other, { left, right, top, bottom }] of boxes.slice(0, index)) {
      const isBeside = box.left >= right - 1 || left >= box.right - 1;
      expect(isBeside || box.top >= bottom - 1 || top >= box.bottom - 1, `${text}, ${other}`).to.equal(true);
    }
  }
}

describe('<vibedasher-viz reference>', () => {
  const warnings = recordConsole();

  for (const [what, query, reference, style] of [
    ['a long level', SALES, `210 ${LONG}`, ''],
    ['adjacent levels', SALES, '200 Lower limit; 203 Target; 206 Upper limit', ''],
    ['long labels of vertical lines', TOWNS, `98 ${LONG}; 120 ${LONG} and around it`, ''],
    ['long labels of dates', DAYS, `2020-02 ${LONG}; 2020-07..2020-09 ${LONG}; 2021-10 ${LONG}`, ''],
    ['dates at the ends', DAYS, '2019-01 First; 2022 Last of all', ''],
    ['a range near the title', DAYS, '310 Target of the bank; 2019-02..2019-06 Strike', ''],
    ['levels, in large text', SALES, '200 Lower limit; 230 Target', 'font-size: 24px'],
  ] as const)
    it(`keeps labels inside a narrow picture, and apart: ${what}`, async () => {
      const element = await drawn({ reference }, apiOf(query), `width: 358px; ${style}`);
      for (const entry of reference.split('; '))
        expect(descriptionOf(element)).to.contain(`: ${entry.replace(/^\S+ /, '')}, `);
      expectApart(element);
    });

  it("describes the line in the chart's language, in the page and in files", async () => {
    const element = await drawn({ reference: '1234.5 Target; 0.5' });
    expect(descriptionOf(element)).to.match(
      /^Bar chart.*Reference line: Target, 1,234\.5\. Reference line: 0\.5\.$/,
    );
    const svg = await fileOf(element);
    expect(svg).to.match(/<desc>.*Reference line: Target, 1,234\.5\..*<\/desc>/);
    expect(svg)
      .to.contain('>Target</text>')
      .and.contain('aria-roledescription="rect')
      .and.not.match(/aria-roledescription="(rule|text)/);
    element.lang = 'de';
    await until(() => descriptionOf(element).includes('Referenzlinie: Target, 1.234,5.'), 'German');
  });

  it('redraws when the attribute changes', async () => {
    const element = await drawn({});
    expect(rulesOf(element)).to.have.length(0);
    element.reference = '100 One; 200 Two';
    await until(() => rulesOf(element).length === 2, 'two lines');
    element.setAttribute('reference', '150 Other');
    await until(() => labelsOf(element, '.mark-text.role-mark').includes('Other'), 'another');
    element.removeAttribute('reference');
    await until(() => rulesOf(element).length === 0, 'none');
    expect(descriptionOf(element)).to.not.contain('Reference');
    expect(barsIn(element)).to.have.length(3);
  });

  it('updates the line with new rows in the running view', async () => {
    const of = apiOf(SALES, BAR_SPEC);
    const element = await drawn({ reference: '210 Target' }, of);
    const { view } = element;
    of.setQuery(SALES_SQL, CHANGED);
    await element.refresh();
    await settle(element);
    expect(element.view).to.equal(view);
    const bars = barsIn(element).map((bar) => bar.getBoundingClientRect());
    const bottom = Math.max(...bars.map((bar) => bar.bottom));
    const highest = Math.max(...bars.map(({ height }) => height));
    const { top } = rulesOf(element)[0]!.getBoundingClientRect();
    expect(bottom - top).to.be.closeTo((highest * 210) / 400, 3);
  });

  it('warns about a chart without a suitable axis and draws it unchanged', async () => {
    const element = await drawn({ reference: '2024-03 Opening; nonsense; 100 Target' });
    expect(rulesOf(element)).to.have.length(1);
    expect(warnings).to.deep.equal([
      '<vibedasher-viz reference="2024-03 Opening; nonsense; 100 Target">: "nonsense": begin with a number or a date, as in "100 Target", "2024-03-01 Opening" or "COLUMN: 100 Target"',
      '<vibedasher-viz reference="2024-03 Opening; nonsense; 100 Target">: "Opening": the chart has no time axis',
    ]);
    const row = { field: 'dimension', type: 'nominal' };
    const facets = { ...BAR_SPEC, encoding: { ...BAR_SPEC.encoding, row } };
    expect(barsIn(await drawn({ reference: '100 Target' }, apiOf(SALES, facets)))).to.have.length(3);
    expect(warnings.at(-1)).to.contain('a chart of several plots cannot have a reference line');
    const months = rows(['month', 'sold'], Object.entries({ '2024-03-01': 1, '2024-04-01': 2 }));
    await drawn({ mark: 'bar', reference: '2023-03 Before' }, apiOf(months));
    expect(warnings.at(-1)).to.contain('"Before": the axis does not include this date');
    for (const mark of ['number', 'table']) {
      await drawn({ reference: '100 Target', highlight: 'North', mark }, apiOf(SALES));
      expect(warnings.slice(-2).map((each) => each.replace(/^<vibedasher-viz (.*)>/, '$1'))).to.deep.equal([
        `highlight="North": a ${mark} has no categories`,
        `reference="100 Target": a ${mark} has no axis`,
      ]);
    }
  });
});

describe('<vibedasher-viz highlight>', () => {
  const warnings = recordConsole();

  const UNSORTED = { ...BAR_SPEC.encoding, x: { ...BAR_SPEC.encoding.x, sort: null } };
  const named = { ...UNSORTED, x: { field: 'name', type: 'nominal', sort: null } };
  const transform = [{ calculate: 'upper(datum.dimension)', as: 'name' }];
  const text = { mark: 'text', encoding: { text: { field: 'value' } } };
  const KOREA = rows(['dimension', 'value'], Object.entries({ 'Korea, Rep.': 3, Japan: 2, 'Rep.': 1 }));
  for (const [written, bright, spec, query = SALES] of [
    ['North, East', [1, 0, 1], {}],
    ['North|East', [1, 0, 1], {}],
    [' East ', [0, 0, 1], {}],
    ['East,East', [0, 0, 1], {}],
    ['SOUTH', [0, 1, 0], { transform, encoding: named }],
    ['South', [0, 1, 0], { mark: undefined, layer: [{ mark: 'bar' }, text] }],
    ['South', [0, 1, 0], { encoding: { y: UNSORTED.x, x: UNSORTED.y } }],
    ['Korea, Rep.', [1, 0, 0], {}, KOREA],
  ] as const)
    it(`fades the bars that highlight="${written}" does not name: ${JSON.stringify(spec)}`, async () => {
      const own = { ...BAR_SPEC, encoding: UNSORTED, ...spec };
      const element = await drawn({ highlight: written }, apiOf(query, own));
      expect(opacitiesOf(element).map(Math.floor)).to.deep.equal(bright);
      expect(warnings).to.deep.equal([]);
      expect(descriptionOf(element)).to.contain('Highlighted: ');
    });

  it('fades all but one of several lines, also in files', async () => {
    const svg = await fileOf(await drawn({ highlight: 'Rome' }, apiOf(DAYS)));
    expect(svg).to.contain('stroke-opacity="0.25"');
  });

  it('fades nothing for an unknown value and lists the known values in a warning', async () => {
    const element = await drawn({ highlight: 'Atlantis' });
    await until(() => brightOf(element) === 3, 'full opacity');
    expect(warnings).to.deep.equal([
      '<vibedasher-viz highlight="Atlantis">: "Atlantis" is not in the chart, which has North, South, East',
    ]);
    expect(descriptionOf(element)).to.not.contain('Highlighted');
    const partly = await drawn({ highlight: 'North,Thule' });
    expect(brightOf(partly)).to.equal(1);
    expect(warnings.at(-1)).to.contain('"Thule" is not in the chart');
    expect(descriptionOf(partly)).to.contain('Highlighted: North.');
    const points = rows(
      ['a', 'b'],
      Object.entries({ 1: 2, 3: 4 }).map(([a, b]) => [Number(a), b]),
    );
    expect((await drawn({ highlight: 'x' }, apiOf(points))).status).to.equal('ready');
    expect(warnings.at(-1)).to.equal('<vibedasher-viz highlight="x">: the chart has no categories');
  });

  it('lists only some of many values in the warning', async () => {
    const many = Array.from({ length: 400 }, (_, at) => [`<b>${'x'.repeat(500)}${at}`, at]);
    await drawn({ highlight: 'y'.repeat(1e5) }, apiOf(rows(['dimension', 'value'], many), BAR_SPEC));
    expect(warnings).to.have.length(1);
    expect(warnings[0]!.length).to.be.lessThan(8000);
    expect(warnings[0]).to.match(/, …$/);
  });

  it('updates when the attribute or the rows change', async () => {
    const of = apiOf(SALES, BAR_SPEC);
    const element = await drawn({ highlight: 'West' }, of);
    await until(() => brightOf(element) === 3, 'full opacity');
    of.setQuery(SALES_SQL, CHANGED);
    await element.refresh();
    await until(() => brightOf(element) === 1, 'West');
    element.highlight = 'North';
    await until(() => descriptionOf(element).includes('Highlighted: North.'), 'North');
    expect(brightOf(element)).to.equal(1);
    element.highlight = null;
    await until(() => brightOf(element) === 2, 'full opacity again');
    expect(descriptionOf(element)).to.not.contain('Highlighted');
  });
});

describe('<vibedasher-viz annotate>', () => {
  const warnings = recordConsole();

  const annotated = (annotate: string, width = 700, more: Attributes = {}): Promise<VibedasherViz> =>
    drawn({ annotate, ...more }, apiOf(DAYS), `width: ${width}px`);
  const circlesOf = (element: VibedasherViz) => partsOf(element, '.mark-symbol.role-annotation path');
  const wordsOf = (element: VibedasherViz): readonly string[] =>
    partsOf(element, '.mark-text.role-annotation text:not([stroke])').map(({ textContent }) => textContent);
  const listOf = (element: VibedasherViz): HTMLElement =>
    shadow(element).querySelector<HTMLElement>('.annotations')!;
  const displayOf = (element: VibedasherViz): string => getComputedStyle(listOf(element)).display;

  it('shows texts in a wide box, numbers and a list in a narrow one, and follows its size', async () => {
    const element = await annotated(PEAK);
    const items = ['Peak, 27%', 'Before the crisis'];
    const parent = element.parentElement!;
    for (const width of [700, 390, 800]) {
      parent.style.width = `${width}px`;
      const isNarrow = width < 480;
      await until(() => circlesOf(element).length === (isNarrow ? 2 : 0), `${width} px`);
      await settle(element);
      expect(wordsOf(element)).to.deep.equal(isNarrow ? ['1', '2'] : items);
      expect(displayOf(element)).to.equal(isNarrow ? 'block' : 'none');
      expectApart(element);
      if (!isNarrow) continue;
      expect([...listOf(element).children].map((item) => item.textContent.trim())).to.deep.equal(items);
      const { bottom } = partsOf(element, 'svg')[0]!.getBoundingClientRect();
      expect(listOf(element).getBoundingClientRect().top).to.be.at.least(bottom - 1);
      const file = await fileOf(element);
      expect(file).to.contain('>1. Peak, 27%</text>').and.to.contain('>2. Before the crisis</text>');
    }
    expect(descriptionOf(element)).to.contain(
      'Annotation: 2021 Berlin, Peak, 27%. Annotation: 2019 Rome, Before the crisis.',
    );
    expect(await fileOf(element))
      .to.contain('Peak, 27%</text>')
      .and.to.contain('Annotation: 2021 Berlin');
    expect(warnings).to.deep.equal([]);
  });

  it('reserves the space of the list before the chart is drawn', async () => {
    const attributes = { loading: 'eager', annotate: PEAK };
    const element = mountViz(apiOf(DAYS), attributes, { parent: place('width: 390px') });
    const { height } = element.getBoundingClientRect();
    await element.ready;
    await settle(element);
    expect(element.getBoundingClientRect().height).to.equal(height);
    expect(height).to.be.closeTo(524, 1);
    const { height: plot } = rectOf(element, '.chart');
    expect(plot / height).to.be.above(0.45);
  });

  it('draws on a canvas, as reference lines do', async () => {
    const element = await annotated(PEAK, 700, { renderer: 'canvas', reference: '210 Target' });
    expect(shadow(element).querySelector('.picture canvas')).to.not.equal(null);
    expect(descriptionOf(element)).to.contain('Annotation: 2021 Berlin');
    expect(await fileOf(element)).to.contain('>Target</text>');
    expect(warnings).to.deep.equal([]);
  });

  it('warns about places that are not in the chart, and names one that is', async () => {
    const element = await annotated('2021 Farming: Peak; 2021 Rome: Here');
    expect(wordsOf(element)).to.deep.equal(['Here']);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('"2021 Farming" is not in the chart: write a place such as "');
    await annotated('Peak');
    expect(warnings[1]).to.contain('"Peak": write a place and a text, as in "2009-10: Peak"');
    await annotated('2021: Peak', 700, { mark: 'table' });
    expect(warnings.at(-1)).to.contain('a table has no marks');
  });

  it('shows at most 20 annotations, with clipped texts', async () => {
    const months = Array.from({ length: 24 }, (_, at) => [`20${at + 10}-01-01`, at]);
    const annotate = months.map(([month]) => `${month}: ${'long '.repeat(100)}`).join(';');
    const element = await drawn({ annotate, mark: 'line' }, apiOf(rows(['month', 'n'], months)));
    expect(wordsOf(element)).to.have.length(20);
    expect(warnings[0]).to.contain('only the first 20 annotations are shown');
    for (const words of wordsOf(element)) expect(words.length).to.be.below(130);
  });

  it('never parses texts as markup', async () => {
    const text = '<img src=x onerror=alert(1)> {"signal":"width"}';
    const narrow = await annotated(`2021 Rome: ${text}`, 390);
    expect(listOf(narrow).textContent).to.contain('<img src=x onerror=alert(1)>');
    expect(shadow(narrow).querySelector('img')).to.equal(null);
    expect(wordsOf(await annotated(`2021 Rome: ${text}`))[0]).to.contain('<img');
  });

  it('leaves annotations and reference lines out of the points that the arrow keys reach', async () => {
    const element = await drawn(
      { annotate: 'Frankfurt: Low', reference: '98' },
      apiOf(TOWNS),
      'width: 390px',
    );
    expect(circlesOf(element)).to.have.length(1);
    pressKey(element, 'End');
    await until(() => /2 of 2$/.test(textOf(element, '.figure > .announcer')), 'the last of two points');
  });
});
