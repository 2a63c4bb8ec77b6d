// @engines all
import axe from 'axe-core';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { problem, rows, type FakeApi, type FakeApiOptions } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  BAR_SPEC,
  isShown,
  keydown,
  mountViz,
  openTable,
  place,
  readyViz,
  recordConsole,
  rowsOf,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
} from './harness.ts';

const find = (element: VibedasherViz, selector: string): HTMLElement =>
  shadow(element).querySelector<HTMLElement>(selector)!;

/** Returns the accessible name and description of an element. */
function computedTexts(element: HTMLElement): { readonly name: string; readonly description: string } {
  const root = element.getRootNode() as ShadowRoot;
  const text = (id: string): string =>
    (root.getElementById(id)?.textContent ?? '').replace(/\s+/g, ' ').trim();
  axe.setup(document.documentElement);
  const name = axe.commons.text.accessibleText(element);
  axe.teardown();
  const ids = element.getAttribute('aria-describedby')?.split(' ') ?? [];
  return { name, description: ids.map(text).join(' ') };
}

interface State {
  readonly api?: FakeApiOptions;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content?: string;
  readonly arrange?: (api: FakeApi) => void;
  readonly act?: (element: VibedasherViz, api: FakeApi) => Promise<unknown> | void;
  /** Default: `ready`. */
  readonly wanted?: VibedasherViz['status'];
}

const files = { 'charts/main.sql': SALES_SQL };
const bare: FakeApiOptions = { vizzes: { 'acme/sales': { name: 'Sales', files } } };
const down = (): Response => problem(500, { message: 'down' });
const NOTHING = rows(['dimension', 'value'], []);
/** Returns options for an API whose viz has this spec. */
const drawnBy = (spec: object): FakeApiOptions => ({
  vizzes: {
    'acme/sales': { name: 'Sales', files: { ...files, 'charts/main.vl.json': JSON.stringify(spec) } },
  },
});
const CORNERS = [0, 0, 9, 0].map((x, at) => [x, at === 1 || at === 2 ? 9 : 0]);
const SHAPE = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [CORNERS] } };
const BOUND = {
  ...BAR_SPEC,
  params: [{ name: 'least', value: 0, bind: { input: 'range', min: 0, max: 400 } }],
  transform: [{ filter: 'datum.value >= least' }],
};

const FALLBACK = '<p>Text</p>';
const LOADING: State = { arrange: (api) => void api.hold('query'), wanted: 'loading' };
const FAILED: State = { arrange: (api) => void api.answer('query', down), wanted: 'error' };
const queried = (headers: readonly string[], ...cells: readonly (readonly unknown[])[]): State => ({
  api: { ...bare, queries: { [SALES_SQL]: rows(headers, cells) } },
});
const COMPARISON = queried(['dimension', 'value', 'prev_value', 'is_favorable'], ['Sales', 120, 100, true]);
const MULTIPLES = { ...BAR_SPEC, encoding: { ...BAR_SPEC.encoding, column: { field: 'dimension' } } };
const GEOSHAPE = { data: { values: [SHAPE] }, mark: 'geoshape', projection: { type: 'mercator' } };

const STATES: Readonly<Record<string, State>> = {
  loading: LOADING,
  'loading with a fallback': { ...LOADING, content: FALLBACK },
  'a chart': {},
  'a chart on canvas': { attributes: { renderer: 'canvas' } },
  'a derived chart': { api: bare },
  'a chart at a keyboard point': { act: (element) => walk(element, 'ArrowRight') },
  'a chart shown as a table': { act: (element) => openTable(element) },
  'a table': { api: bare, attributes: { mark: 'table' } },
  'a number': COMPARISON,
  'a result without rows': { api: { queries: { [SALES_SQL]: NOTHING } }, wanted: 'empty' },
  'an error': FAILED,
  'an error with a fallback': { ...FAILED, content: FALLBACK },
  'a viz without a chart': { api: { vizzes: { 'acme/sales': { name: 'X', files: null } } }, wanted: 'error' },
  'a stale picture': {
    act: (element, api) => {
      api.answer('query', down);
      return element.refresh().catch(() => {});
    },
    wanted: 'stale',
  },
  'small multiples': { api: drawnBy(MULTIPLES) },
  'a derived map': queried(['latitude', 'longitude', 'value'], [52.5, 13.4, 1], [48.8, 2.3, 2]),
  'a map of shapes': { api: drawnBy(GEOSHAPE) },
  'a chart with an input': { api: drawnBy(BOUND) },
};

async function walk(element: VibedasherViz, ...keys: readonly string[]): Promise<void> {
  const chart = find(element, '.chart');
  chart.focus();
  for (const key of keys) {
    keydown(chart, key);
    await element.updateComplete;
  }
}

describe('<vibedasher-viz>: accessibility', () => {
  recordConsole();

  for (const scheme of ['light', 'dark']) {
    for (const [name, { wanted = 'ready', ...state }] of Object.entries(STATES)) {
      it(`has no axe violations: ${name}, ${scheme}`, async () => {
        const ground = scheme === 'dark' ? '#16191f' : '#ffffff';
        const parent = place(
          `background: ${ground}; color: ${scheme === 'dark' ? '#e8eaed' : '#1b1f24'}`,
          'main',
        );
        parent.setAttribute('data-theme', scheme);
        const api = salesApi(state.api);
        state.arrange?.(api);
        const element = mountViz(api, state.attributes, { content: state.content ?? '', parent });
        if (wanted === 'loading') await Promise.all([api.seen('query'), status(element, 'loading')]);
        else await element.ready.catch(() => {});
        await settle(element);
        await state.act?.(element, api);
        await settle(element);
        expect(element.status).to.equal(wanted);
        const { violations } = await axe.run(element, { resultTypes: ['violations'] });
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).to.deep.equal([]);
      });
    }
  }

  it('labels the figure with the title once and describes the chart by marks, fields and ranges', async () => {
    const element = await readyViz(salesApi());
    const chart = find(element, '.chart');
    const { name, description } = computedTexts(chart);
    expect(computedTexts(find(element, 'figure')).name).to.equal('Sales by region');
    expect(name).to.equal('Bar chart');
    expect(description).to.match(/^Bar chart\. Value from 120 to 340\. Category: /);
    expect(description).to.include('North').and.to.include('East');
    expect(description).to.match(/Use the arrow keys to move between points, Escape to leave\.$/);
    expect(chart.getAttribute('role')).to.equal('application');
    expect(chart.hasAttribute('aria-roledescription')).to.equal(false);
    const labels = allOf(element, '[aria-label]').map((each) => each.ariaLabel);
    expect(labels).to.not.include('Sales by region');
    expect(find(element, 'figure').getAttribute('aria-labelledby')).to.equal(find(element, '.title').id);
  });

  it('labels the picture with the title if the caption is hidden', async () => {
    const element = await readyViz(salesApi(), { caption: 'none' });
    const chart = find(element, '.chart');
    expect(computedTexts(chart).name).to.equal('Sales by region');
    expect(chart.getAttribute('aria-roledescription')).to.equal('Bar chart');
    expect(
      find(element, 'figure')
        .getAttributeNames()
        .filter((name) => name.startsWith('aria')),
    ).to.have.length(0);
  });

  for (const [what, spec, name, description] of [
    ['a description', { ...BAR_SPEC, description: 'Sales rise.' }, 'Sales', /^Sales rise\. /],
    ['a title', { ...BAR_SPEC, title: 'Rising' }, 'Rising', /^Bar chart\. /],
    [
      'a multiline title',
      { ...BAR_SPEC, title: { text: ['Rising', 'fast'], subtitle: 'Really' } },
      'Rising fast',
      /^Bar chart/,
    ],
    ['a blank description', { ...BAR_SPEC, description: '  ' }, 'Sales', /^Bar chart/],
  ] as const) {
    it(`takes the name and description from a spec with ${what}`, async () => {
      const element = await readyViz(salesApi(drawnBy(spec)));
      expect(computedTexts(find(element, 'figure')).name).to.equal(name);
      expect(computedTexts(find(element, '.chart')).description).to.match(description);
    });
  }

  for (const renderer of ['svg', 'canvas']) {
    it(`hides the picture from assistive technology but keeps its inputs accessible (${renderer})`, async () => {
      const element = await readyViz(salesApi(drawnBy(BOUND)), { renderer });
      const input = find(element, '.picture input');
      expect(find(element, `.picture ${renderer}`).closest('[aria-hidden=true]')).to.not.equal(null);
      expect(input.closest('[aria-hidden=true]')).to.equal(null);
      expect(input.closest('[role=application]')).to.equal(find(element, '.chart'));
      expect(computedTexts(input).name).to.match(/^least/);
    });
  }

  describe('table', () => {
    it('opens and closes with one button and contains the rows in the order of the bars', async () => {
      const element = await readyViz(salesApi());
      const button = find(element, 'button');
      button.focus();
      const table = await openTable(element);
      expect(isShown(table)).to.equal(true);
      expect([...table.tHead!.rows[0]!.cells].map((cell) => cell.textContent.trim())).to.deep.equal([
        'Category',
        'Value',
      ]);
      expect(rowsOf(element)).to.deep.equal([
        ['East', '210'],
        ['North', '340'],
        ['South', '120'],
      ]);
      expect([...table.querySelectorAll('th')].map(({ scope }) => scope)).to.deep.equal(['col', 'col']);
      expect(computedTexts(table).name).to.equal('Data for “Sales by region”');
      expect(isShown(find(element, '[part=table]'))).to.equal(true);
      expect(shadow(element).activeElement).to.equal(button);
      expect(button.textContent.trim()).to.equal('Show chart');
      expect(isShown(find(element, '.chart'))).to.equal(false);
      button.click();
      await element.updateComplete;
      expect(shadow(element).querySelector('table') === null).to.equal(true);
      expect(isShown(find(element, '.chart'))).to.equal(true);
    });

    it('updates when new rows arrive', async () => {
      const api = salesApi();
      const element = await readyViz(api);
      await openTable(element);
      api.setQuery(SALES_SQL, rows(['dimension', 'value'], [['Only', 1]]));
      await element.refresh();
      expect(rowsOf(element)).to.deep.equal([['Only', '1']]);
    });
  });

  it('announces each change of status', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const element = mountViz(api);
    const live = (): string => textOf(element, '[role=status]:not([part])');
    await api.seen('query');
    await until(() => live() === 'Loading Sales by region…', 'the announcement of loading');
    release();
    await element.ready;
    expect(live()).to.equal('Sales by region, 3 points.');
    await element.refresh();
    expect(live()).to.equal('Sales by region: data updated.');
    api.script('query', down());
    await element.refresh().catch(() => {});
    expect(live()).to.equal('Update failed. Showing earlier data.');
    api.setQuery(SALES_SQL, NOTHING);
    await element.refresh();
    expect(live()).to.equal('No data to display.');
    element.slug = 'gone';
    await status(element, 'error');
    await settle(element);
    expect(live()).to.match(/could not be found/);
    expect(shadow(element).querySelectorAll('[role=status], [aria-live]')).to.have.length(1);
  });

  it('sets aria-busy on the stage, but not on the live region, while rows load', async () => {
    const api = salesApi();
    const element = await readyViz(api);
    const release = api.hold('query');
    void element.refresh();
    await status(element, 'loading');
    const busy = find(element, '[aria-busy=true]');
    expect(busy.contains(find(element, '[role=status]'))).to.equal(false);
    release();
    await status(element, 'ready');
    expect(shadow(element).querySelector('[aria-busy=true]') === null).to.equal(true);
  });

  it('shows a focus ring', async () => {
    const element = await readyViz(salesApi());
    for (const target of ['.chart', 'button']) {
      const control = find(element, target);
      // After a key press, focus set by a script matches :focus-visible.
      keydown(document.body, 'Tab');
      control.focus({ focusVisible: true } as FocusOptions);
      expect(shadow(element).activeElement).to.equal(control);
      if (!control.matches(':focus-visible')) continue;
      const { outlineStyle, outlineWidth } = getComputedStyle(control);
      expect(outlineStyle, target).to.equal('solid');
      expect(outlineWidth, target).to.equal('2px');
    }
  });

  it('labels the arrow of a comparison in words', async () => {
    const element = await readyViz(salesApi(COMPARISON.api));
    expect(textOf(element, '.number')).to.match(/120.*▲\s*20% vs\. previous period/);
    expect(textOf(element, '.number')).to.contain('(better)');
    expect(find(element, '.number [role="img"]').getAttribute('aria-label')).to.equal('up');
  });

  it('has two tab stops: the chart and the table button', async () => {
    const element = await readyViz(salesApi({ queries: { [SALES_SQL]: { ...SALES } } }));
    const tabbable = allOf(element, '[tabindex="0"], button').filter(isShown);
    expect(tabbable.map(({ className, localName }) => className.trim() || localName)).to.deep.equal([
      'chart',
      'button',
    ]);
  });
});
