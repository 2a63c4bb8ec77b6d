// @engines all
import { expect } from 'chai';
import { styles as pageStyles } from '../../../src/components/page.styles.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { until } from '../../support/page.ts';
import { rows } from '../../support/fake-api.ts';
import {
  allOf,
  apiOf,
  BAR_SPEC,
  drawViz,
  isShown,
  mountViz,
  place,
  readyViz,
  recordConsole,
  rectOf,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

const boxOf = (element: Element): Box => {
  const { width, height } = element.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
};
const figureOf = (element: VibedasherViz): Element => shadow(element).querySelector('figure')!;

/** Opens a document with `cdn/vibedasher.css` in which the element is not defined. */
async function undefinedPage(): Promise<Document> {
  const sheet = pageStyles.cssText;
  const frame = document.createElement('iframe');
  Object.assign(frame.style, { width: '1280px', height: '900px', border: '0' });
  place().append(frame);
  const page = frame.contentDocument!;
  page.documentElement.lang = 'en';
  page.head.append(Object.assign(page.createElement('style'), { textContent: `body{margin:0}${sheet}` }));
  return page;
}

/** Returns the style of the parent, the style of the element, and the expected size of the figure, from lines of text. */
const boxes = (lines: string): readonly (readonly [parent: string, own: string, figure: Box])[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [parent = '', own = '', size = ''] = line.split('|').map((part) => part.trim());
      const [width = 0, height = 0] = size.split(' × ').map(Number);
      return [parent, own, { width, height }];
    });

const BOXES = boxes(`
  width: 800px | display: block | 800 × 460
  width: 800px | display: flow-root | 800 × 460
  width: 800px | display: flex | 800 × 460
  width: 800px | display: grid | 800 × 460
  width: 800px | display: inline | 800 × 460
  width: 800px | display: list-item | 800 × 460
  width: 800px | display: inline-block | 640 × 460
  width: 800px | display: inline-flex | 640 × 460
  width: 800px | display: inline-grid | 640 × 460
  width: 800px | display: table | 640 × 460
  width: 800px | display: table-cell | 640 × 460
  width: 800px | display: inline-table | 640 × 460
  width: 320px | display: table-cell | 320 × 460
  width: 320px | display: inline-block | 320 × 460
  width: 800px | all: initial | 800 × 460
  width: 800px | display: flex; flex-direction: column | 800 × 460
  width: 800px | display: flex; align-items: center; justify-content: center | 800 × 460
  width: 800px | display: block; position: static | 800 × 460
  width: 800px | float: left | 640 × 460
  width: 800px | display: block; float: right; width: 50% | 400 × 460
  width: 800px; height: 600px; position: relative | position: absolute; inset: 0 | 800 × 600
  width: 800px; height: 600px; position: relative | display: block; position: absolute; inset: 50px | 700 × 500
  width: 800px; height: 600px; position: relative | position: absolute; left: 0; top: 0 | 640 × 460
  width: 800px | display: block; height: 300px | 800 × 300
  width: 800px | display: flex; height: 300px | 800 × 300
  width: 800px | display: block; min-height: 600px | 800 × 600
  width: 800px | min-height: 600px | 800 × 600
  width: 800px | display: flex; min-height: 600px | 800 × 600
  width: 800px | display: grid; min-height: 600px | 800 × 600
  width: 800px | display: block; max-height: 200px | 800 × 200
  width: 800px | display: block; aspect-ratio: 1 | 800 × 800
  width: 800px | aspect-ratio: 4 / 3 | 800 × 600
  width: 800px; display: flex | display: block; flex: 1 | 800 × 460
  width: 800px; display: flex; flex-direction: column | display: block | 800 × 460
  width: 800px; height: 500px; display: flex; flex-direction: column | display: block; flex: 1 | 800 × 500
  width: 800px; height: 300px; display: flex; flex-direction: column | display: block; flex: 1; min-height: 0 | 800 × 300
  width: 800px; height: 300px; display: flex | display: block; flex: 1 | 800 × 300
  width: 800px; display: grid; grid-template: 300px / 1fr 1fr | display: block | 400 × 300
  width: 800px; display: grid; grid-template-columns: 1fr 1fr | display: flex | 400 × 460
  width: 300px; display: grid | display: block | 300 × 460
`);

/** Cases that the style sheet cannot handle before the element is defined, or that tell nothing new about it. */
const LATER = boxes(`
  width: 880px | | 880 × 495
  width: 320px | | 320 × 460
  width: 1400px | | 1400 × 520
  width: 600px | height: 120px | 600 × 120
  width: 600px | height: 700px | 600 × 700
  width: 600px; height: 333px | height: 100% | 600 × 333
  width: 800px | --vibedasher-aspect-ratio: 1.6 | 800 × 500
  width: 800px | width: 480px | 480 × 460
  width: 800px; display: flex | flex: 0 0 400px | 400 × 460
  width: 800px; display: flex; align-items: start | | 640 × 460
  width: 800px; display: grid; grid-template: 300px / 1fr | height: 100% | 800 × 300
  display: inline-block | | 640 × 460
  width: 800px | display: grid; place-items: center; gap: 2rem | 800 × 460
  width: 800px | display: block; aspect-ratio: 4 | 800 × 200
  width: 800px | aspect-ratio: 4 | 800 × 200
`);

describe('<vibedasher-viz>: layout in the page', () => {
  recordConsole();

  for (const [parent, own, figure] of [...BOXES, ...LATER]) {
    it(`fills “${own}” in “${parent}” from the first frame`, async () => {
      const api = salesApi();
      const release = api.hold('query');
      const element = mountViz(api, { style: own }, { parent: place(`font-size: 16px; ${parent}`) });
      await element.updateComplete;
      expect(boxOf(figureOf(element))).to.deep.equal(figure);
      const before = boxOf(element);
      await api.seen('query');
      release();
      await element.ready;
      await settle(element);
      expect(boxOf(figureOf(element))).to.deep.equal(figure);
      expect(boxOf(element)).to.deep.equal(before);
      const picture = rectOf(element, '.picture svg');
      expect(picture.width).to.be.within(figure.width * 0.9, figure.width);
      expect(picture.height).to.be.within(20, figure.height);
      const outer = element.getBoundingClientRect();
      expect(picture.left).to.be.at.least(outer.left - 1);
      expect(picture.right).to.be.at.most(outer.right + 1);
      expect(picture.bottom).to.be.at.most(outer.bottom + 1);
    });
  }

  for (const [parent, own] of BOXES) {
    it(`reserves the space of “${own}” in “${parent}” before it is defined`, async () => {
      const page = await undefinedPage();
      const outer = page.body.appendChild(page.createElement('div'));
      outer.style.cssText = `font-size: 16px; ${parent}`;
      const waiting = outer.appendChild(page.createElement('vibedasher-viz'));
      waiting.style.cssText = own;
      const after = outer.appendChild(page.createElement('p'));

      const inner = place(`font-size: 16px; ${parent}`);
      const element = mountViz(salesApi(), { style: own }, { parent: inner });
      const next = inner.appendChild(document.createElement('p'));
      await element.updateComplete;

      expect(boxOf(outer)).to.deep.equal(boxOf(inner));
      const top = (each: Element, of: Element): number =>
        Math.round(each.getBoundingClientRect().top - of.getBoundingClientRect().top);
      expect(top(after, outer)).to.equal(top(next, inner));
      if (!own.includes('inline') && !own.includes('initial'))
        expect(boxOf(waiting)).to.deep.equal(boxOf(element));
    });
  }

  for (const [own, figure] of [
    ['padding: 20px', { width: 760, height: 460 }],
    ['display: block; padding: 20px', { width: 760, height: 460 }],
    ['display: flex; padding: 10px 20px; border: 5px solid', { width: 750, height: 460 }],
    ['padding: 20px; border: 5px solid; height: 400px', { width: 750, height: 350 }],
    ['padding: 20px; box-sizing: content-box; height: 400px; width: 500px', { width: 500, height: 400 }],
    ['padding: 5%', { width: 720, height: 460 }],
  ] as const) {
    it(`keeps “${own}” around the figure`, async () => {
      const parent = place('width: 800px; font-size: 16px');
      const element = await readyViz(salesApi(), { style: own }, { parent });
      await settle(element);
      const { width, height } = boxOf(figureOf(element));
      expect(width).to.equal(figure.width);
      expect(height).to.be.closeTo(figure.height, 1);
      const [outer, inner] = [element.getBoundingClientRect(), figureOf(element).getBoundingClientRect()];
      const style = getComputedStyle(element);
      const edge = (side: 'Left' | 'Top'): number =>
        Number.parseFloat(style[`padding${side}`]) + Number.parseFloat(style[`border${side}Width`]);
      expect(inner.left - outer.left).to.be.closeTo(edge('Left'), 0.5);
      expect(inner.top - outer.top).to.be.closeTo(edge('Top'), 0.5);
      expect(outer.right - inner.right).to.be.closeTo(edge('Left'), 0.5);
      expect(outer.bottom - inner.bottom).to.be.closeTo(edge('Top'), 1);
    });
  }

  for (const display of ['block', 'flex', 'grid', 'inline', 'flex; flex-direction: column', 'inline-block']) {
    it(`grows with a picture of fixed size in “display: ${display}”`, async () => {
      const unit = { ...BAR_SPEC, width: 150, height: 150 };
      const api = salesApi();
      const element = await readyViz(
        api,
        { style: `display: ${display}` },
        { parent: place('width: 500px'), properties: { spec: { vconcat: [unit, unit, unit, unit] } } },
      );
      await settle(element);
      const { width, height } = boxOf(figureOf(element));
      expect(width).to.equal(500);
      expect(height).to.be.within(640, 1100);
      if (display !== 'inline') expect(boxOf(element).height).to.equal(height);
      element.spec = { hconcat: [unit, unit] };
      await until(() => boxOf(figureOf(element)).height < 400, 'the usual height');
      expect(boxOf(figureOf(element)).height).to.be.at.least(240);
    });
  }

  it('takes no space when the page hides it', async () => {
    const parent = place('width: 800px');
    const element = mountViz(salesApi(), {}, { parent });
    for (const hide of [() => (element.hidden = true), () => (element.style.display = 'none')]) {
      hide();
      expect(boxOf(parent).height).to.equal(0);
      element.hidden = false;
      element.style.display = '';
    }
  });

  it('takes no space when the page hides it before it is defined', async () => {
    const page = await undefinedPage();
    const parent = page.body.appendChild(page.createElement('div'));
    for (const name of ['vibedasher-viz', 'vibedasher-table', 'vibedasher-gallery', 'div']) {
      const element = parent.appendChild(page.createElement(name));
      element.hidden = true;
      element.dataset['vibedasherViz'] = '';
      expect(boxOf(parent).height, name).to.equal(0);
    }
  });

  it('hides the title of the spec with caption="none" but keeps it as the label', async () => {
    const spec = { ...BAR_SPEC, title: { text: 'Best sellers', subtitle: 'By region' } };
    const top = async (attributes: Record<string, string>, of: object): Promise<number> => {
      const element = await readyViz(salesApi(), attributes, {
        parent: place('width: 600px'),
        properties: { spec: of },
      });
      const texts = allOf(element, 'svg text').map((text) => text.textContent);
      expect(texts).to.include('North');
      expect(texts).not.to.include.members(['Best sellers']);
      expect(texts).not.to.include.members(['By region']);
      if (of === spec) {
        expect(shadow(element).querySelector('.chart')!.ariaLabel).to.equal('Best sellers');
        expect(textOf(element, '.title')).to.equal('');
      }
      const plot = rectOf(element, '.mark-rect');
      return plot.top - element.getBoundingClientRect().top;
    };
    const caption = 'none';
    expect(await top({ caption }, spec)).to.be.closeTo(await top({ caption }, BAR_SPEC), 0.1);
  });

  /** Returns the boxes of the visible texts by selector. */
  function seen(element: VibedasherViz, selectors: readonly string[]): Map<string, DOMRect> {
    const outer = element.getBoundingClientRect();
    const found = new Map<string, DOMRect>();
    for (const selector of selectors) {
      const each = shadow(element).querySelector(selector);
      const rect = each?.getBoundingClientRect();
      if (!each || !rect || !isShown(each) || rect.width * rect.height === 0) continue;
      const { top, right } = each.closest('.caption')?.getBoundingClientRect() ?? outer;
      if (rect.left < right && rect.top < outer.bottom && rect.bottom > top) found.set(selector, rect);
    }
    return found;
  }

  for (const [height, kept, lacks] of [
    [64, ['.number b'], ['.title', '.description', '.tools']],
    [112, ['.title', '.number b', '.comparison'], ['.description', '.tools']],
    [130, ['.title', '.number b', '.comparison'], ['.tools']],
    [280, ['.title', '.description', '.number b', '.comparison', '.tools'], []],
  ] as const) {
    it(`shows as much of a number chart as fits into ${height} px, without overlaps`, async () => {
      const cells = [['Unemployed builders, February 2010', 244, 200]];
      const api = salesApi({ queries: { [SALES_SQL]: rows(['dimension', 'value', 'prev_value'], cells) } });
      const attributes = { sql: SALES_SQL, caption: 'viz', mark: 'number', style: `height: ${height}px` };
      const element = await drawViz(api, attributes, 'width: 240px; font: 16px / 1.2 sans-serif');
      const all = ['.title', '.description', '.number b', '.comparison', '.notices', '.tools'];
      const texts = seen(element, all);
      const outer = element.getBoundingClientRect();
      expect([...texts.keys()]).to.include.members([...kept]);
      expect([...texts.keys()].filter((each) => (lacks as readonly string[]).includes(each))).to.deep.equal(
        [],
      );
      for (const selector of kept) {
        expect(texts.get(selector)?.top, selector).to.be.at.least(outer.top);
        expect(texts.get(selector)?.bottom, selector).to.be.at.most(outer.bottom + 1);
      }
      const boxes = [...texts].filter(([selector]) => selector !== '.tools');
      for (const [one, a] of boxes) {
        for (const [other, b] of boxes) {
          if (one !== other && a.top <= b.top)
            expect(a.bottom, `${one} over ${other}`).to.be.at.most(b.top + 1);
        }
      }
    });
  }

  it('grows with the font size, before and after it is defined', async () => {
    const page = await undefinedPage();
    const heights = ['16px', '32px'].map((size) => {
      const waiting = page.body.appendChild(page.createElement('vibedasher-viz'));
      waiting.style.cssText = `width: 390px; font-size: ${size}`;
      const element = mountViz(salesApi(), {}, { parent: place(`width: 390px; font-size: ${size}`) });
      expect(boxOf(waiting)).to.deep.equal(boxOf(element));
      return boxOf(element).height;
    });
    // In a box narrow for its text, title and notes have more lines.
    expect(heights).to.deep.equal([460, 922]);
  });

  it('keeps a minimum plot height with large text', async () => {
    const element = await readyViz(
      salesApi(),
      {},
      { parent: place('width: 390px; font: 32px / 1.2 sans-serif') },
    );
    const plot = rectOf(element, '.mark-rect');
    expect(plot.height).to.be.above(150);
  });

  describe('with text at 200 %', () => {
    const names = 'Germany France Italy Spain Poland Romania Netherlands Belgium'
      .concat(' Sweden Portugal Greece Hungary Austria Bulgaria Denmark Finland')
      .split(' ');
    const bars = rows(
      ['country', 'people'],
      names.map((name, at) => [name, 84 - at * 5]),
    );
    const lines = rows(
      ['day', 'country', 'people'],
      names.slice(0, 6).flatMap((name, at) => [1, 2, 3, 4].map((day) => [`2024-01-0${day}`, name, day * at])),
    );
    const parts = rows(
      ['country', 'people'],
      names.slice(0, 5).map((name, at) => [name, [50, 44, 3, 2, 1][at]]),
    );

    /** Returns the texts of the picture that overlap each other. */
    function overlaps(element: VibedasherViz): readonly string[] {
      const texts = allOf(element, '.picture text').filter((text) => text.textContent);
      const boxes = texts.map((text) => text.getBoundingClientRect());
      return texts.flatMap((text, at) =>
        boxes.some(
          (box, other) =>
            other < at &&
            Math.min(box.right, boxes[at]!.right) - Math.max(box.left, boxes[at]!.left) > 2 &&
            // Glyphs are lower than their boxes.
            Math.min(box.bottom, boxes[at]!.bottom) - Math.max(box.top, boxes[at]!.top) > box.height * 0.3,
        )
          ? [text.textContent!]
          : [],
      );
    }
    const labelSize = (element: VibedasherViz): string | undefined =>
      shadow(element).querySelector('.role-axis-label text, .mark-text text')?.getAttribute('font-size') ??
      undefined;

    for (const [what, mark, query] of [
      ['bars', 'bar', bars],
      ['lines', 'line', lines],
      ['a donut', 'arc', parts],
    ] as const) {
      for (const width of [358, 680]) {
        for (const when of ['before', 'after']) {
          it(`draws ${what} in ${width} px without overlaps if a style sheet changes it ${when} loading`, async () => {
            const parent = place(`width: ${width}px; font-family: "DejaVu Sans", sans-serif`);
            const sheet = document.createElement('style');
            sheet.textContent = `#${(parent.id = 'large')} { font-size: 32px }`;
            if (when === 'before') parent.prepend(sheet);
            const api = salesApi({ queries: { [SALES_SQL]: query } });
            const element = await readyViz(api, { mark, renderer: 'svg', sql: SALES_SQL }, { parent });
            if (when === 'after') {
              const before = labelSize(element);
              parent.prepend(sheet);
              await until(() => labelSize(element) !== before, 'larger labels');
            }
            await settle(element);
            expect(overlaps(element)).to.deep.equal([]);
            const plot = rectOf(element, '.picture .background');
            expect(plot.height / element.getBoundingClientRect().height).to.be.at.least(0.25);
            if (what === 'bars') {
              const shown = shadow(element).querySelectorAll('.mark-rect path').length;
              expect(shown).to.be.within(4, names.length);
            }
          });
        }
      }
    }

    it('wraps the title of an axis that fits with the usual text', async () => {
      const title = 'Carbon dioxide (ppm)';
      const query = rows(
        ['day', title],
        [1, 2, 3, 4].map((day) => [`2024-01-0${day}`, 400 + day]),
      );
      const style = 'width: 300px; font: 32px "DejaVu Sans", sans-serif';
      const element = await drawViz(apiOf(query), { mark: 'line' }, style);
      const text = shadow(element).querySelector('.role-axis-title text')!;
      expect(text.textContent.replaceAll(/\s/g, '')).to.equal(title.replaceAll(/\s/g, ''));
      const { right } = rectOf(element, '.picture svg');
      expect(text.getBoundingClientRect().right).to.be.at.most(right + 1);
    });

    it('scales the text of a published chart whose box keeps its size', async () => {
      const parent = place('width: 800px; font: 16px sans-serif');
      const element = await readyViz(
        salesApi(),
        { renderer: 'svg', caption: 'none', style: 'height: 400px' },
        { parent },
      );
      await settle(element);
      expect(labelSize(element)).to.equal('12px');
      const sheet = document.createElement('style');
      sheet.textContent = 'vibedasher-viz { font-size: 32px }';
      parent.prepend(sheet);
      await until(() => labelSize(element) === '24px', 'larger labels');
      sheet.remove();
      await until(() => labelSize(element) === '12px', 'smaller labels');
    });
  });

  it('shows rows of a table with large text', async () => {
    const parent = place('width: 390px; font: 32px / 1.2 sans-serif');
    const element = await readyViz(salesApi(), { mark: 'table', sql: SALES_SQL }, { parent });
    await settle(element);
    const { bottom } = element.getBoundingClientRect();
    const shown = allOf(element, 'tbody tr').filter((row) => row.getBoundingClientRect().bottom <= bottom);
    expect(shown.length).to.be.at.least(2);
  });

  it('leaves no gap between a narrow picture and the toolbar', async () => {
    const element = await readyViz(
      salesApi(),
      {},
      { parent: place('width: 320px; --vibedasher-aspect-ratio: 1') },
    );
    expect(rectOf(element, '.tools').top - rectOf(element, '.stage').bottom).to.be.within(0, 10);
    expect(element.getBoundingClientRect().bottom - rectOf(element, '.tools').bottom).to.be.within(0, 6);
  });
});
