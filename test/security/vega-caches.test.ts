// @lane long
import { expect } from 'chai';
import { pathRender, textMetrics } from 'vega-scenegraph';
import { lruCache } from 'vega-util';
import { evictTextWidths, chargeShape } from '../../src/sandbox/limited-marks.ts';
import { BAR, marks, mount, unmountAll } from '../vega/support.ts';

/** Returns the numbers in a path. */
const numbersOf = (path: string | null) => (path ?? '').match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)!.map(Number);

describe('promise 7: what Vega caches for the lifetime of a page', () => {
  afterEach(unmountAll);

  it('includes no arcs of shapes, which are drawn as curves', async () => {
    const shape = 'M-1,0a1,1 0 0 1 2,0A1 .5 30 1,0 -1 0zm.2.2h.1v.1l.1.1q.1 0 .1.1c0 .1 0 .1.1.1s0 .1.1.1';
    const { container } = await mount({ ...BAR, mark: { type: 'point', shape, size: 900 } });
    const drawn = marks(container, 'symbol')[0]!.getAttribute('d');
    // The path that Vega draws, at its size.
    let path = '';
    const command =
      (letter: string) =>
      (...numbers: number[]) =>
        void (path += letter + String(numbers));
    const context = {
      ...{ moveTo: command('M'), lineTo: command('L'), closePath: command('Z') },
      ...{ bezierCurveTo: command('C'), quadraticCurveTo: command('Q') },
    };
    const { pathParse } = await import('vega-scenegraph');
    pathRender(context, pathParse(shape), 0, 0, 15, 15);
    expect(drawn!.replace(/[^A-Z]/g, '')).to.equal(path.replace(/[^A-Z]/g, ''));
    const expected = numbersOf(path);
    const actual = numbersOf(drawn);
    expect(actual).to.have.length(expected.length);
    expected.forEach((number, index) => expect(actual[index]).to.be.closeTo(number, 0.01));
    expect(chargeShape(undefined, shape)).to.match(/^M-1,0C[^aA]+$/);
    for (const same of ['square', 'triangle-up', 'M0,0L1,1z']) {
      expect(chargeShape(undefined, same)).to.equal(same);
    }
  });

  it('includes only widths of short texts after twenty million characters', () => {
    const { width } = textMetrics;
    const texts = new Set<string>();
    textMetrics.width = (item, text) => {
      texts.add(text);
      return width(item, text);
    };
    try {
      evictTextWidths(19_999_999);
      evictTextWidths(19_999_999);
      evictTextWidths(19_999_999);
    } finally {
      textMetrics.width = width;
    }
    expect([20_000, 40_000]).to.include(texts.size);
    // This cache has the size of Vega's cache.
    const cache = lruCache() as { get(text: string): unknown; set(text: string, value: unknown): void };
    cache.set('long', 1);
    for (const text of texts) cache.set(text, 1);
    expect(cache.get('long')).to.equal(undefined);
  });

  it('includes only a limited number of gradients of removed marks', async () => {
    const stops = '[{offset: 0, color: "red"}, {offset: place, color: "blue"}]';
    const { chart, container } = await mount({
      ...BAR,
      params: [{ name: 'place', value: 0 }],
      mark: { type: 'bar', fill: { expr: `{gradient: 'linear', stops: ${stops}}` } },
    });
    for (let run = 1; run <= 400; run += 1) await chart.view.signal('place', run / 400).runAsync();
    expect(container.querySelectorAll('linearGradient').length).to.be.within(3, 1003);
    const bar = marks(container, 'rect')[0]!;
    const [, id] = /#(\w+)/.exec(bar.getAttribute('fill')!)!;
    expect(container.querySelector(`[id=${id}] stop:last-child`)!.getAttribute('offset')).to.equal('1');
  });
});
