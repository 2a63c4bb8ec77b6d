// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  drawViz,
  place,
  readyViz,
  recordConsole,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const api = (spec: object | null = BAR_SPEC, query?: ReturnType<typeof rows>): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales by region',
        files: { 'charts/main.sql': SALES_SQL, ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }) },
      },
    },
    ...(query && { queries: { [SALES_SQL]: query } }),
  });

const DAYS = rows(
  ['day', 'city', 'people'],
  [2019, 2020, 2021, 2022].flatMap((year) => [
    [`${year}-01-01`, 'Berlin', 300 + (year - 2019) * 60],
    [`${year}-01-01`, 'Rome', 280 - (year - 2019) * 20],
  ]),
);
const LINE_SPEC = {
  mark: 'line',
  encoding: {
    x: { field: 'day', type: 'temporal' },
    y: { field: 'people', type: 'quantitative', title: 'People' },
    color: { field: 'city', type: 'nominal' },
  },
};

const drawn = (
  attributes: Readonly<Record<string, string>>,
  of: FakeApi = api(),
  style?: string,
): Promise<VibedasherViz> => drawViz(of, attributes, style);

const find = (element: VibedasherViz, selector: string): SVGGraphicsElement[] => [
  ...shadow(element).querySelectorAll<SVGGraphicsElement>(`.picture ${selector}`),
];
const rulesOf = (element: VibedasherViz): DOMRect[] =>
  find(element, '.mark-rule.role-mark line').map((line) => line.getBoundingClientRect());
/** Returns the texts in the plot, without the halos behind them. */
const textsOf = (element: VibedasherViz): SVGGraphicsElement[] =>
  find(element, '.mark-text.role-mark text:not([stroke])');
const labelOf = (element: VibedasherViz, text: string): SVGGraphicsElement => {
  const found = textsOf(element).find(({ textContent }) => textContent === text);
  if (!found)
    throw new Error(
      `No label ${text} among ${textsOf(element)
        .map((each) => each.textContent)
        .join()}`,
    );
  return found;
};
const barsIn = (element: VibedasherViz): SVGGraphicsElement[] => find(element, '.mark-rect.role-mark path');

const meet = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;

/** Expects a label to lie inside the picture. */
function expectWhole(element: VibedasherViz, label: Element): void {
  const [inner, outer] = [label, shadow(element).querySelector('.picture svg')!].map((each) =>
    each.getBoundingClientRect(),
  ) as [DOMRect, DOMRect];
  expect(inner.width).to.be.greaterThan(0);
  expect(inner.left).to.be.at.least(outer.left - 0.5);
  expect(inner.right).to.be.at.most(outer.right + 0.5);
  expect(inner.top).to.be.at.least(outer.top - 1);
  expect(inner.bottom).to.be.at.most(outer.bottom + 1);
}

function expectApart(labels: readonly Element[]): void {
  const boxes = labels.map((label) => label.getBoundingClientRect());
  boxes.forEach((box, index) => {
    for (const [other, before] of boxes.slice(0, index).entries())
      expect(meet(box, before), `${labels[index]!.textContent} and ${labels[other]!.textContent}`).to.equal(
        false,
      );
  });
}

describe('<vibedasher-viz reference>', () => {
  const warnings = recordConsole();

  it('draws a labeled line at its value in a published chart', async () => {
    const element = await drawn({ reference: '210 Target' });
    const [rule, ...others] = rulesOf(element);
    expect(others).to.have.length(0);
    const bars = barsIn(element).map((bar) => bar.getBoundingClientRect());
    expect(bars).to.have.length(3);
    expect(rule!.top + rule!.height / 2).to.be.closeTo(
      Math.min(
        ...bars
          .map(({ top }) => top)
          .sort((a, b) => b - a)
          .slice(0, 2),
      ),
      1.5,
    );
    expect(rule!.left).to.be.below(Math.min(...bars.map(({ left }) => left)));
    expect(rule!.right).to.be.above(Math.max(...bars.map(({ right }) => right)));
    const label = labelOf(element, 'Target');
    expectWhole(element, label);
    const box = label.getBoundingClientRect();
    expect(box.left).to.be.above(rule!.right);
    expect((box.top + box.bottom) / 2).to.be.closeTo(rule!.top, 5);
    expect(warnings).to.deep.equal([]);
  });

  it("describes the line in the chart's language, in the page and in files", async () => {
    const element = await drawn({ reference: '1234.5 Target; 0.5' });
    expect(textOf(element, '#description')).to.match(
      /^Bar chart.*Reference line: Target, 1,234\.5\. Reference line: 0\.5\.$/,
    );
    const svg = await (await element.toBlob('image/svg+xml')).text();
    expect(svg).to.match(/<desc>.*Reference line: Target, 1,234\.5\..*<\/desc>/);
    expect(svg).to.contain('>Target</text>');
    expect(svg)
      .to.contain('aria-roledescription="rect')
      .and.not.match(/aria-roledescription="(rule|text)/);
    element.lang = 'de';
    await until(() => textOf(element, '#description').includes('Referenzlinie: Target, 1.234,5.'), 'German');
  });

  it('extends the axis to a value beyond the marks, even if the spec sets the domain', async () => {
    const ended = {
      ...BAR_SPEC,
      encoding: { ...BAR_SPEC.encoding, y: { ...BAR_SPEC.encoding.y, scale: { domain: [0, 350] } } },
    };
    for (const spec of [BAR_SPEC, ended, null]) {
      const element = await drawn({ reference: '500 Limit' }, api(spec));
      const [rule] = rulesOf(element);
      const bars = barsIn(element).map((bar) => bar.getBoundingClientRect());
      const heights = bars.map(({ height, width }) => (spec ? height : Math.max(width, height)));
      const highest = Math.max(...heights);
      const plot = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
      expect(rule!.top).to.be.within(plot.top, plot.bottom);
      const bottom = Math.max(...bars.map((bar) => bar.bottom));
      expect(bottom - rule!.top).to.be.closeTo((highest * 500) / 340, 3);
    }
  });

  it('draws lines over horizontal and vertical derived bars without covering their numbers', async () => {
    const names = ['Brandenburg an der Havel', 'Frankfurt an der Oder', 'Eisenhüttenstadt'];
    const lying = await drawn(
      { reference: '200 Target' },
      api(
        null,
        rows(
          ['dimension', 'value'],
          names.map((name, place) => [name, 340 - place * 110]),
        ),
      ),
    );
    const [rule] = rulesOf(lying);
    expect(rule!.height).to.be.above(rule!.width);
    expectWhole(lying, labelOf(lying, 'Target 200'));
    expectApart(textsOf(lying));
    const upright = await drawn({ reference: '200 Target' }, api(null));
    expect(rulesOf(upright)[0]!.width).to.be.above(rulesOf(upright)[0]!.height);
    expect(textsOf(upright)).to.have.length(4);
    expectWhole(upright, labelOf(upright, 'Target 200'));
    expectApart(textsOf(upright));
  });

  it('writes the unit of the measure after the number of a line, and in the description', async () => {
    const percent = await drawn({ reference: '200 Target', unit: '%' }, api(null));
    expectWhole(percent, labelOf(percent, 'Target 200%'));
    expect(textOf(percent, '#description')).to.match(/Reference line: Target, 200%\.$/);
    const range = await drawn({ reference: '200..250 Target', unit: '%' }, api(null));
    expect(textOf(range, '#description')).to.match(/Range: Target, 200–250%\.$/);
    const euros = await drawn({ reference: '200 Target', unit: 'value: EUR' }, api(null));
    expectWhole(euros, labelOf(euros, 'Target €200'));
  });

  it('draws lines at dates in published and derived line charts', async () => {
    for (const spec of [LINE_SPEC, null]) {
      const element = await drawn({ reference: '2020-07 New law; 2021; 310 Goal' }, api(spec, DAYS));
      const rules = rulesOf(element);
      expect(rules.map(({ width, height }) => width > height)).to.have.members([false, false, true]);
      const upright = rules.filter(({ width, height }) => width < height).map(({ left }) => left);
      const lines = find(element, '.mark-line path').map((line) => line.getBoundingClientRect());
      const [left, right] = [
        Math.min(...lines.map((each) => each.left)),
        Math.max(...lines.map((each) => each.right)),
      ];
      expect((upright[0]! - left) / (right - left)).to.be.closeTo(1.5 / 3, 0.02);
      expect((upright[1]! - left) / (right - left)).to.be.closeTo(2 / 3, 0.02);
      for (const label of ['New law', 'Goal']) expectWhole(element, labelOf(element, label));
      expectApart(textsOf(element));
      expect(textOf(element, '#description')).to.match(
        /Reference line: New law, Jul\w* 2020\. Reference line: 2021\. Reference line: Goal, 310\.$/,
      );
    }
    expect(warnings).to.deep.equal([]);
  });

  it('draws lines at dates that are categories of derived bars', async () => {
    const months = rows(
      ['month', 'sold'],
      Array.from({ length: 6 }, (_, month) => [`2024-0${month + 1}-01`, 10 + month]),
    );
    const element = await drawn({ mark: 'bar', reference: '2024-03 Sale' }, api(null, months));
    const bars = barsIn(element).map((bar) => bar.getBoundingClientRect());
    expect(bars).to.have.length(6);
    const middleOfMarch = (bars[2]!.left + bars[2]!.right) / 2;
    expect(rulesOf(element)[0]!.left).to.be.closeTo(middleOfMarch, 1);
    expectWhole(element, labelOf(element, 'Sale'));
    const within = await drawn({ mark: 'bar', reference: '2024-03-20' }, api(null, months));
    expect(rulesOf(within)[0]!.left).to.be.closeTo(middleOfMarch, 1);
    await drawn({ mark: 'bar', reference: '2023-03 Before' }, api(null, months));
    expect(warnings.at(-1)).to.contain('"Before": the axis does not include this date');
  });

  it('keeps the labels of adjacent lines apart', async () => {
    const levels = await drawn({ reference: '200 Lower limit; 203 Target; 206 Upper limit' });
    expect(textsOf(levels)).to.have.length(3);
    expectApart(textsOf(levels));
    for (const label of textsOf(levels)) expectWhole(levels, label);
    const dates = await drawn(
      { reference: '2020-06 First law; 2020-08 Second law; 2020-09 Third law' },
      api(LINE_SPEC, DAYS),
    );
    expectApart(textsOf(dates));
    for (const label of textsOf(dates)) expectWhole(dates, label);
  });

  it('keeps labels inside a narrow chart and wraps long ones', async () => {
    const long = 'The average of all towns in the country';
    const narrow = 'width: 320px';
    const level = await drawn({ reference: `210 ${long}` }, api(), narrow);
    const label = textsOf(level)[0]!;
    expect(label.querySelectorAll('tspan').length).to.be.within(2, 3);
    expectWhole(level, label);
    const dates = await drawn({ reference: `2019-01 First; 2022 Last of all` }, api(LINE_SPEC, DAYS), narrow);
    for (const text of textsOf(dates)) expectWhole(dates, text);
    expectApart([...textsOf(dates), ...find(dates, '.role-axis-title text')]);
    // A label at the end of the axis must not make the plot smaller.
    const last = await drawn(
      { reference: '2022 Last of all events' },
      api({ ...LINE_SPEC, encoding: { x: LINE_SPEC.encoding.x, y: LINE_SPEC.encoding.y } }, DAYS),
      narrow,
    );
    const { right } = shadow(last).querySelector('.picture svg')!.getBoundingClientRect();
    expect(rulesOf(last)[0]!.right).to.be.at.least(right - 18);
  });

  it('keeps the label of a range above it on a phone', async () => {
    const { x, y } = LINE_SPEC.encoding;
    const titled = { ...LINE_SPEC, encoding: { x, y: { ...y, title: 'Price index' } } };
    const element = await drawn(
      { reference: '2020-03..2020-09 War and energy crisis' },
      api(titled, DAYS),
      'width: 360px; font: 16px/1.5 Liberation Sans',
    );
    const [label, area] = [
      labelOf(element, 'War and energy crisis'),
      find(element, '.mark-rect.role-mark path')[0]!,
    ].map((each) => each.getBoundingClientRect());
    expect(label!.bottom).to.be.at.most(area!.top + 1);
    expect(label!.left).to.be.below((area!.left + area!.right) / 2);
    expect(label!.right).to.be.above((area!.left + area!.right) / 2);
    expectApart([labelOf(element, 'War and energy crisis'), ...find(element, '.role-axis-title text')]);
  });

  it('keeps the label of a range above the plot if the axis title or another label is near', async () => {
    const { x, y } = LINE_SPEC.encoding;
    const titled = { ...LINE_SPEC, encoding: { x, y: { ...y, title: 'Rate of inflation' } } };
    for (const [reference, text] of [
      ['310 Target of the bank; 2019-10..2021-02 Energy crisis', 'Energy crisis'],
      ['2019-02..2019-06 Strike', 'Strike'],
      ['2019-03 Opening', 'Opening'],
    ] as const) {
      const element = await drawn(
        { reference },
        api(titled, DAYS),
        'width: 350px; font: 16px/1.5 Liberation Sans',
      );
      const label = labelOf(element, text);
      expectWhole(element, label);
      const marks = [
        ...find(element, '.mark-rect.role-mark path'),
        ...find(element, '.mark-rule.role-mark line'),
      ];
      const top = Math.min(...marks.map((mark) => mark.getBoundingClientRect().top));
      expect(label.getBoundingClientRect().bottom, text).to.be.at.most(top + 1);
      expectApart([label, ...find(element, '.role-axis-title text')]);
    }
  });

  it('wraps a long label of a vertical line on a phone, and cuts off none', async () => {
    const names = ['Brandenburg an der Havel', 'Frankfurt an der Oder', 'Eisenhüttenstadt'];
    const bars = rows(
      ['town', 'rent'],
      names.map((name, place) => [name, 340 - place * 110]),
    );
    const long = 'National average of all towns in the country';
    for (const reference of [
      '98 National average (98 in 2024)',
      `98 ${long}; 120 ${long} and around it`,
      `98 ${'Donaudampfschifffahrtsgesellschaft'.repeat(2)}`,
    ]) {
      const element = await drawn({ reference }, api(null, bars), 'width: 358px');
      const labels = textsOf(element).filter(({ textContent }) => /Nat|Donau/.test(textContent!));
      expect(labels).to.have.length(reference.split(';').length);
      for (const label of labels) expectWhole(element, label);
      expectApart(textsOf(element));
      for (const entry of reference.split('; '))
        expect(textOf(element, '#description')).to.contain(`Reference line: ${entry.replace(/^\d+ /, '')}, `);
    }
    const dates = await drawn(
      { reference: `2020-02 ${long}; 2020-07..2020-09 ${long}; 2021-10 ${long}` },
      api(LINE_SPEC, DAYS),
      'width: 358px',
    );
    for (const label of textsOf(dates)) expectWhole(dates, label);
    expectApart([...textsOf(dates), ...find(dates, '.role-axis-title text')]);
  });

  it('keeps labels clear of axis titles and legends', async () => {
    const titled = {
      ...LINE_SPEC,
      encoding: {
        ...LINE_SPEC.encoding,
        y: { ...LINE_SPEC.encoding.y, title: 'People in the city' },
        color: { ...LINE_SPEC.encoding.color, legend: {} },
      },
    };
    const element = await drawn({ reference: '2019-02 Soon after; 2021 Later' }, api(titled, DAYS));
    const around = [...find(element, '.role-axis-title text'), ...find(element, '.role-legend text')];
    expect(around.length).to.be.at.least(3);
    expectApart([...textsOf(element), ...around]);
  });

  it('keeps labels clear of the names at the ends of lines', async () => {
    for (const reference of ['310 Goal', '475 Goal', '2020-07 New law']) {
      const element = await drawn({ reference }, api(LINE_SPEC, DAYS));
      const texts = textsOf(element).filter(({ textContent }) => textContent);
      expect(texts.map(({ textContent }) => textContent)).to.include.members(['Berlin', 'Rome']);
      expectWhole(
        element,
        texts.find(({ textContent }) => /Goal|law/.test(textContent!))!,
      );
      expectApart(texts);
    }
  });

  it('draws a range behind the marks, with its label', async () => {
    const element = await drawn(
      { reference: '2020-07..2021-07 Recession; 300..320 Target' },
      api(LINE_SPEC, DAYS),
    );
    const areas = find(element, '.mark-rect.role-mark path');
    expect(areas).to.have.length(2);
    const [line] = find(element, '.mark-line path');
    for (const area of areas)
      expect(area.compareDocumentPosition(line!) & Node.DOCUMENT_POSITION_FOLLOWING).to.be.above(0);
    const [upright, flat] = areas.map((area) => area.getBoundingClientRect());
    const { left, width } = line!.getBoundingClientRect();
    expect((upright!.left - left) / width).to.be.closeTo(1.5 / 3, 0.02);
    expect((upright!.right - left) / width).to.be.closeTo(2.5 / 3, 0.02);
    expect(flat!.width).to.be.above(flat!.height);
    for (const label of ['Recession', 'Target']) expectWhole(element, labelOf(element, label));
    const { x, width: wide } = labelOf(element, 'Recession').getBoundingClientRect();
    expect(x + wide / 2).to.be.closeTo((upright!.left + upright!.right) / 2, 2);
    expect(textOf(element, '#description')).to.match(
      /Range: Recession, Jul\w* 2020 – Jul\w* 2021\. Range: Target, 300–320\.$/,
    );
    expect(find(element, '.role-axis-title text').map(({ textContent }) => textContent)).to.deep.equal([
      'Day',
      'People',
    ]);
    expect(warnings).to.deep.equal([]);
  });

  it('keeps a label clear of the axis title where text runs from right to left', async () => {
    const parent = place('width: 600px');
    parent.dir = 'rtl';
    const titled = {
      ...LINE_SPEC,
      encoding: { x: LINE_SPEC.encoding.x, y: { ...LINE_SPEC.encoding.y, title: 'People in the city' } },
    };
    const element = await readyViz(
      api(titled, DAYS),
      { loading: 'eager', renderer: 'svg', reference: '2021-10 Late; 310 Goal' },
      { parent },
    );
    await settle(element);
    expectApart([...textsOf(element), ...find(element, '.role-axis-title text')]);
    for (const name of ['Late', 'Goal']) {
      const label = labelOf(element, name);
      expectWhole(element, label);
      for (const tick of find(element, '.role-axis-label text')) expectApart([label, tick]);
    }
  });

  it('draws the line in every cell of a facet', async () => {
    const cells = {
      facet: { field: 'city', type: 'nominal' },
      spec: { mark: 'line', encoding: { x: LINE_SPEC.encoding.x, y: LINE_SPEC.encoding.y } },
    };
    const element = await drawn({ reference: '350 Goal; 2021-06 New law' }, api(cells, DAYS));
    expect(rulesOf(element)).to.have.length(4);
    const names = textsOf(element).map(({ textContent }) => textContent);
    expect(names.sort()).to.deep.equal(['Goal', 'Goal', 'New law', 'New law']);
    for (const label of textsOf(element)) expectWhole(element, label);
    expect(textOf(element, '#description')).to.contain('Reference line: Goal, 350.');
    const edges = await drawn(
      { reference: '480 Top; 280 Bottom; 2019-01 First; 2022 Last' },
      api(cells, DAYS),
    );
    expect(textsOf(edges)).to.have.length(8);
    const plots = find(edges, '.cell > g > .background').map((plot) => plot.getBoundingClientRect());
    for (const label of textsOf(edges)) {
      const box = label.getBoundingClientRect();
      const isInside = plots.some(
        ({ left, right, top, bottom }) =>
          box.left >= left - 1 && box.right <= right + 1 && box.top >= top - 2 && box.bottom <= bottom + 2,
      );
      expect(isInside, label.textContent!).to.equal(true);
    }
  });

  it('redraws when the attribute changes', async () => {
    const element = await drawn({});
    expect(rulesOf(element)).to.have.length(0);
    element.reference = '100 One; 200 Two';
    await until(() => rulesOf(element).length === 2, 'two lines');
    element.setAttribute('reference', '150 Other');
    await until(
      () =>
        textsOf(element)
          .map(({ textContent }) => textContent)
          .join() === 'Other',
      'another',
    );
    element.removeAttribute('reference');
    await until(() => rulesOf(element).length === 0, 'none');
    expect(textOf(element, '#description')).to.not.contain('Reference');
    expect(barsIn(element)).to.have.length(3);
  });

  it('updates the line with new rows in the running view', async () => {
    const of = api();
    const element = await drawn({ reference: '210 Target' }, of);
    const { view } = element;
    of.setQuery(SALES_SQL, rows(['dimension', 'value'], Object.entries({ North: 100, West: 400 })));
    await element.refresh();
    await settle(element);
    expect(element.view).to.equal(view);
    const [rule] = rulesOf(element);
    const bars = barsIn(element).map((bar) => bar.getBoundingClientRect());
    const bottom = Math.max(...bars.map((bar) => bar.bottom));
    const highest = Math.max(...bars.map(({ height }) => height));
    expect(bottom - rule!.top).to.be.closeTo((highest * 210) / 400, 3);
  });

  it('leaves the line out of the points that the arrow keys reach', async () => {
    const element = await drawn(
      { reference: '210 Target' },
      api({ ...BAR_SPEC, config: { mark: { tooltip: { content: 'data' } } } }),
    );
    const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
    chart.focus();
    chart.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, composed: true }));
    await until(() => /of 3$/.test(textOf(element, '.figure > .announcer')), 'the first of three points');
  });

  it('draws the line on a canvas', async () => {
    const element = await drawn({ reference: '210 Target', renderer: 'canvas' });
    expect(shadow(element).querySelector('.picture canvas')).to.not.equal(null);
    expect(await (await element.toBlob('image/svg+xml')).text()).to.contain('>Target</text>');
  });

  it('warns about a chart without a suitable axis and draws it unchanged', async () => {
    const element = await drawn({ reference: '2024-03 Opening; nonsense; 100 Target' });
    expect(rulesOf(element)).to.have.length(1);
    expect(warnings).to.deep.equal([
      '<vibedasher-viz reference="2024-03 Opening; nonsense; 100 Target">: "nonsense": begin with a number or a date, as in "100 Target" or "2024-03-01 Opening"',
      '<vibedasher-viz reference="2024-03 Opening; nonsense; 100 Target">: "Opening": the chart has no time axis',
    ]);
    const facets = {
      ...BAR_SPEC,
      encoding: { ...BAR_SPEC.encoding, row: { field: 'dimension', type: 'nominal' } },
    };
    const split = await drawn({ reference: '100 Target' }, api(facets));
    expect(barsIn(split)).to.have.length(3);
    expect(warnings.at(-1)).to.contain('a chart of several plots cannot have a reference line');
    for (const mark of ['number', 'table']) {
      await drawn({ reference: '100 Target', highlight: 'North', mark }, api(null));
      expect(warnings.slice(-2).map((each) => each.replace(/^<vibedasher-viz (.*)>/, '$1'))).to.deep.equal([
        `highlight="North": a ${mark} has no categories`,
        `reference="100 Target": a ${mark} has no axis`,
      ]);
    }
  });

  it('treats labels as text', async () => {
    const label = `<img src=x onerror=alert(1)> {"signal":"width"} ' \\ \u202e`;
    const element = await drawn({ reference: `100 ${label}` });
    expect(element.status).to.equal('ready');
    expect(shadow(element).querySelector('.picture img')).to.equal(null);
    expect(textsOf(element)[0]!.textContent).to.contain('<img');
    const huge = await drawn({ reference: `100 ${'x'.repeat(1e6)}; ${'1 y;'.repeat(1e5)}` });
    expect(rulesOf(huge)).to.have.length(10);
    expectWhole(huge, textsOf(huge)[0]!);
  });
});

describe('<vibedasher-viz highlight>', () => {
  const warnings = recordConsole();

  /** Returns the opacity of each mark in the order of the rows. */
  const opacitiesOf = (element: VibedasherViz, selector = '.mark-rect.role-mark path'): number[] =>
    find(element, selector).map((mark) =>
      Number(mark.getAttribute('fill-opacity') ?? mark.getAttribute('stroke-opacity') ?? 1),
    );

  for (const [what, spec] of [
    ['published', BAR_SPEC],
    ['derived', null],
    ['colored', { ...BAR_SPEC, encoding: { ...BAR_SPEC.encoding, color: { field: 'dimension' } } }],
    ['horizontal', { ...BAR_SPEC, encoding: { y: BAR_SPEC.encoding.x, x: BAR_SPEC.encoding.y } }],
    [
      'layered',
      {
        layer: [{ mark: 'bar' }, { mark: 'text', encoding: { text: { field: 'value' } } }],
        encoding: BAR_SPEC.encoding,
      },
    ],
    [
      'computed',
      {
        ...BAR_SPEC,
        transform: [{ calculate: 'upper(datum.dimension)', as: 'name' }],
        encoding: { ...BAR_SPEC.encoding, x: { field: 'name', type: 'nominal' } },
      },
    ],
  ] as const) {
    it(`fades all but one of the ${what} categories`, async () => {
      const written = what === 'computed' ? 'SOUTH' : 'South';
      const element = await drawn({ highlight: written }, api(spec));
      const ink = opacitiesOf(element);
      expect(ink).to.have.length(3);
      expect(ink.filter((each) => each === 1)).to.have.length(1);
      expect(ink.filter((each) => each < 0.5)).to.have.length(2);
      const lengths = barsIn(element).map((bar) => {
        const { width, height } = bar.getBoundingClientRect();
        return what === 'horizontal' ? width : height;
      });
      expect(lengths[ink.indexOf(1)]).to.equal(Math.min(...lengths));
      expect(warnings).to.deep.equal([]);
      expect(textOf(element, '#description')).to.contain(`Highlighted: ${written}.`);
    });
  }

  it('fades all but one of several lines, in the page and in files', async () => {
    const element = await drawn({ highlight: 'Rome' }, api(LINE_SPEC, DAYS));
    const ink = opacitiesOf(element, '.mark-line path');
    expect([...ink].sort()).to.deep.equal([0.25, 1]);
    expect(await (await element.toBlob('image/svg+xml')).text()).to.contain('stroke-opacity="0.25"');
  });

  for (const [written, bright] of [
    ['North, East', [1, 0, 1]],
    ['North|East', [1, 0, 1]],
    [' East ', [0, 0, 1]],
    ['East,East', [0, 0, 1]],
  ] as const) {
    it(`parses highlight="${written}"`, async () => {
      const element = await drawn(
        { highlight: written },
        api({ ...BAR_SPEC, encoding: { ...BAR_SPEC.encoding, x: { ...BAR_SPEC.encoding.x, sort: null } } }),
      );
      expect(opacitiesOf(element).map((each) => Math.floor(each))).to.deep.equal(bright);
    });
  }

  it('matches values that contain a comma, and years and months', async () => {
    const names = rows(['dimension', 'value'], Object.entries({ 'Korea, Rep.': 3, Japan: 2, 'Rep.': 1 }));
    const korea = await drawn({ highlight: 'Korea, Rep.' }, api(null, names));
    expect(opacitiesOf(korea).filter((each) => each === 1)).to.have.length(1);
    const months = rows(
      ['month', 'sold'],
      Array.from({ length: 4 }, (_, month) => [`2024-0${month + 1}-01`, 10 + month]),
    );
    const march = await drawn({ highlight: '2024-03', mark: 'bar' }, api(null, months));
    expect(opacitiesOf(march).map((each) => Math.floor(each))).to.deep.equal([0, 0, 1, 0]);
    expect(warnings).to.deep.equal([]);
  });

  it('fades nothing for an unknown value and lists the known values in a warning', async () => {
    const element = await drawn({ highlight: 'Atlantis' });
    await until(() => opacitiesOf(element).every((each) => each === 1), 'full opacity');
    expect(warnings).to.deep.equal([
      '<vibedasher-viz highlight="Atlantis">: "Atlantis" is not in the chart, which has North, South, East',
    ]);
    expect(textOf(element, '#description')).to.not.contain('Highlighted');
    const partly = await drawn({ highlight: 'North,Thule' });
    expect(opacitiesOf(partly).filter((each) => each === 1)).to.have.length(1);
    expect(warnings.at(-1)).to.contain('"Thule" is not in the chart');
    expect(textOf(partly, '#description')).to.contain('Highlighted: North.');
  });

  it('warns about a chart without categories', async () => {
    const points = rows(
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
      ],
    );
    const element = await drawn({ highlight: 'x' }, api(null, points));
    expect(warnings).to.deep.equal(['<vibedasher-viz highlight="x">: the chart has no categories']);
    expect(element.status).to.equal('ready');
  });

  it('lists only some of many values in the warning', async () => {
    const many = rows(
      ['dimension', 'value'],
      Array.from({ length: 400 }, (_, place) => [`<b>${'x'.repeat(500)}${place}`, place]),
    );
    await drawn({ highlight: 'y'.repeat(1e5) }, api(BAR_SPEC, many));
    expect(warnings).to.have.length(1);
    expect(warnings[0]!.length).to.be.lessThan(8000);
    expect(warnings[0]).to.match(/, …$/);
  });

  it('updates when the attribute or the rows change', async () => {
    const of = api();
    const element = await drawn({ highlight: 'West' }, of);
    await until(() => opacitiesOf(element).every((each) => each === 1), 'full opacity');
    of.setQuery(SALES_SQL, rows(['dimension', 'value'], Object.entries({ North: 100, West: 400 })));
    await element.refresh();
    await until(() => opacitiesOf(element).filter((each) => each === 1).length === 1, 'West');
    element.highlight = 'North';
    await until(() => textOf(element, '#description').includes('Highlighted: North.'), 'North');
    expect(opacitiesOf(element).filter((each) => each === 1)).to.have.length(1);
    element.highlight = null;
    await until(() => opacitiesOf(element).every((each) => each === 1), 'full opacity again');
    expect(textOf(element, '#description')).to.not.contain('Highlighted');
  });

  it('works together with a reference line', async () => {
    const element = await drawn({ highlight: 'South', reference: '210 Target' });
    expect(opacitiesOf(element).filter((each) => each === 1)).to.have.length(1);
    expect(rulesOf(element)).to.have.length(1);
    expect(labelOf(element, 'Target').getAttribute('fill-opacity')).to.equal(null);
    expect(textOf(element, '#description')).to.match(/Highlighted: South\. Reference line: Target, 210\.$/);
  });
});
