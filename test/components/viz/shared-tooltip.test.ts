// @engines all
/** Tests the tooltip that all lines at a date share, and the arrow keys in charts with several lines. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { drawnMarks } from '../../../src/vega/hit-test.ts';
import { createFakeApi, rows } from '../../support/fake-api.ts';
import { Mouse, type Place } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import { createFinger } from '../../support/real-mouse.ts';
import {
  allOf,
  cleanUp,
  drawSpec,
  focusPicture,
  followsPointers,
  pictureRect,
  pressKey,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const QUERY = 'SELECT month, region, amount FROM sales';
/** Amounts by region in January, February and March 2024. */
const AMOUNTS: Readonly<Record<string, readonly (number | null)[]>> = {
  North: [10, 30, 20],
  South: [60, 50, 40],
  West: [35, null, 90],
};

const valuesOf = (amounts: typeof AMOUNTS): readonly (readonly unknown[])[] =>
  Object.entries(amounts).flatMap(([region, all]) =>
    all.flatMap((amount, index) =>
      amount === null ? [] : [[`2024-0${index + 1}-01`, region, amount] as const],
    ),
  );

const LINE = {
  mark: 'line',
  encoding: {
    x: { field: 'month', type: 'temporal' },
    y: { field: 'amount', type: 'quantitative' },
    color: { field: 'region' },
  },
};

function draw(
  spec: object | null,
  attributes: Record<string, string> = {},
  amounts: typeof AMOUNTS = AMOUNTS,
): Promise<VibedasherViz> {
  const api = createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': QUERY } } },
    queries: { [QUERY]: rows(['month', 'region', 'amount'], valuesOf(amounts)) },
  });
  return drawSpec(api, spec, attributes);
}

/** Returns the client position of the point of a line. */
function pointOf(element: VibedasherViz, region: string, month: number): Place {
  const { left, top } = pictureRect(element);
  const { box } = drawnMarks(element.view!).find(
    ({ datum, mark }) =>
      /line|area/.test(mark.marktype) &&
      datum['region'] === region &&
      new Date(Object.entries(datum).find(([key]) => /month$/.test(key))![1] as number).getMonth() === month,
  )!;
  return { x: left + (box.x1 + box.x2) / 2, y: top + (box.y1 + box.y2) / 2 };
}

async function loadPointing(element: VibedasherViz): Promise<void> {
  new Mouse().move(pointOf(element, 'North', 1));
  new Mouse().move({ x: 2, y: 2 });
  await until(() => followsPointers(element), 'viz-pointing.ts');
}

async function hover(element: VibedasherViz, region: string, month: number): Promise<void> {
  await loadPointing(element);
  new Mouse().move(pointOf(element, region, month));
  await settle(element);
}

const tip = (element: VibedasherViz): string => textOf(element, '.tooltip').replace(/\s+/g, ' ').trim();
const titleIn = (element: VibedasherViz): string => textOf(element, '.tooltip strong');
/** Returns names and values in the tooltip, in their order. */
const linesIn = (element: VibedasherViz): string[] =>
  allOf(element, '.tooltip dt').map((name) =>
    `${name.textContent} ${name.nextElementSibling!.textContent}`.replace(/\s+/g, ' ').trim(),
  );
const boldIn = (element: VibedasherViz): string =>
  shadow(element).querySelector('.tooltip dt.here')?.textContent.trim() ?? '';
const ruleOf = (element: VibedasherViz): DOMRect | undefined =>
  shadow(element).querySelector('.rule')?.getBoundingClientRect();
const live = (element: VibedasherViz): string => textOf(element, '[role=status]');

async function keys(element: VibedasherViz, ...pressed: readonly string[]): Promise<string> {
  for (const key of pressed) {
    pressKey(element, key);
    await element.updateComplete;
  }
  return live(element);
}

describe('<vibedasher-viz>: shared tooltip', () => {
  beforeEach(() => scrollTo(0, 0));
  afterEach(cleanUp);

  const CHARTS: Readonly<Record<string, object | null>> = {
    'a derived chart': null,
    'a spec without a tooltip': LINE,
    'a spec with a time unit': {
      ...LINE,
      encoding: { ...LINE.encoding, x: { field: 'month', timeUnit: 'yearmonth' } },
    },
  };
  for (const [name, spec] of Object.entries(CHARTS)) {
    for (const renderer of ['svg', 'canvas']) {
      it(`lists the values of all lines at a date, highest first, for ${name} on ${renderer}`, async () => {
        const element = await draw(spec, { renderer });
        await hover(element, 'North', 0);
        expect(titleIn(element)).to.include('Jan 2024');
        expect(linesIn(element)).to.deep.equal(['South 60', 'West 35', 'North 10']);
        expect(boldIn(element)).to.equal('North');
        const { x } = pointOf(element, 'North', 0);
        expect(ruleOf(element)!.left).to.be.closeTo(x, 1.5);
        expect(ruleOf(element)!.height).to.be.greaterThan(100);

        const mouse = new Mouse();
        mouse.move(pointOf(element, 'South', 1));
        await settle(element);
        expect(linesIn(element), 'a line without a value').to.deep.equal(['South 50', 'North 30']);
        mouse.move({ x: 2, y: 2 });
        await settle(element);
        expect(tip(element)).to.equal('');
        expect(ruleOf(element)).to.equal(undefined);
      });
    }
  }

  const MIXED = { North: [153.7, 20], South: [128.8, 20.5], West: [113, 1154] };
  for (const [attributes, lines, amounts = AMOUNTS] of [
    [{ unit: 'amount: mm', decimals: '1' }, ['South 60.0 mm', 'West 35.0 mm', 'North 10.0 mm']],
    [{ unit: 'EUR', lang: 'de' }, ['South 60 €', 'West 35 €', 'North 10 €']],
    [{ format: '+.1f' }, ['South +60.0', 'West +35.0', 'North +10.0']],
    [{}, ['North 153.7', 'South 128.8', 'West 113.0'], MIXED],
    [{ unit: 'mm' }, ['North 153.7 mm', 'South 128.8 mm', 'West 113.0 mm'], MIXED],
  ] as const)
    for (const spec of [null, LINE])
      it(`writes ${lines[0]}, with ${JSON.stringify(attributes)} ${spec ? 'and a spec' : ''}`, async () => {
        const element = await draw(spec, attributes, amounts);
        await hover(element, 'North', 0);
        expect(linesIn(element)).to.deep.equal(lines);
        if (amounts !== MIXED) return;
        new Mouse().move(pointOf(element, 'West', 1));
        await settle(element);
        expect(linesIn(element)[0]).to.match(/^West 1,154\.0/);
      });

  it('writes no unit after a count', async () => {
    const y = { aggregate: 'count', field: 'amount', type: 'quantitative' };
    const element = await draw({ ...LINE, encoding: { ...LINE.encoding, y } }, { unit: 'mm' });
    await hover(element, 'North', 0);
    expect(linesIn(element)).to.deep.equal(['North 1', 'South 1', 'West 1']);
  });

  it('titles an aggregate in the language of the page, where it shows one line', async () => {
    const y = { aggregate: 'mean', field: 'amount', type: 'quantitative' };
    const { color: _color, ...encoding } = LINE.encoding;
    const element = await draw({ ...LINE, encoding: { ...encoding, y } }, { lang: 'de' });
    focusPicture(element);
    expect(await keys(element, 'ArrowRight')).to.contain('Amount (Durchschnitt)');
  });

  it('shows the color of each line', async () => {
    const element = await draw(null);
    await hover(element, 'North', 0);
    const colors = allOf(element, '.tooltip circle').map((dot) => dot.getAttribute('fill'));
    expect(new Set(colors).size).to.equal(3);
    const drawn = drawnMarks(element.view!).find(({ datum }) => datum['region'] === 'South')!;
    expect(colors[0]).to.equal((drawn.item as unknown as { stroke: string }).stroke);
  });

  const OWN = { ...LINE, mark: { type: 'line', tooltip: true } };
  for (const [what, spec, attributes] of [
    ['stacked areas', null, { mark: 'area' }],
    ['a spec with its own tooltip with tooltip="shared"', OWN, { tooltip: 'shared' }],
  ] as const)
    it(`lists the values of ${what}`, async () => {
      const element = await draw(spec, attributes);
      await hover(element, 'North', 0);
      expect(linesIn(element)).to.deep.equal(['South 60', 'West 35', 'North 10']);
    });

  it('lists at most 12 lines, among them the one at the pointer', async () => {
    const amounts = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`Region ${index}`, [200 - index * 10, 5]]),
    );
    const element = await draw(LINE, {}, amounts);
    new Mouse().move(pointOf(element, 'Region 19', 0));
    await until(() => followsPointers(element), 'viz-pointing.ts');
    new Mouse().move(pointOf(element, 'Region 18', 0));
    await settle(element);
    expect(linesIn(element).length).to.equal(12);
    expect(linesIn(element).slice(0, 2)).to.deep.equal(['Region 0 200', 'Region 1 190']);
    expect(linesIn(element).at(-1)).to.equal('Region 18 20');
    expect(tip(element)).to.include('and 8 more');
  });

  it('is off with tooltip="single", for one line, and for a spec with its own tooltip', async () => {
    const single = await draw(null, { tooltip: 'single' });
    await hover(single, 'North', 0);
    expect(tip(single)).to.include('North').and.to.include('10').and.not.to.include('South');
    expect(ruleOf(single)).to.equal(undefined);
    cleanUp();
    const one = await draw(null, {}, { North: AMOUNTS['North']! });
    new Mouse().move({ x: 300, y: 200 });
    await until(() => followsPointers(one), 'viz-pointing.ts');
    new Mouse().move({ x: 301, y: 200 });
    await settle(one);
    expect(tip(one)).to.include('30');
    expect(ruleOf(one)).to.equal(undefined);
    cleanUp();
    const own = await draw({ ...LINE, mark: { type: 'line', tooltip: { expr: "'Own ' + datum.amount" } } });
    await hover(own, 'North', 0);
    expect(tip(own)).to.equal('Own 10');
  });

  it('does not add tooltips with theme="none"', async () => {
    const element = await draw(LINE, { theme: 'none' });
    await hover(element, 'North', 0);
    expect(tip(element)).to.equal('');
  });

  it('shows a tapped date until the next tap on it', async () => {
    const element = await draw(null);
    await loadPointing(element);
    const finger = createFinger();
    await finger.tap(pointOf(element, 'South', 0));
    await settle(element);
    expect(linesIn(element)).to.deep.equal(['South 60', 'West 35', 'North 10']);
    expect(boldIn(element)).to.equal('South');
    await finger.tap(pointOf(element, 'South', 0));
    await settle(element);
    expect(tip(element)).to.equal('');
  });

  it('shows the same date for a tap as for the mouse, wherever it is in the plot', async () => {
    const QUERY = 'SELECT month, product, price_index FROM prices';
    const months = Array.from({ length: 84 }, (_, index) => new Date(Date.UTC(2019, index)));
    const prices = ['Flour', 'Oil', 'Sugar'].flatMap((product, line) =>
      months.map((month, index) => [
        month.toISOString().slice(0, 10),
        product,
        100 + line * 20 + Math.round(Math.sin(index / 7 + line) * 300) / 10,
      ]),
    );
    const api = createFakeApi({
      vizzes: { 'acme/sales': { name: 'Prices', files: { 'charts/main.sql': QUERY } } },
      queries: { [QUERY]: rows(['month', 'product', 'price_index'], prices) },
    });
    const element = await drawSpec(api, null, {}, 358);
    const { left, top, width, height } = pictureRect(element);
    const { plot } = drawnMarks(element.view!)[0]!;
    const [mouse, finger] = [new Mouse(), createFinger()];
    mouse.move({ x: left + width / 2, y: top + height / 2 });
    await until(() => followsPointers(element), 'viz-pointing.ts');
    for (const right of [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      for (const down of [0.25, 0.45, 0.65]) {
        const at = {
          x: Math.round(left + plot.x1 + (plot.x2 - plot.x1) * right),
          y: Math.round(top + height * down),
        };
        mouse.move(at);
        await settle(element);
        const shown = [titleIn(element), ...linesIn(element)];
        expect(shown.length).to.equal(4);
        mouse.move({ x: 2, y: 2 });
        await finger.tap(at);
        await settle(element);
        expect([titleIn(element), ...linesIn(element)], `${right} ${down}`).to.deep.equal(shown);
        await finger.tap({ x: 2, y: 2 });
        await settle(element);
      }
    }
  });

  it('moves along a line with Left and Right, and between lines with Up and Down', async () => {
    const element = await draw(null);
    focusPicture(element);
    await until(() => followsPointers(element), 'viz-pointing.ts');
    for (const [pressed, month, text] of [
      [['Home'], 'Jan', /North/],
      [['ArrowUp'], 'Jan', /West.*35/],
      [['ArrowUp'], 'Jan', /South.*60/],
      // The topmost line.
      [['ArrowUp'], 'Jan', /South/],
      [['ArrowRight'], 'Feb', /South/],
      [['ArrowDown'], 'Feb', /North.*30/],
      // The end of the line.
      [['ArrowRight', 'ArrowRight'], 'Mar', /North/],
      [['ArrowLeft'], 'Feb', /North/],
    ] as const)
      expect(await keys(element, ...pressed))
        .to.include(month)
        .and.match(text);
    await keys(element, 'ArrowLeft');
    expect(linesIn(element)).to.deep.equal(['South 60', 'West 35', 'North 10']);
    expect(boldIn(element)).to.equal('North');
    expect(ruleOf(element)!.left).to.be.closeTo(pointOf(element, 'North', 0).x, 1.5);
    await keys(element, 'Escape');
    expect(tip(element)).to.equal('');
    expect(ruleOf(element)).to.equal(undefined);
  });

  it('opens for the first arrow key', async () => {
    const element = await draw(null);
    focusPicture(element);
    await keys(element, 'ArrowRight');
    await until(() => linesIn(element).length === 3 && ruleOf(element), 'the shared tooltip');
    expect(boldIn(element)).to.equal('North');
  });
});
