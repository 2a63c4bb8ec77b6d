// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  drawViz,
  mountViz,
  place,
  readyViz,
  recordConsole,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const api = (query: ReturnType<typeof rows>, spec: object | null = null): FakeApi =>
  salesApi({
    vizzes: {
      'acme/sales': {
        name: 'Unemployment',
        files: { 'charts/main.sql': SALES_SQL, ...(spec && { 'charts/main.vl.json': JSON.stringify(spec) }) },
      },
    },
    queries: { [SALES_SQL]: query },
  });

const MONTHS = Array.from({ length: 48 }, (_, index) => {
  const month = String((index % 12) + 1).padStart(2, '0');
  return `${2007 + Math.floor(index / 12)}-${month}-01`;
});
const SERIES = rows(
  ['month', 'industry', 'rate'],
  MONTHS.flatMap((month, index) => [
    [month, 'Construction', 10 + 17 * Math.exp(-(((index - 33) / 7) ** 2))],
    [month, 'Government', 3 + index / 30],
  ]),
);
const CITIES = rows(['city', 'price'], Object.entries({ 'Hong Kong, China': 340, Berlin: 230, Rome: 120 }));
const PEAK = '2009-10 Construction: Peak, 27%; 2007-06 Government: Before the crisis';

const drawn = (
  annotate: string,
  of: FakeApi = api(SERIES),
  style?: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<VibedasherViz> => drawViz(of, { annotate, ...attributes }, style);

const find = (element: VibedasherViz, selector: string): SVGGraphicsElement[] => [
  ...shadow(element).querySelectorAll<SVGGraphicsElement>(`.picture ${selector}`),
];
const textsOf = (element: VibedasherViz): SVGGraphicsElement[] =>
  find(element, '.mark-text.role-annotation text:not([stroke])');
const wordsOf = (element: VibedasherViz): string[] =>
  textsOf(element).map((text) =>
    text.children.length > 0
      ? [...text.children].map(({ textContent }) => textContent).join(' ')
      : text.textContent,
  );
const linesOf = (element: VibedasherViz): SVGGraphicsElement[] =>
  find(element, '.mark-rule.role-annotation line');
/** Returns the points of all lines, in px of the page, in an order. */
const linePoints = (element: VibedasherViz, order: (a: DOMPoint, b: DOMPoint) => number): DOMPoint[] =>
  find(element, '.mark-line path')
    .flatMap((line) => {
      const matrix = line.getScreenCTM()!;
      const numbers = line
        .getAttribute('d')!
        .match(/-?[\d.]+/g)!
        .map(Number);
      return numbers.flatMap((x, index) =>
        index % 2 === 0 ? new DOMPoint(x, numbers[index + 1]).matrixTransform(matrix) : [],
      );
    })
    .sort(order);
const circlesOf = (element: VibedasherViz): SVGGraphicsElement[] =>
  find(element, '.mark-symbol.role-annotation path');
const listOf = (element: VibedasherViz): HTMLElement | null =>
  shadow(element).querySelector<HTMLElement>('.annotations');

const meet = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

/** Returns points along a path, in px of the window. */
function pointsOn(path: SVGGeometryElement): DOMPoint[] {
  const matrix = path.getScreenCTM()!;
  const length = path.getTotalLength();
  return Array.from({ length: 400 }, (_, step) =>
    path.getPointAtLength((length * step) / 399).matrixTransform(matrix),
  );
}

function expectClear(element: VibedasherViz): void {
  const boxes = textsOf(element).map((text) => text.getBoundingClientRect());
  const { left, right, top, bottom } = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
  for (const [index, box] of boxes.entries()) {
    expect(box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom).to.equal(true);
    for (const line of find(element, '.mark-line path') as SVGGeometryElement[])
      for (const { x, y } of pointsOn(line))
        expect(x > box.left && x < box.right && y > box.top && y < box.bottom, `text ${index}`).to.equal(
          false,
        );
    for (const other of [
      ...boxes.slice(0, index),
      ...find(element, '.mark-rect.role-mark path').map((bar) => bar.getBoundingClientRect()),
      ...find(element, '.mark-text.role-mark text').map((text) => text.getBoundingClientRect()),
    ])
      expect(meet(box, other), `text ${index}`).to.equal(false);
  }
}

describe('<vibedasher-viz annotate>', () => {
  const warnings = recordConsole();

  it('puts texts next to the points of lines, where they cover nothing', async () => {
    const element = await drawn(PEAK);
    expect(wordsOf(element)).to.deep.equal(['Peak, 27%', 'Before the crisis']);
    expectClear(element);
    const [line] = linesOf(element);
    const curves = (find(element, '.mark-line path') as SVGGeometryElement[]).flatMap(pointsOn);
    const top = Math.min(...curves.map(({ y }) => y));
    const peak = curves.find(({ y }) => y === top)!;
    const { left, right, bottom, top: upper } = line!.getBoundingClientRect();
    expect(Math.min(Math.abs(left - peak.x), Math.abs(right - peak.x))).to.be.below(13);
    expect(Math.min(Math.abs(bottom - peak.y), Math.abs(upper - peak.y))).to.be.below(13);
    expect(warnings).to.deep.equal([]);
  });

  it('puts texts next to bars, also if a name contains a comma, in derived and published charts', async () => {
    for (const spec of [
      null,
      {
        mark: 'bar',
        encoding: {
          x: { field: 'city', type: 'nominal' },
          y: { field: 'price', type: 'quantitative' },
        },
      },
    ]) {
      const element = await drawn(
        'hong kong, china: Highest; Rome: Less than a year before',
        api(CITIES, spec),
      );
      expect(wordsOf(element)).to.deep.equal(['Highest', 'Less than a year before']);
      expectClear(element);
      expect(linesOf(element)).to.have.length(2);
    }
    expect(warnings).to.deep.equal([]);
  });

  it('shows numbers in a narrow chart, and lists their texts below it', async () => {
    const element = await drawn(PEAK, api(SERIES), 'width: 390px');
    expect(wordsOf(element)).to.deep.equal(['1', '2']);
    expect(circlesOf(element)).to.have.length(2);
    expectClear(element);
    const list = listOf(element)!;
    expect(getComputedStyle(list).display).to.equal('block');
    expect([...list.children].map((item) => item.textContent.trim())).to.deep.equal([
      'Peak, 27%',
      'Before the crisis',
    ]);
    const { bottom } = shadow(element).querySelector('.picture svg')!.getBoundingClientRect();
    expect(list.getBoundingClientRect().top).to.be.at.least(bottom - 1);
  });

  it('puts a number close to the point of a line that it names', async () => {
    const element = await drawn('2009-10 Construction: Peak', api(SERIES), 'width: 360px');
    const [circle] = find(element, '.mark-symbol.role-annotation path');
    const top = Math.min(...find(element, '.mark-line path').map((line) => line.getBoundingClientRect().top));
    const { top: start, bottom: end } = circle!.getBoundingClientRect();
    expect(Math.min(Math.abs(end - top), Math.abs((start + end) / 2 - top))).to.be.below(9);
  });

  it('puts numbers at the points that they mark, although a label is in the way', async () => {
    const element = await drawn(
      '2009-10 Construction: Peak; 2009-06 Construction: Before the peak',
      api(SERIES),
      'width: 360px',
      { reference: '2009-08..2009-12 War and energy crisis' },
    );
    const points = linePoints(element, (a, b) => a.y - b.y)[0]!;
    const [peak] = circlesOf(element).map((circle) => circle.getBoundingClientRect());
    const away = [(peak!.left + peak!.right) / 2 - points.x, (peak!.top + peak!.bottom) / 2 - points.y];
    expect(Math.hypot(...away) - peak!.width / 2).to.be.below(10);
  });

  it('reserves the space of the list before the chart is drawn', async () => {
    const element = mountViz(
      api(SERIES),
      { loading: 'eager', annotate: PEAK },
      { parent: place('width: 390px') },
    );
    const { height } = element.getBoundingClientRect();
    await element.ready;
    await settle(element);
    expect(element.getBoundingClientRect().height).to.equal(height);
    expect(height).to.be.closeTo(524, 1);
    const { height: plot } = shadow(element).querySelector('.chart')!.getBoundingClientRect();
    expect(plot / height).to.be.above(0.45);
  });

  it('follows the size of the box and new rows', async () => {
    const parent = place('width: 700px');
    const of = api(SERIES);
    const element = await readyViz(of, { loading: 'eager', renderer: 'svg', annotate: PEAK }, { parent });
    await settle(element);
    expect(getComputedStyle(listOf(element)!).display).to.equal('none');
    parent.style.width = '400px';
    await until(() => circlesOf(element).length === 2, 'circles');
    expect(getComputedStyle(listOf(element)!).display).to.equal('block');
    expectClear(element);
    parent.style.width = '800px';
    await until(() => circlesOf(element).length === 0 && textsOf(element).length === 2, 'texts');
    expectClear(element);
  });

  it('adds its texts to the description and to files', async () => {
    const element = await drawn(PEAK);
    expect(textOf(element, '#description')).to.contain(
      'Annotation: 2009-10 Construction, Peak, 27%. Annotation: 2007-06 Government, Before the crisis.',
    );
    const svg = await (await element.toBlob('image/svg+xml')).text();
    expect(svg).to.contain('Peak, 27%</text>').and.to.contain('Annotation: 2009-10 Construction');
    const narrow = await drawn(PEAK, api(SERIES), 'width: 390px');
    const file = await (await narrow.toBlob('image/svg+xml')).text();
    expect(file).to.contain('>1. Peak, 27%</text>').and.to.contain('>2. Before the crisis</text>');
  });

  it('draws on a canvas', async () => {
    const element = await drawn(PEAK, api(SERIES), 'width: 700px', { renderer: 'canvas' });
    expect(shadow(element).querySelector('.picture canvas')).to.not.equal(null);
    expect(textOf(element, '#description')).to.contain('Annotation: 2009-10 Construction');
    expect(warnings).to.deep.equal([]);
  });

  it('warns about places that are not in the chart, and names one that is', async () => {
    const element = await drawn('2009-10 Farming: Peak; 2009-10 Construction: Here');
    expect(wordsOf(element)).to.deep.equal(['Here']);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(
      '"2009-10 Farming" is not in the chart: write a place such as "2007-01 Construction"',
    );
    await drawn('Peak');
    expect(warnings[1]).to.contain('"Peak": write a place and a text, as in "2009-10: Peak"');
    await drawn('2009: Peak', api(CITIES), 'width: 700px', { mark: 'table' });
    expect(warnings.at(-1)).to.contain('a table has no marks');
  });

  it('shows at most 20 annotations, with clipped texts', async () => {
    const many = MONTHS.map((month) => `${month} Government: ${'long '.repeat(100)}`).join(';');
    const element = await drawn(many);
    expect(textsOf(element)).to.have.length(20);
    expect(warnings[0]).to.contain('only the first 20 annotations are shown');
    for (const words of wordsOf(element)) expect(words.length).to.be.below(130);
  });

  it('never parses texts as markup', async () => {
    const text = '<img src=x onerror=alert(1)> {"signal":"width"}';
    const element = await drawn(`2009-10 Construction: ${text}`, api(SERIES), 'width: 390px');
    expect(listOf(element)!.textContent).to.contain('<img src=x onerror=alert(1)>');
    expect(shadow(element).querySelector('img')).to.equal(null);
    const wide = await drawn(`2009-10 Construction: ${text}`);
    expect(wordsOf(wide)[0]).to.contain('<img');
  });

  it('leaves annotations out of the points that the arrow keys reach', async () => {
    const element = await drawn('Rome: Low', api(CITIES), 'width: 390px');
    expect(circlesOf(element)).to.have.length(1);
    shadow(element)
      .querySelector<HTMLElement>('.chart')!
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
    await settle(element);
    expect(shadow(element).querySelector('[role=status]')!.textContent).to.match(/3 of 3/);
  });

  it('interrupts a reference line at texts in its way', async () => {
    const element = await drawn('', api(CITIES), 'width: 700px', { reference: '236 Goal' });
    const [rule] = find(element, '.mark-rule.role-mark line');
    const dashes = rule!.getAttribute('stroke-dasharray')!.split(',').map(Number);
    expect(dashes.length).to.be.above(2);
    const box = rule!.getBoundingClientRect();
    const isUpright = box.height > box.width;
    let at = isUpright ? box.top : box.left;
    for (const [index, length] of dashes.entries()) {
      if (index % 2 === 0 && length > 0) {
        for (const text of find(element, '.mark-text.role-mark text').map((each) =>
          each.getBoundingClientRect(),
        )) {
          const across = isUpright ? (box.left + box.right) / 2 : (box.top + box.bottom) / 2;
          const [low, high, from, to] = isUpright
            ? [text.left, text.right, text.top, text.bottom]
            : [text.top, text.bottom, text.left, text.right];
          expect(across > low && across < high && at < to - 1 && at + length > from + 1).to.equal(false);
        }
      }
      at += length;
    }
  });

  it('draws a reference line without stubs between the values of bars', async () => {
    const towns = ['Altdorf', 'Birkenau', 'Calw', 'Dornstadt', 'Eichwalde', 'Friedland', 'Grünberg', 'Hof'];
    const names = towns.map((town) => `${town} an der Donau`);
    const cities = rows(
      ['city', 'price'],
      names.map((name, index) => [name, index < 3 ? 400 - index : 230 - index]),
    );
    const wide = await drawn('', api(CITIES), 'width: 1300px', { reference: '236 Goal', mark: 'bar' });
    expect(find(wide, '.mark-rule.role-mark line')[0]!.getAttribute('stroke-dasharray')).to.not.equal(null);
    expect(warnings).to.deep.equal([]);
    const element = await drawn('', api(cities), 'width: 700px', { reference: '240 Goal' });
    const [rule] = find(element, '.mark-rule.role-mark line');
    const dashes = rule!.getAttribute('stroke-dasharray')!.split(',').map(Number);
    const drawnDashes = dashes.filter((length, index) => index % 2 === 0 && length > 0);
    expect(Math.min(...drawnDashes)).to.be.at.least(3);
    // Between two numbers, the line has at least two dashes.
    const gaps = dashes.flatMap((length, index) => (index % 2 === 1 && length > 5 ? [index] : []));
    expect(gaps.length).to.be.at.least(5);
    for (const [place, index] of gaps.slice(1).entries())
      expect(dashes.slice(gaps[place]! + 1, index).filter((length) => length >= 3)).to.have.length.at.least(
        3,
      );
  });
});
