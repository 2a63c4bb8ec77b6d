// @engines all
import axe from 'axe-core';
import { executeServerCommand } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { dateText } from '../../../src/internal/text.ts';
import type { VibedasherParamsEvent } from '../../../src/events.ts';
import type { VibedasherSelectEvent } from '../../../src/select-event.ts';
import { createFakeApi, rows, type FakeApi } from '../../support/fake-api.ts';
import { Mouse, type Keys, type Place } from '../../support/mouse.ts';
import { until } from '../../support/page.ts';
import { createFinger, RealMouse } from '../../support/real-mouse.ts';
import * as harness from '../viz/harness.ts';
import { queryArgs, cellOf, mountDashboard, type DashboardPage } from './harness.ts';

const { cleanUp, createViz, eventsOf, followsPointers, listenToConsole, place, settle, shadow, textOf } =
  harness;

const REGIONS = 'SELECT region, amount FROM sales';
const SERIES = 'SELECT region, kind, amount FROM sales';
const DAYS = 'SELECT day, amount FROM sales';
const HOURS = 'SELECT hour, amount FROM sales';
const MONTHS = 'SELECT month, amount FROM sales';
const SELLERS = "SELECT seller, amount FROM sales WHERE region = '{{region}}'";
const REGION_SELLERS = "SELECT region, amount FROM sellers WHERE region = '{{region}}'";
const SEVERAL = "SELECT seller, amount FROM sales WHERE list_contains('{{regions}}', region)";
const BETWEEN = "SELECT seller, amount FROM sales WHERE day BETWEEN '{{from}}' AND '{{to}}'";

const typed = (names: Readonly<Record<string, string>>, values: readonly (readonly unknown[])[]): object => ({
  result: { columns: Object.entries(names).map(([name, type]) => ({ name, type })), rows: values },
});
/** Creates `count` rows of a time and a number. */
const series = (name: string, type: string, count: number, text: (at: number) => string): object =>
  typed(
    { [name]: type, amount: 'DOUBLE' },
    Array.from({ length: count }, (_, at) => [text(at), 10 + at * at]),
  );
const regions = [
  ['EU', 340],
  ['US', 120],
  ['ASIA', 210],
] as const;

function linkApi(
  params: unknown = [{ name: 'region', label: 'Region', type: 'string', default: '' }],
): FakeApi {
  return createFakeApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales',
        files: { 'charts/main.sql': REGIONS, 'params.json': JSON.stringify(params) },
      },
    },
    queries: {
      [REGIONS]: rows(['region', 'amount'], regions),
      [SERIES]: rows(
        ['region', 'kind', 'amount'],
        regions.flatMap(([region, amount]) =>
          ['a', 'b'].map((kind, at) => [region, kind, amount / (1 + at)]),
        ),
      ),
      [DAYS]: series('day', 'DATE', 10, (at) => `2024-03-${String(at + 1).padStart(2, '0')}`),
      [HOURS]: series('hour', 'TIMESTAMP', 10, (at) => `2024-03-01T${10 + at}:00:00`),
      [MONTHS]: series('month', 'DATE', 6, (at) => `2024-0${at + 1}-01`),
      [SELLERS]: ({ region }) => rows(['seller', 'amount'], [[`of ${region}`, 1]]),
      [REGION_SELLERS]: ({ region }) => rows(['region', 'amount'], region ? [[region, 1]] : regions),
      [SEVERAL]: ({ regions: list }) => rows(['seller', 'amount'], [[`of ${list}`, 1]]),
      [BETWEEN]: ({ from, to }) => rows(['seller', 'amount'], [[`${from} to ${to}`, 1]]),
    },
  });
}

const viz = (id: string, sql: string, more = '', content = ''): string =>
  `<vibedasher-viz id="${id}" loading="eager" caption="none" ${more} style="width: 480px; height: 260px">
    <script type="application/sql">${sql}</script>${content}
  </vibedasher-viz>`;
const TABLE = viz('table', SELLERS, 'mark="table"');
const RANGE_TABLE = viz('table', BETWEEN, 'mark="table"');
const NO_RANGE = { 'param-from': '', 'param-to': '' };
/** A bar for each region, which sets `region`, and a table of the sellers in it. */
const BARS = viz('bars', REGIONS, 'select-to="region"') + TABLE;

const scriptOf = (spec: object): string =>
  `<script type="application/vnd.vegalite+json">${JSON.stringify(spec)}</script>`;

/** Returns a position on the mark with this value, or in the corner of the plot for `null`. */
function placeOf(element: VibedasherViz, value: string | null, field = 'region'): Place {
  const view = element.view!;
  const { left, top } = shadow(element)
    .querySelector('.picture svg, .picture canvas')!
    .getBoundingClientRect();
  const padding = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  const [zeroX, zeroY] = [left + padding.left + x, top + padding.top + y];
  const [width, height] = ['width', 'height'].map((name) => view.signal(name) as number);
  if (value === null) return { x: zeroX + width! - 3, y: zeroY + height! - 3 };
  const found = findItem(view.scenegraph() as unknown as Scene, field, value, zeroX, zeroY);
  if (!found) throw new Error(`No mark of ${value}`);
  return found;
}

interface Scene {
  readonly root: Mark;
}
interface Mark {
  readonly marktype: string;
  readonly role?: string;
  readonly items: readonly Item[];
}
interface Item {
  readonly x?: number;
  readonly y?: number;
  readonly bounds: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', number>>;
  readonly datum?: Readonly<Record<string, unknown>>;
  readonly items?: readonly Mark[];
}

function findItem({ root }: Scene, field: string, value: string, left: number, top: number): Place | null {
  const text = (datum: unknown): string => (datum instanceof Date ? dateText(datum) : String(datum));
  const visit = (mark: Mark, x: number, y: number): Place | null => {
    for (const item of mark.items) {
      if (mark.marktype === 'group') {
        for (const child of item.items ?? []) {
          const found = visit(child, x + (item.x ?? 0), y + (item.y ?? 0));
          if (found) return found;
        }
      } else if (mark.role === 'mark' && mark.marktype !== 'text' && text(item.datum?.[field]) === value) {
        const { x1, y1, x2, y2 } =
          mark.marktype === 'rect' ? item.bounds : { x1: item.x!, x2: item.x!, y1: item.y!, y2: item.y! };
        return { x: x + (x1 + x2) / 2, y: y + (y1 + y2) / 2 };
      }
    }
    return null;
  };
  return visit(root, left, top);
}

/** Returns the values of the marks that are not faded, or `all` if none is faded. */
function strong(element: VibedasherViz, field = 'region'): string {
  const [strong, faint]: Set<string>[] = [new Set(), new Set()];
  const visit = (mark: Mark): void => {
    for (const item of mark.items) {
      for (const child of item.items ?? []) visit(child);
      if (mark.role !== 'mark' || mark.marktype === 'group' || !item.datum) continue;
      const { fillOpacity = 1 } = item as { fillOpacity?: number };
      (fillOpacity < 1 ? faint : strong)!.add(String(item.datum[field]));
    }
  };
  visit((element.view!.scenegraph() as unknown as Scene).root);
  return faint!.size === 0 ? 'all' : [...strong!].join();
}

const bands = (element: VibedasherViz): readonly Element[] => [
  ...shadow(element).querySelectorAll('.bands > *'),
];
const chip = (element: VibedasherViz): HTMLButtonElement | null =>
  shadow(element).querySelector('button.choice');
const announced = (element: VibedasherViz): string =>
  [...shadow(element).querySelectorAll('[role=status]')].at(-1)!.textContent;

async function click(element: VibedasherViz, place: Place, keys: Keys = {}): Promise<void> {
  const mouse = new Mouse();
  mouse.hold(keys);
  mouse.move(place);
  mouse.click();
  await settle(element);
}

async function press(element: VibedasherViz, key: string, more: KeyboardEventInit = {}): Promise<void> {
  const chart = shadow(element).querySelector<HTMLElement>('.chart')!;
  chart.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }),
  );
  await element.updateComplete;
}

/** Moves to the nth point by keyboard. */
async function walk(element: VibedasherViz, steps: number): Promise<void> {
  shadow(element).querySelector<HTMLElement>('.chart')!.focus();
  await press(element, 'Home');
  for (let step = 1; step < steps; step += 1) await press(element, 'ArrowRight');
}

/** Taps with a finger, then waits for what the tap loads. */
async function tapOn(
  element: VibedasherViz,
  finger: ReturnType<typeof createFinger>,
  at: Place,
): Promise<void> {
  await finger.tap(at);
  await settle(element);
  await until(() => followsPointers(element), 'what follows pointers');
  await settle(element);
}

function selectsOf(element: VibedasherViz): readonly VibedasherSelectEvent[] {
  const events: VibedasherSelectEvent[] = [];
  element.addEventListener('vibedasher-select', (event) => events.push(event));
  return events;
}

async function open(
  api: FakeApi,
  content: string,
  attributes: Record<string, string> = {},
): Promise<DashboardPage> {
  const page = mountDashboard(api, content, { account: 'acme', slug: 'sales', ...attributes });
  await until(() => page.charts.every(({ status }) => status === 'ready'), 'all charts');
  // The code of optional features may load a moment later. The charts are then drawn again, and files wait for that.
  const selectable = page.charts.filter((each) => each.selectTo || each.link);
  await until(
    () => selectable.every((each) => each.renderRoot.querySelector('.bands')),
    'charts that can be chosen in',
  );
  await Promise.all(selectable.map((each) => each.toBlob('image/svg+xml')));
  for (const chart of page.charts) await settle(chart);
  return page;
}

describe('a choice in a chart', () => {
  before(() => executeServerCommand('forget-history'));
  beforeEach(() => scrollTo(0, 0));
  afterEach(cleanUp);

  for (const renderer of ['svg', 'canvas']) {
    it(`sets a parameter with ${renderer}, is shown and announced, and is cleared by the same mark`, async () => {
      const api = linkApi();
      const more = `select-to="region" renderer="${renderer}"`;
      const { chart, dashboard } = await open(api, viz('bars', REGIONS, more) + TABLE);
      const bars = chart('bars');
      const events = selectsOf(bars);
      const params: VibedasherParamsEvent[] = [];
      dashboard.addEventListener('vibedasher-params', (event) => params.push(event));
      const before = queryArgs(api).length;
      expect(strong(bars)).to.equal('all');
      await click(bars, placeOf(bars, 'US'));
      await until(() => cellOf(chart('table')) === 'of US', 'the other chart');
      expect(strong(bars)).to.equal('US');
      expect(chip(bars)!.innerText.replace(/\s+/g, ' ').trim()).to.equal('Region: US ×');
      expect(
        events.map(({ param, value, datum, bubbles }) => [param, value, datum?.['amount'], bubbles]),
      ).to.deep.equal([['region', 'US', 120, false]]);
      expect(params.map(({ source, changed }) => [source, ...changed])).to.deep.equal([['chart', 'region']]);
      expect(queryArgs(api).slice(before)).to.deep.equal(['region=US']);
      await click(bars, placeOf(bars, 'US'));
      await until(() => cellOf(chart('table')) === 'of ', 'all again');
      expect([strong(bars), chip(bars), events.at(-1)!.value]).to.deep.equal(['all', null, null]);
    });
  }

  for (const renderer of ['svg', 'canvas']) {
    it(`is made by taps with ${renderer}, which also show the tooltip`, async () => {
      const more = `select-to="region" renderer="${renderer}"`;
      const { chart, dashboard } = await open(linkApi(), viz('bars', REGIONS, more) + TABLE);
      const bars = chart('bars');
      const finger = createFinger();
      const tap = async (region: string): Promise<readonly unknown[]> => {
        await tapOn(bars, finger, placeOf(bars, region));
        return [dashboard.values['region'], /EU|US|ASIA/.exec(textOf(bars, '.tooltip'))?.[0] ?? null];
      };
      expect(await tap('US')).to.deep.equal(['US', 'US']);
      expect(await tap('ASIA')).to.deep.equal(['ASIA', 'ASIA']);
      expect(await tap('ASIA')).to.deep.equal([null, null]);
      expect(await tap('EU')).to.deep.equal(['EU', 'EU']);
    });
  }

  it('is cleared by a tap next to a line, which shows a tooltip only if nothing was chosen', async () => {
    const content = viz('days', DAYS, 'select-to="from,to"') + RANGE_TABLE;
    const page = await open(linkApi([]), content, NO_RANGE);
    const days = page.chart('days');
    const point = placeOf(days, '2024-03-03', 'day');
    const beside = { x: point.x, y: point.y - 90 };
    const finger = createFinger();
    const tap = async (at: Place): Promise<readonly [unknown, boolean]> => {
      await tapOn(days, finger, at);
      return [page.dashboard.values['from'], textOf(days, '.tooltip') !== ''];
    };
    page.dashboard.setParams({ from: '2024-03-02', to: '2024-03-05' });
    await until(() => chip(days), 'the choice of a script');
    await settle(days);
    // This tap loads the code for tooltips, after the choice was cleared.
    expect(await tap(beside)).to.deep.equal(['', false]);
    expect(await tap(beside)).to.deep.equal(['', true]);
    expect(await tap(placeOf(days, '2024-03-06', 'day'))).to.deep.equal(['2024-03-06', true]);
    expect(await tap(beside)).to.deep.equal(['', false]);
  });

  it('replaces the highlight of the page, but not its reference line, until the choice is cleared', async () => {
    const more = 'select-to="region" highlight="ASIA" reference="200 Target"';
    const { chart, dashboard } = await open(linkApi(), viz('bars', REGIONS, more) + TABLE);
    const bars = chart('bars');
    const events = selectsOf(bars);
    // The reference line has no region.
    const out = (): string => strong(bars).replace(/,?undefined/, '');
    await until(() => out() === 'ASIA', 'the highlight of the page');
    expect([chip(bars), dashboard.values['region']]).to.deep.equal([null, null]);
    await click(bars, placeOf(bars, 'US'));
    expect([out(), dashboard.values['region']]).to.deep.equal(['US', 'US']);
    await click(bars, placeOf(bars, 'US'));
    expect([out(), chip(bars)]).to.deep.equal(['ASIA', null]);
    expect(events.map(({ value }) => value)).to.deep.equal(['US', null]);
  });

  it('is cleared by an empty area, its button or Escape, which all restore the value of the page', async () => {
    const { chart, dashboard } = await open(linkApi(), BARS, {
      'param-region': 'ASIA',
    });
    const bars = chart('bars');
    expect([strong(bars), chip(bars)]).to.deep.equal(['ASIA', null]);
    const ways: readonly (() => Promise<void>)[] = [
      () => click(bars, placeOf(bars, null)),
      async () => {
        chip(bars)!.focus();
        chip(bars)!.click();
        await settle(bars);
        expect(shadow(bars).activeElement!.className).to.contain('chart');
      },
      async () => {
        // The first Escape closes the tooltip.
        await press(bars, 'Escape');
        await press(bars, 'Escape');
      },
    ];
    for (const clear of ways) {
      await click(bars, placeOf(bars, 'EU'));
      expect([dashboard.values['region'], strong(bars)]).to.deep.equal(['EU', 'EU']);
      await clear();
      expect([dashboard.values['region'], strong(bars), chip(bars)]).to.deep.equal(['ASIA', 'ASIA', null]);
      expect(announced(bars)).to.equal('Region: selection cleared.');
    }
  });

  it('has its button before a long source, where readers see it without scrolling', async () => {
    const source = 'source="Office for National Statistics, Annual Survey of Hours and Earnings"';
    const { chart } = await open(linkApi(), viz('bars', REGIONS, `select-to="region" ${source}`) + TABLE);
    const bars = chart('bars');
    const notices = shadow(bars).querySelector('.notices')!;
    await click(bars, placeOf(bars, 'EU'));
    await until(() => shadow(bars).querySelector('.source') !== null, 'the source');
    expect(notices.firstElementChild!.className).to.equal('choice');
    expect(getComputedStyle(chip(bars)!.lastElementChild!, '::before').content).to.equal('none');
    for (const width of ['480px', '260px']) {
      bars.style.width = width;
      await settle(bars);
      const [outer, inner] = [notices, chip(bars)!].map((each) => each.getBoundingClientRect());
      expect(inner!.bottom, width).to.be.at.most(outer!.bottom + 1);
    }
  });

  it('is not made by dragging with another button, with another finger or by only a few pixels', async () => {
    const content = viz('days', DAYS, 'select-to="from,to"') + viz('bars', REGIONS, 'select-to="region"');
    const { chart } = await open(linkApi([]), content, { ...NO_RANGE, 'param-region': '' });
    const days = chart('days');
    const picture = shadow(days).querySelector<HTMLElement>('.picture')!;
    const [from, to] = [placeOf(days, '2024-03-03', 'day'), placeOf(days, '2024-03-06', 'day')];
    const fire = (type: string, { x, y }: Place, more: PointerEventInit = {}): boolean =>
      (type === 'pointerdown' ? picture : window).dispatchEvent(
        new PointerEvent(type, { clientX: x, clientY: y, isPrimary: true, bubbles: true, ...more }),
      );
    for (const [what, more, end] of [
      ['another button', { button: 2 }, to],
      ['another finger', { isPrimary: false }, to],
      ['a twitch', {}, { x: from.x + 3, y: from.y }],
    ] as const) {
      fire('pointerdown', from, more);
      fire('pointermove', end);
      expect(bands(days).length, what).to.equal(0);
      fire('pointerup', end);
    }
    const classes = (): boolean[] => ['draggable', 'x'].map((name) => picture.classList.contains(name));
    expect(classes()).to.deep.equal([true, true]);
    days.selectTo = null;
    await settle(days);
    expect([...classes(), shadow(days).querySelector('.bands')]).to.deep.equal([false, false, null]);
    const bars = chart('bars');
    const isChoosable = (): boolean =>
      shadow(bars).querySelector('.picture')!.classList.contains('choosable');
    bars.scrollIntoView();
    const mouse = new Mouse();
    mouse.move(placeOf(bars, 'US'));
    expect(isChoosable()).to.equal(true);
    mouse.move(placeOf(bars, null));
    expect(isChoosable()).to.equal(false);
  });

  it('is made by Space and Enter, but not by repeated keys, and announced; Escape closes the tooltip first', async () => {
    const { chart, dashboard } = await open(linkApi(), BARS);
    const bars = chart('bars');
    expect(textOf(bars, '#hint')).to.contain('Press Enter to select a point');
    await walk(bars, 2);
    const key = (key: string, repeat = false): boolean => {
      const init = { key, repeat, bubbles: true, composed: true, cancelable: true };
      return shadow(bars).querySelector('.chart')!.dispatchEvent(new KeyboardEvent('keydown', init));
    };
    expect([key('Enter', true), dashboard.values['region']], 'repeated').to.deep.equal([true, null]);
    expect(key(' '), 'the default action').to.equal(false);
    const chosen = dashboard.values['region'];
    expect(chosen).to.be.oneOf(['EU', 'US', 'ASIA']);
    expect([key('Enter'), dashboard.values['region']]).to.deep.equal([false, null]);
    await settle(bars);
    expect(announced(bars)).to.equal('Region: selection cleared.');
    await press(bars, 'Enter');
    await settle(bars);
    expect(strong(bars)).to.equal(chosen);
    expect(announced(bars)).to.equal(`Region: ${String(chosen)} selected.`);
    await press(bars, 'Escape');
    expect(dashboard.values['region']).to.equal(chosen);
    await press(bars, 'Escape');
    expect(dashboard.values['region']).to.equal(null);
  });

  it('follows a control, the Back button and new rows', async () => {
    const select = '<select name="region"><option></option><option>EU</option><option>US</option></select>';
    const api = linkApi();
    const { chart, dashboard } = await open(api, select + BARS, { sync: 'url' });
    const bars = chart('bars');
    const control = dashboard.querySelector('select')!;
    const { href } = location;
    try {
      control.value = 'EU';
      control.dispatchEvent(new Event('change', { bubbles: true }));
      await until(() => strong(bars) === 'EU', 'the control’s value');
      await click(bars, placeOf(bars, 'US'));
      await until(() => control.value === 'US', 'the control shows it');
      expect(new URLSearchParams(location.search).get('v.region')).to.equal('US');
      api.setQuery(REGIONS, rows(['region', 'amount'], Object.entries({ US: 1, EU: 2, AFRICA: 3 })));
      await bars.refresh();
      await settle(bars);
      expect(strong(bars)).to.equal('US');
      api.setQuery(REGIONS, rows(['region', 'amount'], Object.entries({ EU: 2, AFRICA: 3 })));
      await bars.refresh();
      await settle(bars);
      expect(strong(bars)).to.equal('all');
      history.back();
      await until(() => strong(bars) === 'EU', 'what was before');
    } finally {
      history.replaceState(null, '', href);
    }
  });

  it('does not filter its own chart', async () => {
    const api = linkApi();
    const { chart } = await open(api, viz('bars', REGION_SELLERS, 'select-to="region"') + TABLE);
    const bars = chart('bars');
    const before = queryArgs(api).length;
    await click(bars, placeOf(bars, 'US'));
    await until(() => cellOf(chart('table')) === 'of US', 'the other chart');
    expect(queryArgs(api).slice(before)).to.deep.equal(['region=US']);
    expect(bars.data!.rows).to.have.length(3);
  });

  it('contains several values with Shift or dragging, or else one value', async () => {
    const content =
      viz('bars', REGIONS, 'select-to="regions[]:region"') + viz('table', SEVERAL, 'mark="table"');
    const { chart, dashboard } = await open(linkApi([]), content, { 'param-regions': '' });
    const bars = chart('bars');
    await click(bars, placeOf(bars, 'US'));
    await click(bars, placeOf(bars, 'EU'), { shiftKey: true });
    await until(() => cellOf(chart('table')) === 'of ["US","EU"]', 'both');
    expect(strong(bars)).to.equal('EU,US');
    expect(chip(bars)!.textContent).to.contain('US, EU');
    await click(bars, placeOf(bars, 'US'), { ctrlKey: true });
    expect(dashboard.values['regions']).to.deep.equal(['EU']);
    await click(bars, placeOf(bars, 'ASIA'));
    expect(dashboard.values['regions']).to.deep.equal(['ASIA']);
    const mouse = new Mouse();
    mouse.move({ ...placeOf(bars, 'ASIA'), x: placeOf(bars, 'ASIA').x - 8 });
    mouse.down();
    mouse.move({ ...placeOf(bars, 'US'), x: placeOf(bars, 'US').x + 8 });
    mouse.up();
    await settle(bars);
    expect([...(dashboard.values['regions'] as string[])].sort()).to.deep.equal(['ASIA', 'US']);
    expect(bands(bars)).to.have.length(0);
  });

  it('contains one value, even with modifier keys, and is made once after `select-to` has changed', async () => {
    const { chart, dashboard } = await open(linkApi(), BARS);
    const bars = chart('bars');
    for (const selectTo of [null, 'region:region', 'region']) {
      bars.selectTo = selectTo;
      await settle(bars);
    }
    await click(bars, placeOf(bars, 'US'));
    expect(dashboard.values['region']).to.equal('US');
    await click(bars, placeOf(bars, 'EU'), { shiftKey: true });
    expect(dashboard.values['region']).to.equal('EU');
  });

  it('is rejected by the store if it is not a value of the parameter', async () => {
    const messages = listenToConsole();
    const params = [{ name: 'region', type: 'string', default: 'EU', options: ['EU', 'US'] }];
    const { chart, dashboard } = await open(linkApi(params), BARS);
    await click(chart('bars'), placeOf(chart('bars'), 'ASIA'));
    expect(dashboard.values['region']).to.equal('EU');
    expect(messages.join()).to.contain('parameter "region" is "ASIA": use one of EU, US');
  });

  for (const [name, control] of [
    [
      'options',
      '<select name="region"><option value="">All</option><option value="EU">The Union</option><option>US</option></select>',
    ],
    [
      'labels of radio buttons',
      `<label><input type="radio" name="region" value="EU"> The Union</label>
       <label><input type="radio" name="region" value="US"> US</label>`,
    ],
  ] as const) {
    it(`is shown with the ${name} of the page instead of the labels in the viz`, async () => {
      const options = ['EU', 'US', 'ASIA'].map((value) => ({ value, label: `${value} in the viz` }));
      const param = { name: 'region', label: 'Region', type: 'string', default: '', options };
      const { chart } = await open(linkApi([param]), control + BARS);
      const bars = chart('bars');
      for (const [region, text] of [
        ['EU', 'The Union'],
        ['US', 'US'],
        ['ASIA', 'ASIA in the viz'],
      ] as const) {
        await click(bars, placeOf(bars, region));
        expect(chip(bars)!.innerText.replace(/\s+/g, ' ').trim()).to.equal(`Region: ${text} ×`);
      }
    });
  }

  it('needs no initial value', async () => {
    const api = linkApi([]);
    const { chart } = await open(api, BARS);
    expect(queryArgs(api)).to.include('region=');
    expect(String(cellOf(chart('table'))).trim()).to.equal('of');
  });

  it('is not shown for a default range', async () => {
    const param = (name: string, value: string): object => ({ name, type: 'date', default: value });
    const api = linkApi([param('from', '2024-03-01'), param('to', '2024-03-10')]);
    const { chart, dashboard } = await open(api, viz('days', DAYS, 'select-to="from,to"') + RANGE_TABLE);
    const days = chart('days');
    expect([bands(days).length, chip(days)]).to.deep.equal([0, null]);
    dashboard.setParams({ from: '2024-03-03' });
    await until(() => bands(days).length > 0, 'the range');
  });

  it('is a range after dragging and is cleared by a click on an empty area', async () => {
    const table = viz('table', BETWEEN, 'mark="table"');
    const content = viz('days', DAYS, 'select-to="from,to"') + table;
    const { chart, dashboard } = await open(linkApi([]), content, { 'param-from': '', 'param-to': '' });
    const days = chart('days');
    const events = selectsOf(days);
    const mouse = new RealMouse();
    const [from, to] = [placeOf(days, '2024-03-03', 'day'), placeOf(days, '2024-03-06', 'day')];
    await mouse.move({ x: from.x - 6, y: from.y });
    await mouse.down();
    await mouse.move({ x: (from.x + to.x) / 2, y: to.y + 20 });
    expect(bands(days)).to.have.length(1);
    expect(dashboard.values['from']).to.equal('');
    await mouse.move({ x: to.x + 6, y: to.y });
    await mouse.up();
    await until(() => cellOf(chart('table')) === '2024-03-03 to 2024-03-06', 'the range');
    await settle(days);
    expect(events.map(({ param, value }) => [param, value])).to.deep.equal([
      ['from', '2024-03-03'],
      ['to', '2024-03-06'],
    ]);
    const band = bands(days)[0]!.getBoundingClientRect();
    expect(band.left).to.be.within(from.x - 12, from.x);
    expect(band.right).to.be.within(to.x, to.x + 12);
    expect(chip(days)!.textContent).to.match(/Mar 3, 2024 – Mar 6, 2024/);
    await click(days, { x: to.x + 25, y: placeOf(days, null).y - 60 });
    await until(() => dashboard.values['from'] === '' && bands(days).length === 0, 'no range');
  });

  it('is not dragged further after the button is released, even if garbage was collected during the drag', async () => {
    const content = viz('days', DAYS, 'select-to="from,to"') + viz('table', BETWEEN, 'mark="table"');
    const { chart } = await open(linkApi([]), content, { 'param-from': '', 'param-to': '' });
    const days = chart('days');
    const mouse = new RealMouse();
    const [from, to] = [placeOf(days, '2024-03-03', 'day'), placeOf(days, '2024-03-06', 'day')];
    await mouse.move({ x: from.x - 6, y: from.y });
    await mouse.down();
    await mouse.move({ x: to.x + 6, y: to.y });
    for (let round = 0; round < 40; round += 1) {
      Array.from({ length: 20_000 }, (_, index) => ({ index }));
      await new Promise(requestAnimationFrame);
    }
    await mouse.up();
    await until(() => cellOf(chart('table')) === '2024-03-03 to 2024-03-06', 'the range');
    await settle(days);
    const { width } = bands(days)[0]!.getBoundingClientRect();
    await mouse.move({ x: to.x + 60, y: to.y });
    expect(bands(days)[0]!.getBoundingClientRect().width).to.equal(width);
  });

  it('is a range by keyboard that ends with the last day of a month', async () => {
    const content = viz('months', MONTHS, 'select-to="from,to"') + RANGE_TABLE;
    const { chart, dashboard } = await open(linkApi([]), content, NO_RANGE);
    const months = chart('months');
    expect(textOf(months, '#hint')).to.contain('one end of a range');
    await walk(months, 2);
    await press(months, 'Enter');
    expect(announced(months)).to.contain('Move to the other end');
    // The message is also visible.
    const notices = (): string => textOf(months, '.notices') ?? '';
    await until(() => notices().includes('From Feb 2024. Move to the other end'), 'the notice');
    await press(months, 'ArrowRight');
    await press(months, 'ArrowRight');
    await press(months, 'Enter');
    await settle(months);
    const { from, to } = dashboard.values;
    expect([from, to]).to.deep.equal(['2024-02-01', '2024-04-30']);
    expect(bands(months)).to.have.length(1);
    expect(announced(months)).to.contain('Feb 2024 – Apr 2024');
    expect(notices()).not.to.contain('Move to the other end');
  });

  it('contains the times of the rows in any time zone', async () => {
    const zoned = (zone: string): string =>
      viz(`hours-${zone.slice(0, 4)}`, HOURS, `select-to="from,to" timezone="${zone}"`);
    const content = zoned('Asia/Kolkata') + zoned('America/Los_Angeles') + RANGE_TABLE;
    const { chart, dashboard } = await open(linkApi([]), content, NO_RANGE);
    const [east, west] = [chart('hours-Asia'), chart('hours-Amer')] as const;
    await walk(east, 3);
    await press(east, 'Enter');
    await press(east, 'ArrowRight');
    await press(east, 'ArrowRight');
    await press(east, 'Enter');
    await settle(east);
    const { from, to } = dashboard.values;
    expect([from, to]).to.deep.equal(['2024-03-01T12:00:00.000Z', '2024-03-01T14:00:59.999Z']);
    await until(() => cellOf(chart('table')) === `${String(from)} to ${String(to)}`, 'the rows of the range');
    expect(chip(east)!.textContent).to.match(/5:30\sPM – .*7:30\sPM/);
    await until(() => bands(west).length > 0, 'the other band');
    expect(chip(west)!.textContent).to.match(/4:00\sAM – .*6:00\sAM/);
    const widths = [east, west].map((each) => bands(each)[0]!.getBoundingClientRect());
    // The last label of an axis takes space next to the plot. Its length depends on the time zone.
    expect(widths[0]!.width).to.be.closeTo(widths[1]!.width, 8);
    dashboard.setParams({ from: '2024-03-01T10:00:00Z' });
    await until(() => bands(east)[0]!.getBoundingClientRect().width > widths[0]!.width + 20, 'a wider band');
  });

  it('is highlighted without a request in other charts that contain the field', async () => {
    const api = linkApi();
    const content =
      viz('one', REGIONS, 'link="highlight"') +
      viz('two', SERIES, 'link="highlight"') +
      viz('days', DAYS, 'link="highlight"') +
      viz('plain', REGIONS);
    const { chart } = await open(api, content);
    const before = api.requests.length;
    const events = selectsOf(chart('one'));
    await click(chart('one'), placeOf(chart('one'), 'US'));
    await until(() => strong(chart('two')) === 'US', 'the other chart');
    expect(['one', 'plain'].map((id) => strong(chart(id)))).to.deep.equal(['US', 'all']);
    expect(bands(chart('days'))).to.have.length(0);
    expect(events.map(({ param, value }) => [param, value])).to.deep.equal([[null, ['US']]]);
    await click(chart('two'), placeOf(chart('two'), 'EU'), { shiftKey: true });
    await until(() => strong(chart('one')) === 'EU,US', 'both');
    chip(chart('one'))!.click();
    await until(() => strong(chart('two')) === 'all', 'nothing');
    expect(api.requests.length).to.equal(before);
  });

  it('is highlighted instead of filtered with link="highlight"', async () => {
    const api = linkApi();
    const content =
      viz('bars', REGIONS, 'select-to="region"') + viz('linked', REGION_SELLERS, 'link="highlight"') + TABLE;
    const { chart } = await open(api, content);
    const before = queryArgs(api).length;
    await click(chart('bars'), placeOf(chart('bars'), 'ASIA'));
    await until(() => cellOf(chart('table')) === 'of ASIA', 'the table');
    await until(() => strong(chart('linked')) === 'ASIA', 'the linked chart');
    expect(queryArgs(api).slice(before)).to.deep.equal(['region=ASIA']);
  });

  it('stays in its dashboard when its chart moves to another one', async () => {
    const first = await open(linkApi(), BARS);
    const second = await open(linkApi(), TABLE);
    const bars = first.chart('bars');
    await click(bars, placeOf(bars, 'US'));
    expect(first.dashboard.values['region']).to.equal('US');
    second.dashboard.prepend(bars);
    await until(() => bars.status === 'ready' && strong(bars) === 'all', 'the chart in its new place');
    expect(chip(bars)).to.equal(null);
    bars.scrollIntoView();
    await settle(bars);
    await click(bars, placeOf(bars, 'EU'));
    expect([first.dashboard.values['region'], second.dashboard.values['region']]).to.deep.equal(['US', 'EU']);
    bars.remove();
    await settle();
    expect(second.dashboard.values['region']).to.equal('EU');
  });

  it('is not made by dragging if the browser cancels the pointer, or if the chart is removed meanwhile', async () => {
    const content = viz('days', DAYS, 'select-to="from,to"') + RANGE_TABLE;
    const { chart, dashboard } = await open(linkApi([]), content, NO_RANGE);
    const days = chart('days');
    const mouse = new Mouse();
    for (const interrupt of [() => dispatchEvent(new PointerEvent('pointercancel')), () => days.remove()]) {
      mouse.move(placeOf(days, '2024-03-03', 'day'));
      mouse.down();
      mouse.move(placeOf(days, '2024-03-06', 'day'));
      expect(bands(days)).to.have.length(1);
      interrupt();
      await settle();
      expect(bands(days)).to.have.length(0);
      mouse.up();
      await settle();
      expect([dashboard.values['from'], bands(days).length]).to.deep.equal(['', 0]);
    }
    dashboard.prepend(days);
    await until(() => days.view && shadow(days).querySelector('.bands'), 'the chart again');
    expect(shadow(days).querySelectorAll('.bands')).to.have.length(1);
  });

  it('is reported and shown outside a dashboard, without a parameter', async () => {
    const bars = createViz(linkApi(), { sql: REGIONS, 'select-to': 'region', loading: 'eager' });
    place('width: 480px; height: 260px').append(bars);
    await until(() => shadow(bars).querySelector('.bands'), 'the chart');
    await settle(bars);
    const [events, others] = [selectsOf(bars), eventsOf(bars)];
    await click(bars, placeOf(bars, 'US'));
    expect([strong(bars), chip(bars)?.innerText.includes('US')]).to.deep.equal(['US', true]);
    chip(bars)!.click();
    await settle(bars);
    expect([strong(bars), chip(bars)]).to.deep.equal(['all', null]);
    expect(events.map(({ param, value }) => [param, value])).to.deep.equal([
      ['region', 'US'],
      ['region', null],
    ]);
    expect(others).to.have.length(0);
  });

  it('is made in the page’s own chart with facets and layers', async () => {
    const spec = {
      facet: { column: { field: 'kind' } },
      spec: {
        height: 90,
        encoding: { x: { field: 'region', type: 'nominal' }, y: { field: 'amount', type: 'quantitative' } },
        layer: [{ mark: 'bar' }, { mark: { type: 'text', dy: -6 }, encoding: { text: { field: 'amount' } } }],
      },
    };
    const content = scriptOf(spec);
    const page = await open(linkApi(), viz('facets', SERIES, 'select-to="region"', content) + TABLE);
    const facets = page.chart('facets');
    await click(facets, placeOf(facets, 'ASIA'));
    await until(() => cellOf(page.chart('table')) === 'of ASIA', 'the other chart');
    expect(strong(facets)).to.equal('ASIA');
    await click(facets, placeOf(facets, 'b', 'kind'));
    expect(page.dashboard.values['region']).to.equal('EU');
  });

  it('synchronizes with the selection of a spec', async () => {
    const x = { field: 'region', type: 'nominal' };
    const spec = {
      params: [{ name: 'pick', select: { type: 'point', fields: ['region'] } }],
      mark: 'bar',
      encoding: {
        x,
        y: { field: 'amount', type: 'quantitative' },
        opacity: { condition: { param: 'pick', value: 1 }, value: 0.2 },
      },
    };
    const content = scriptOf(spec);
    const page = await open(linkApi(), viz('bars', REGIONS, 'select-to="region"', content) + TABLE);
    const bars = page.chart('bars');
    const isFaint = (): string =>
      [...shadow(bars).querySelectorAll('.mark-rect.marks > *')]
        .map((bar) => (bar.getAttribute('opacity') === '0.2' ? '-' : '+'))
        .join('');
    await click(bars, placeOf(bars, 'US'));
    await until(() => cellOf(page.chart('table')) === 'of US', 'the other chart');
    expect(isFaint()).to.equal('-+-');
    page.dashboard.setParams({ region: 'EU' });
    await until(() => isFaint() === '+--', 'what a script has set');
    await until(() => chip(bars), 'its button');
    chip(bars)!.click();
    await until(() => isFaint() === '+++', 'nothing');
    expect(page.dashboard.values['region']).to.equal(null);
  });

  it('is a range with the brush of a spec', async () => {
    const spec = {
      params: [{ name: 'brush', select: { type: 'interval', encodings: ['x'] } }],
      mark: 'bar',
      encoding: { x: { field: 'day', type: 'temporal' }, y: { field: 'amount', type: 'quantitative' } },
    };
    const content = scriptOf(spec);
    const charts = viz('days', DAYS, 'select-to="from,to"', content) + RANGE_TABLE;
    const page = await open(linkApi([]), charts, NO_RANGE);
    const days = page.chart('days');
    const mouse = new Mouse();
    const [from, to] = [placeOf(days, '2024-03-03', 'day'), placeOf(days, '2024-03-06', 'day')];
    for (const act of [
      () => mouse.move({ x: from.x - 5, y: from.y - 20 }),
      () => mouse.down(),
      () => mouse.move({ x: to.x - 20, y: from.y }),
      () => mouse.move({ x: to.x + 5, y: from.y }),
      () => mouse.up(),
    ]) {
      act();
      await settle(days);
    }
    await until(() => cellOf(page.chart('table')) === '2024-03-03 to 2024-03-06', 'the range');
    await press(days, 'Escape');
    await press(days, 'Escape');
    await until(() => page.dashboard.values['from'] === '', 'no range');
    await until(() => JSON.stringify(days.view!.signal('brush')) === '{}', 'no brush');
  });

  it('is not possible with invalid attributes, which cause warnings', async () => {
    const all = listenToConsole();
    // No chart uses the parameters either: see unknown-params.test.ts.
    const messages = (): readonly string[] => all.filter((text) => !text.includes('uses or declares'));
    const content =
      viz('a', REGIONS, 'select-to="x y"') +
      viz('b', REGIONS, 'select-to="region:shop"') +
      viz('c', REGIONS, 'select-to="from,to:shop" link="filter"');
    const page = mountDashboard(linkApi(), content);
    await until(() => messages().length >= 4, 'four complaints');
    expect(page.charts.map(({ status }) => status).includes('error')).to.equal(false);
    const reasons = messages().map((text) => text.replace(/^.*?: /, ''));
    expect(reasons.sort()).to.deep.equal([
      'the chart has no axis of numbers or dates: it can select by region, amount',
      'the chart has no such field: it can select by region, amount',
      'use "highlight"',
      'use a parameter, as in region, region:field or regions[], or two, as in from,to',
    ]);
  });

  it('has no accessibility violations', async () => {
    const page = await open(linkApi(), BARS);
    await click(page.chart('bars'), placeOf(page.chart('bars'), 'US'));
    const { violations } = await axe.run(page.dashboard, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
    expect(chip(page.chart('bars'))!.getAttribute('aria-label')).to.equal('Region: US, clear selection');
  });
});
