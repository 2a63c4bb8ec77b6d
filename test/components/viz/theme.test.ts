// @engines all
import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { parseColor } from '../../../src/theming/read-tokens.ts';
import { defineTheme } from '../../../src/theming/themes.ts';
import { contrast as contrastOf, luminance } from '../../../src/theming/tokens.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import type { ChartEngine } from '../../../src/vega/types.ts';
import { until } from '../../support/page.ts';
import { sendInput } from '../../support/real-mouse.ts';
import {
  apiOf,
  BAR_SPEC,
  barsOf,
  cleanUp,
  drawViz,
  listenToConsole,
  mountViz,
  partsOf,
  place,
  readyViz,
  recordConsole,
  SALES,
  salesApi,
  settle,
  shadow,
  status,
} from './harness.ts';

const LIGHT = '#2d6dc4';
const DARK = '#59a4ff';

/** Returns the color of the first bar. */
const fill = (element: VibedasherViz): string | null =>
  shadow(element).querySelector('.mark-rect path')?.getAttribute('fill') ?? null;
const textColor = (element: VibedasherViz): string =>
  getComputedStyle(shadow(element).querySelector('figure')!).color;

describe('<vibedasher-viz>: theme', () => {
  recordConsole();
  afterEach(() => document.documentElement.removeAttribute('data-theme'));

  it('follows forced colors, with at least 3:1 for marks', async function () {
    if (!/Chrom/.test(navigator.userAgent)) this.skip();
    const canvas = await readyViz(salesApi(), { renderer: 'canvas' }, { parent: place('width: 600px') });
    expect(shadow(canvas).querySelector('canvas')).not.to.equal(null);
    const element = await readyViz(
      salesApi(),
      { renderer: 'svg', highlight: 'North', theme: 'dark', style: '--vibedasher-color-accent: #eee' },
      { parent: place('width: 600px') },
    );
    await settle(element);
    const before = fill(element);
    await sendInput({ type: 'forceColors', value: 'active' });
    try {
      await until(() => fill(element) !== before, 'another color');
      await settle(element);
      const style = (part: Element): CSSStyleDeclaration => getComputedStyle(part);
      const system = (name: string): string => {
        const probe = document.createElement('i');
        probe.style.color = name;
        shadow(element).querySelector('.figure')!.append(probe);
        const { color } = style(probe);
        probe.remove();
        return color;
      };
      const light = (color: string): number => luminance(parseColor(color)!.hex) + 0.05;
      const contrast = (color: string): number => {
        const [one, other] = [light(color), light(system('Canvas'))];
        return Math.max(one, other) / Math.min(one, other);
      };
      const [text, bars] = ['text', '.mark-rect path'].map((part) => [
        ...shadow(element).querySelectorAll(`.picture ${part}`),
      ]) as [Element[], Element[]];
      expect(text).not.to.be.empty;
      for (const each of text) expect(style(each).fill).to.equal(system('CanvasText'));
      expect(bars).to.have.length(3);
      expect(bars.map((bar) => style(bar).fillOpacity)).to.deep.equal(['1', '0', '0']);
      for (const bar of bars) {
        const { fill, fillOpacity, stroke, strokeOpacity, strokeWidth, opacity } = style(bar);
        const isHollow = fillOpacity === '0';
        expect(opacity).to.equal('1');
        expect(contrast(isHollow ? stroke : fill)).to.be.at.least(3);
        if (isHollow) expect([strokeOpacity, strokeWidth]).to.deep.equal(['1', '1px']);
      }
      await until(() => shadow(canvas).querySelector('.picture text') !== null, 'an SVG instead of a canvas');
      for (const each of shadow(canvas).querySelectorAll('.picture text')) {
        // A canvas of many marks has the colors of the spec.
        expect(parseColor(each.getAttribute('fill')!)).to.deep.equal(parseColor(system('CanvasText')));
        expect(style(each).fill).to.equal(system('CanvasText'));
      }
      for (const bar of shadow(canvas).querySelectorAll('.mark-rect path'))
        expect(contrast(style(bar).fill)).to.be.at.least(3);
    } finally {
      await sendInput({ type: 'forceColors', value: 'none' });
    }
    await until(() => fill(element) === before, 'the color of the page');
  });

  it('shows marks through ranges, and numbers of annotations in circles, with forced colors', async function () {
    if (!/Chrom/.test(navigator.userAgent)) this.skip();
    await sendInput({ type: 'forceColors', value: 'active' });
    try {
      const range = await drawViz(salesApi(), { reference: '100..300 Target' }, 'width: 600px');
      const band = getComputedStyle(partsOf(range, '.mark-rect path[opacity="0.09"]')[0]!);
      expect([band.fillOpacity, band.strokeWidth, band.opacity]).to.deep.equal(['0', '1px', '1']);
      const annotated = await drawViz(salesApi(), { annotate: 'North: Highest' }, 'width: 390px');
      const [circle, number] = ['.mark-symbol.role-annotation path', '.mark-text.role-annotation text'].map(
        (selector) => parseColor(getComputedStyle(partsOf(annotated, selector)[0]!).fill)!.hex,
      );
      expect(contrastOf(luminance(circle!), luminance(number!))).to.be.at.least(4.5);
    } finally {
      await sendInput({ type: 'forceColors', value: 'none' });
    }
  });

  /** Ways to make a page dark and light again. */
  const setRoot = (value: string): void => document.documentElement.setAttribute('data-theme', value);
  const SWITCHES: Readonly<Record<string, (outer: HTMLElement, isDark: boolean) => unknown>> = {
    'data-theme': (outer, isDark) => outer.setAttribute('data-theme', isDark ? 'dark' : 'light'),
    'data-bs-theme': (outer, isDark) =>
      isDark ? outer.setAttribute('data-bs-theme', 'dark') : outer.removeAttribute('data-bs-theme'),
    '.dark': (outer, isDark) => outer.classList.toggle('dark', isDark),
    'color-scheme': ({ style }, isDark) => (style.colorScheme = isDark ? 'dark' : 'light'),
    background: ({ style }, isDark) => (style.background = isDark ? '#111' : '#fff'),
    'data-theme of <html>': (_, isDark) =>
      isDark ? setRoot('dark') : document.documentElement.removeAttribute('data-theme'),
  };
  for (const [what, turn] of Object.entries(SWITCHES)) {
    it(`follows ${what} live with "auto"`, async () => {
      const outer = place();
      const api = salesApi();
      const element = await readyViz(api, {}, { parent: outer });
      expect(fill(element)).to.equal(LIGHT);
      const requestCount = api.requests.length;
      turn(outer, true);
      await until(() => fill(element) === DARK, 'the dark picture');
      await until(() => textColor(element) === 'rgb(232, 234, 237)', 'the light text');
      turn(outer, false);
      await until(() => fill(element) === LIGHT, 'the light picture');
      expect(api.requests).to.have.length(requestCount);
      expect(element.status).to.equal('ready');
    });
  }

  for (const [what, more] of [
    ['ordinal category', { type: 'ordinal' }],
    ['bin', { type: 'quantitative', bin: { step: 1 } }],
    ['range', { type: 'quantitative', scale: { type: 'threshold', domain: [1, 2, 3, 4, 5, 6, 7] } }],
  ] as const)
    it(`gives each ${what} its own color`, async () => {
      const color = { field: 'value', legend: null, ...more };
      const x = { field: 'dimension', type: 'nominal' };
      const rows = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => [`c${at}`, at + 0.5]);
      const query = { result: { headers: ['dimension', 'value'], rows } };
      const element = await drawViz(apiOf(query, { mark: 'bar', encoding: { x, color } }));
      const bars = partsOf(element, '.mark-rect path');
      expect(new Set(bars.map((bar) => bar.getAttribute('fill'))).size).to.equal(8);
    });

  it('follows the page outside its shadow root with "auto"', async () => {
    const host = place();
    const element = await readyViz(salesApi(), {}, { parent: host.attachShadow({ mode: 'open' }) });
    host.classList.add('dark');
    await until(() => fill(element) === DARK, 'the dark picture');
  });

  it('follows the page while it shows only a message with "auto"', async () => {
    const outer = place();
    const element = mountViz(salesApi(), { slug: 'gone' }, { parent: outer });
    await status(element, 'error');
    await settle(element);
    const light = textColor(element);
    outer.setAttribute('data-theme', 'dark');
    await until(() => textColor(element) !== light, 'the light text');
    element.theme = 'light';
    await until(() => textColor(element) === light, 'the dark text');
  });

  describe('with "auto", while the chart is being drawn in the old theme', () => {
    let engine: ChartEngine;
    /** Number of calls that {@link hold} has received. */
    let calls: number;
    let release: () => void;

    /** Calls `work` when the test calls `release`. */
    async function hold<T>(work: () => Promise<T>): Promise<T> {
      calls += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return work();
    }

    beforeEach(async () => {
      calls = 0;
      engine = await loadEngine();
    });
    afterEach(() => setEngine(engine));

    it('follows a theme change before the first picture is complete', async () => {
      setEngine({ mount: (request) => hold(() => engine.mount(request)) });
      const outer = place();
      const element = mountViz(salesApi(), {}, { parent: outer });
      await until(() => calls === 1, 'the drawing');
      const releaseLight = release;
      outer.setAttribute('data-theme', 'dark');
      await settle(element);
      releaseLight();
      await until(() => calls === 2, 'the next drawing');
      release();
      await until(() => fill(element) === DARK, 'the dark picture');
    });

    it('follows a theme change while new rows are inserted', async () => {
      setEngine({
        async mount(request) {
          const chart = await engine.mount(request);
          const update = chart.update.bind(chart);
          const heldUpdate: typeof update = (data) => hold(() => update(data));
          return Object.assign(chart, { update: heldUpdate });
        },
      });
      const outer = place();
      const element = await readyViz(salesApi(), {}, { parent: outer });
      const refreshed = element.refresh();
      await until(() => calls === 1, 'the update');
      outer.setAttribute('data-theme', 'dark');
      await settle(element);
      release();
      await refreshed;
      await until(() => fill(element) === DARK, 'the dark picture');
    });
  });

  it('follows a theme change during a refresh that fails with "auto"', async () => {
    const outer = place();
    const api = salesApi();
    const element = await readyViz(api, {}, { parent: outer });
    const release = api.hold('query');
    api.answer('query', new TypeError('Failed to fetch'));
    void element.refresh();
    await status(element, 'loading');
    outer.setAttribute('data-theme', 'dark');
    await settle(element);
    release();
    await status(element, 'stale');
    await until(() => fill(element) === DARK, 'the dark picture');
  });

  it('keeps "light" and "dark" on any page, with a background if the page differs', async () => {
    const outer = place();
    const element = await readyViz(salesApi(), { theme: 'dark' }, { parent: outer });
    const figure = shadow(element).querySelector('figure')!;
    expect(fill(element)).to.equal(DARK);
    expect(getComputedStyle(figure).backgroundColor).to.equal('rgb(22, 25, 31)');
    outer.setAttribute('data-theme', 'dark');
    await until(() => getComputedStyle(figure).backgroundColor === 'rgba(0, 0, 0, 0)', 'no ground');
    element.theme = 'light';
    await until(() => fill(element) === LIGHT, 'the light picture');
    expect(getComputedStyle(figure).backgroundColor).to.equal('rgb(255, 255, 255)');
  });

  it('does not change the spec with "none"', async () => {
    const element = await readyViz(salesApi(), { theme: 'none' });
    expect(fill(element)).to.equal('#4c78a8');
  });

  it('keeps the size and title of the spec with "none" and fit="none"', async () => {
    const config = { bar: { color: '#ff0000' } };
    const spec = { ...BAR_SPEC, title: 'Its own', width: 222, height: 111, config };
    const element = await readyViz(apiOf(SALES, spec), {
      theme: 'none',
      fit: 'none',
      renderer: 'svg',
    });
    expect(fill(element)).to.equal('#ff0000');
    const picture = shadow(element).querySelector('.picture svg')!;
    expect([...picture.querySelectorAll('text')].map((text) => text.textContent)).to.include('Its own');
    expect(picture.querySelector('.background')!.getAttribute('d')).to.include('h222').and.to.include('v111');
  });

  it('gives precedence to the config of the spec', async () => {
    const spec = { ...BAR_SPEC, config: { bar: { color: '#ff0000' } } };
    const element = await readyViz(apiOf(SALES, spec), { theme: 'dark' });
    expect(fill(element)).to.equal('#ff0000');
  });

  it('applies a theme that the page has defined', async () => {
    defineTheme('corporate', { tokens: { accent: '#123456' } });
    const element = await readyViz(salesApi(), { theme: 'corporate' });
    expect(fill(element)).to.equal('#123456');
  });

  it('follows custom properties of the page live', async () => {
    const outer = place('--vibedasher-color-accent: rgb(171, 205, 18); --vibedasher-color-text: #102030');
    const element = await readyViz(salesApi(), {}, { parent: outer });
    expect(fill(element)).to.equal('#abcd12');
    expect(textColor(element)).to.equal('rgb(16, 32, 48)');
    outer.style.setProperty('--vibedasher-color-accent', 'hotpink');
    await until(() => fill(element) === '#ff69b4', 'the pink picture');
    outer.style.removeProperty('--vibedasher-color-accent');
    await until(() => fill(element) === LIGHT, 'the usual picture');
  });

  it("uses the page's font, or that of --vibedasher-font", async () => {
    const outer = place('font-family: Georgia, serif');
    const element = await readyViz(salesApi(), {}, { parent: outer });
    const font = (): string =>
      shadow(element).querySelector('.picture text')?.getAttribute('font-family') ?? '';
    expect(font()).to.include('Georgia');
    outer.style.setProperty('--vibedasher-font', 'monospace');
    await until(() => font() === 'monospace', 'the other font');
  });
});

/** Whether this browser can emulate print media. */
const canEmulate = /Chrom/.test(navigator.userAgent);

const pictureOf = (element: VibedasherViz): Element =>
  shadow(element).querySelector('.picture svg, .picture canvas')!;

describe('<vibedasher-viz>: print', () => {
  beforeEach(() => void listenToConsole());
  afterEach(async () => {
    cleanUp();
    if (canEmulate) await emulateMedia({ media: 'screen' });
  });

  it('loads before printing, even off screen', async () => {
    const api = salesApi();
    const elements = Array.from({ length: 20 }, (_, index) =>
      mountViz(api, {}, { parent: place(`position: absolute; width: 400px; top: ${index * 400}vh`) }),
    );
    await elements[0]!.ready;
    expect(elements.at(-1)!.status).to.equal('idle');
    const hidden = mountViz(api, {}, { parent: place('display: none') });
    window.dispatchEvent(new Event('beforeprint'));
    await Promise.all(elements.map(({ ready }) => ready));
    for (const element of elements) expect(barsOf(element)).to.equal(3);
    expect(hidden.status).to.equal('idle');
  });

  describe('with emulated print media', function () {
    before(function () {
      if (!canEmulate) this.skip();
    });

    it('loads in print media', async () => {
      const element = mountViz(
        salesApi(),
        {},
        { parent: place('position: absolute; top: 900vh; width: 400px') },
      );
      await element.updateComplete;
      expect(element.status).to.equal('idle');
      await emulateMedia({ media: 'print' });
      await element.ready;
      expect(barsOf(element)).to.equal(3);
    });

    for (const renderer of ['svg', 'canvas']) {
      for (const [what, style, spec] of [
        ['in its default box', '', BAR_SPEC],
        ['in a box of fixed height', 'height: 300px; display: block', BAR_SPEC],
        [
          'of a composed spec',
          '',
          { hconcat: [1, 2, 3].map(() => ({ ...BAR_SPEC, width: 300, height: 200 })) },
        ],
        ['of fixed size', '', { ...BAR_SPEC, width: 900, height: 200 }],
      ] as const) {
        it(`shows the whole picture ${what} (${renderer}) on narrower paper`, async () => {
          const fit = what === 'of fixed size' ? 'none' : 'container';
          const parent = place('width: 1000px');
          const element = await readyViz(
            salesApi(),
            { renderer, style, fit },
            { parent, properties: { spec } },
          );
          const { width, height } = pictureOf(element).getBoundingClientRect();
          await emulateMedia({ media: 'print' });
          // Measure at once: charts are not redrawn for print.
          parent.style.width = '400px';
          const shown = pictureOf(element).getBoundingClientRect();
          const outer = element.getBoundingClientRect();
          expect(shown.width).to.be.closeTo(400, 1);
          expect(shown.height).to.be.closeTo((height * shown.width) / width, 2);
          expect(shown.left).to.be.at.least(outer.left - 1);
          expect(shown.bottom).to.be.at.most(outer.bottom + 1);
          for (let each: Element | null = pictureOf(element).parentElement; each; each = each.parentElement) {
            expect(getComputedStyle(each).overflow, each.className).to.equal('visible');
          }
        });
      }
    }

    it('prints dark text on a light background with any theme', async () => {
      const parent = place('width: 600px; background: #16191f; color: #eee; color-scheme: dark');
      const element = await readyViz(salesApi(), {}, { parent });
      const styleOf = (selector: string): CSSStyleDeclaration =>
        getComputedStyle(shadow(element).querySelector(selector)!);
      expect(styleOf('.title').color).to.equal('rgb(232, 234, 237)');
      await emulateMedia({ media: 'print' });
      expect(styleOf('.title').color).to.equal('rgb(27, 31, 36)');
      expect(styleOf('.figure').backgroundColor).to.equal('rgb(255, 255, 255)');
      expect(styleOf('.picture').filter).to.contain('invert(1)');
      expect(styleOf('.tools').display).to.equal('none');
    });

    it('keeps the space of a chart that has not loaded', async () => {
      const api = salesApi();
      api.hold('query');
      const element = mountViz(api, {}, { parent: place('width: 400px'), content: '<p>Sales</p>' });
      await until(() => element.status === 'loading', 'it loads');
      await emulateMedia({ media: 'print' });
      expect(element.getBoundingClientRect().height).to.be.closeTo(460, 1);
    });
  });
});
