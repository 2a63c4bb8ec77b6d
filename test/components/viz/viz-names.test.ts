// @engines all
/** Tests the buttons over the names of series. */
import axe from 'axe-core';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createTokens } from '../../../src/theming/tokens.ts';
import { drawnMarks } from '../../../src/vega/hit-test.ts';
import { readableColor } from '../../../src/vega/contrast.ts';
import { createFakeApi, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import { allOf, createViz, focusPicture, keydown, place, recordConsole, settle, shadow } from './harness.ts';

const QUERY = 'SELECT month, region, amount FROM sales';
/** The lines end apart from each other, so names at lines replace the legend. */
const AMOUNTS: Readonly<Record<string, readonly number[]>> = {
  North: [10, 30, 20],
  South: [60, 50, 50],
  West: [35, 70, 90],
};
const LINE = {
  mark: 'line',
  encoding: {
    x: { field: 'month', type: 'temporal' },
    y: { field: 'amount', type: 'quantitative' },
    color: { field: 'region' },
  },
};
const LEGEND = {
  ...LINE,
  encoding: { ...LINE.encoding, color: { field: 'region', legend: { title: null } } },
};
const BARS = { ...LEGEND, mark: 'bar' };

async function draw(
  spec: object | null,
  attributes: Record<string, string> = {},
  names: readonly string[] = Object.keys(AMOUNTS),
  width = 600,
): Promise<VibedasherViz> {
  const values = names.flatMap((name) =>
    AMOUNTS[name]!.map((amount, index) => [`2024-0${index + 1}-01`, name, amount] as const),
  );
  const api = createFakeApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { 'charts/main.sql': QUERY } } },
    queries: { [QUERY]: rows(['month', 'region', 'amount'], values) },
  });
  const element = createViz(api, attributes);
  if (spec) element.spec = spec as never;
  place(`width: ${width}px; padding: 20px`).append(element);
  await element.ready;
  focusPicture(element);
  await settle(element);
  return element;
}

const group = (element: VibedasherViz): HTMLElement | null => shadow(element).querySelector('.names');
const buttons = (element: VibedasherViz): HTMLButtonElement[] => [
  ...shadow(element).querySelectorAll<HTMLButtonElement>('.names button'),
];
const nameOf = (button: Element): string => button.getAttribute('aria-label')!;

async function withButtons(...given: Parameters<typeof draw>): Promise<VibedasherViz> {
  const element = await draw(...given);
  await until(() => buttons(element).length > 0, 'the buttons');
  return element;
}

const button = (element: VibedasherViz, called: string): HTMLButtonElement =>
  buttons(element).find((each) => nameOf(each) === called)!;
const pressed = (element: VibedasherViz): string[] =>
  buttons(element)
    .filter((each) => each.getAttribute('aria-pressed') === 'true')
    .map(nameOf);
const point = (type: string): PointerEvent =>
  new PointerEvent(type, { bubbles: true, composed: true, pointerType: 'mouse' });

/** Returns the series whose marks are drawn fully. */
function vivid(element: VibedasherViz): string[] {
  const opacities = drawnMarks(element.view!).flatMap(({ datum, item, mark }) => {
    const { opacity = 1, strokeOpacity = 1 } = item as { opacity?: number; strokeOpacity?: number };
    return mark.marktype === 'text' || opacity === 0
      ? []
      : [[String(datum['region']), opacity * strokeOpacity] as const];
  });
  const most = Math.max(...opacities.map(([, opacity]) => opacity));
  return [...new Set(opacities.filter(([, opacity]) => opacity === most).map(([name]) => name))].sort();
}
const focused = (element: VibedasherViz): string | null | undefined =>
  shadow(element).activeElement?.getAttribute('aria-label');
const ALL = ['North', 'South', 'West'];
const shows = (element: VibedasherViz, wanted: readonly string[]): Promise<unknown> =>
  until(() => vivid(element).join() === wanted.join(), `only ${wanted.join()}`);

describe('<vibedasher-viz>: names of series as buttons', () => {
  recordConsole();

  const CHARTS: Readonly<Record<string, object | null>> = {
    'names at lines': null,
    'the legend of lines': LEGEND,
    'the legend of bars': BARS,
  };
  for (const [what, spec] of Object.entries(CHARTS)) {
    for (const renderer of ['svg', 'canvas']) {
      it(`cover ${what} on ${renderer}, fade others on hover and stay pressed until Escape`, async () => {
        const element = await withButtons(spec, { renderer });
        expect(buttons(element).map(nameOf).sort()).to.deep.equal(ALL);
        expect(group(element)!.getAttribute('role')).to.equal('group');
        expect(group(element)!.getAttribute('aria-label')).to.equal('Highlight a series');
        await shows(element, ALL);

        button(element, 'South').dispatchEvent(point('pointerenter'));
        await shows(element, ['South']);
        button(element, 'South').dispatchEvent(point('pointerleave'));
        await shows(element, ALL);
        expect(pressed(element)).to.deep.equal([]);

        button(element, 'West').click();
        await shows(element, ['West']);
        expect(pressed(element)).to.deep.equal(['West']);
        button(element, 'North').dispatchEvent(point('pointerenter'));
        await shows(element, ['North']);
        button(element, 'North').dispatchEvent(point('pointerleave'));
        await shows(element, ['West']);
        button(element, 'West').focus();
        keydown(button(element, 'West'), 'Escape');
        await shows(element, ALL);
        expect(pressed(element)).to.deep.equal([]);
        expect(focused(element)).to.equal('West');
      });
    }
  }

  for (const [what, spec] of Object.entries(CHARTS)) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const attributes of [{}, { highlight: 'north' }] as const) {
        it(`mute the names of other series but keep them readable: ${what}, ${scheme}, ${JSON.stringify(attributes)}`, async () => {
          const element = await withButtons(spec, { renderer: 'svg', theme: scheme, ...attributes });
          const { muted } = createTokens(scheme);
          const colors = (): Record<string, string> =>
            Object.fromEntries(
              allOf(element, '.role-legend-label text, .vibedasher_line_names text').map((text) => [
                text.textContent,
                text.getAttribute('fill')!,
              ]),
            );
          const opacities = (): (string | null)[] =>
            allOf(element, '.vibedasher_line_names text').map((text) => text.getAttribute('opacity'));
          const usual = colors();
          expect(Object.keys(usual).sort()).to.deep.equal(ALL);
          button(element, 'South').click();
          await shows(element, ['South']);
          const { South: chosen, ...others } = colors();
          expect(others).to.deep.equal({ North: muted, West: muted });
          expect(chosen).to.not.equal(muted);
          expect(opacities().filter((each) => each !== null && each !== '1')).to.deep.equal([]);
          button(element, 'South').click();
          await until(() => JSON.stringify(colors()) === JSON.stringify(usual), 'the usual colors');
        });
      }
    }
  }

  it('lie over the names, also after the chart is resized', async () => {
    const element = await withButtons(LEGEND, { renderer: 'svg' });
    const check = (): boolean =>
      allOf(element, '.role-legend-label text').every((text) => {
        const name = text.getBoundingClientRect();
        const box = button(element, text.textContent).getBoundingClientRect();
        return (
          box.left <= name.left &&
          box.right >= name.right &&
          box.top <= name.top + 2 &&
          box.bottom >= name.bottom - 2
        );
      });
    expect(check()).to.equal(true);
    const before = button(element, 'West').getBoundingClientRect().left;
    element.parentElement!.style.width = '130px';
    await until(
      () => button(element, 'West').getBoundingClientRect().left !== before && check(),
      'new places',
    );
  });

  it('are absent with one series, without a legend, with theme="none" and for a legend that selects', async () => {
    const own = {
      ...LEGEND,
      params: [{ name: 'choice', select: { type: 'point', fields: ['region'] }, bind: 'legend' }],
    };
    const without = [
      await draw(null, { loading: 'eager' }, ['North']),
      await draw(
        { ...LINE, encoding: { ...LINE.encoding, color: { field: 'region', legend: null } } },
        { loading: 'eager' },
      ),
      await draw(LEGEND, { theme: 'none', loading: 'eager' }),
      await draw(own, { loading: 'eager' }),
    ];
    // Later charts get their buttons last.
    await withButtons(LEGEND, { loading: 'eager' });
    for (const element of without) expect(buttons(element)).to.deep.equal([]);
  });

  it('work with highlight, which applies again afterwards', async () => {
    const element = await withButtons(LEGEND, { highlight: 'North' });
    await shows(element, ['North']);
    button(element, 'West').click();
    await shows(element, ['West']);
    button(element, 'West').click();
    await shows(element, ['North']);
  });

  it('keep the pressed name and the focus when the chart is redrawn', async () => {
    const element = await withButtons(LEGEND);
    button(element, 'South').focus();
    button(element, 'South').click();
    await shows(element, ['South']);
    const { view } = element;
    element.theme = 'dark';
    await until(
      () => element.view && element.view !== view && buttons(element).length === 3,
      'another picture',
    );
    await shows(element, ['South']);
    expect(pressed(element)).to.deep.equal(['South']);
    if (document.hasFocus()) expect(focused(element)).to.equal('South');
  });

  it('have the color of their line, also in another theme and in files', async () => {
    const element = await withButtons(null, { renderer: 'svg', theme: 'light', colors: 'South: gold' });
    const nameColors = (root: ParentNode): Record<string, string> =>
      Object.fromEntries(
        [...root.querySelectorAll('.vibedasher_line_names text')].map((text) => [
          text.textContent,
          text.getAttribute('fill')!,
        ]),
      );
    const wanted = (scheme: 'light' | 'dark'): Record<string, string> => {
      const { palette, background } = createTokens(scheme);
      const lines = {
        North: palette[0]!,
        South: readableColor('gold', background, 3)!,
        West: palette[2]!,
      };
      return Object.fromEntries(
        Object.entries(lines).map(([name, color]) => [name, readableColor(color, background, 4.5)!]),
      );
    };
    for (const scheme of ['light', 'dark'] as const) {
      element.theme = scheme;
      await until(
        () => nameColors(shadow(element))['South'] === wanted(scheme)['South'],
        `names in ${scheme}`,
      );
      expect(Object.values(nameColors(shadow(element))).sort()).to.deep.equal(
        Object.values(wanted(scheme)).sort(),
      );
      const file = await (await element.toBlob('image/svg+xml')).text();
      for (const color of Object.values(wanted(scheme))) expect(file).to.contain(`fill="${color}"`);
    }
  });

  it('keep the keys of the chart from moving its cursor', async () => {
    const element = await withButtons(LEGEND);
    button(element, 'South').focus();
    keydown(button(element, 'South'), 'ArrowRight');
    await settle(element);
    expect(shadow(element).querySelector('.ring') === null).to.equal(true);
  });

  it('have no accessibility violations', async () => {
    const element = await withButtons(null);
    const { violations } = await axe.run(element.parentElement!, { resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).to.deep.equal([]);
  });
});
