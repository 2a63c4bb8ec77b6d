// @engines all
/** Attacks with texts in a spec that reach CSS. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { VibedasherViz } from '../../src/components/viz/viz-element.ts';
import { BAR, drawn, inside, marks } from '../support/charts.ts';
import { foreignText, gaugeChannels, warningsOf } from '../support/css.ts';
import { closePages, type Page } from '../support/page.ts';
import { addSpec, EVIL, expectAlive, expectUntouched, forget, openWatched } from '../support/watched.ts';

/** Attacks on CSS parsers. The first ones fetched a URL in spite of a deny-list. */
const ATTACKS: Readonly<Record<string, string>> = {
  'an escape that ends with a carriage return and a line feed': `\\75\r\nrl(${EVIL}.svg#a)`,
  'an escape that ends with a form feed': `\\75\frl(${EVIL}.svg#a)`,
  'an escape within the name': `u\\72l(${EVIL})`,
  'an escaped letter': `\\url(${EVIL})`,
  'an escaped parenthesis': `url\\28 ${EVIL})`,
  'a comment within a fallback': `var(--tw-pan-x,"/*") url(${EVIL}), auto var(--tw-pan-x,"*/")`,
  'a variable of the page': `var(--tw-pan-x,) url(${EVIL})`,
  'a fallback of a variable': `var(--nothing, url(${EVIL}))`,
  'a fallback of the environment': `env(nothing, url(${EVIL}))`,
  'an attribute': `attr(aria-label type(<url>), url(${EVIL}))`,
  'an image set with a text': `image-set("${EVIL}" 1x), auto`,
  'an image set with a prefix': `-webkit-image-set(url(${EVIL}) 1x), auto`,
  'a source': `src("${EVIL}")`,
  'an unclosed url()': `url(${EVIL}`,
  'a URL after a color': `red url(${EVIL})`,
  'a URL before a color': `url(${EVIL}#a) red`,
  'capital letters': `URL("${EVIL}")`,
  'a second declaration': `red; background: url(${EVIL})`,
  'a rule': `red} @import "${EVIL}";`,
  'the end of an attribute': `red" style="background:url(${EVIL})`,
  'a mask': `none; mask: url(${EVIL}#a)`,
  'a color mix with a URL': `color-mix(in srgb, url(${EVIL}), red)`,
  'a null character': `u\0rl(${EVIL})`,
  '33,000 unclosed comments': `(${'/* '.repeat(33_000)}`,
};

const call = (name: string): string => `${name}(`;
/** Parts of random texts. */
const FRAGMENTS = [
  ...['\\75 ', '\r\n', '\f', '\t', '\0', ' ', '@import ', 'color-mix(in srgb,', '\u00a0', 'ſ'],
  ...String.raw`\ \72 /* */ <!-- --> " ' ( ) { } ; , : ! # % / --tw-pan-x red auto none 0 1 serif inherit`.split(
    ' ',
  ),
  ...'var env attr calc url URL image-set -webkit-image-set image src element paint format'
    .split(' ')
    .map(call),
  ...'cross-fade linear-gradient rgb hsl'.split(' ').map(call),
  ...[EVIL, `"${EVIL}"`, `url(${EVIL})`, `url("${EVIL}#a")`, `u\\72l(${EVIL})`],
];

/** Moves the pointer over a bar, and returns the cursor. */
async function cursorOver(viz: VibedasherViz, page: Page): Promise<string> {
  const bar = marks(viz, 'rect')[0] ?? inside(viz).querySelector('.chart canvas')!;
  const { left, top, height } = bar.getBoundingClientRect();
  const [x, y] = bar.tagName === 'CANVAS' ? viz.view!.origin() : [3, 3];
  const at = { clientX: left + x + 12, clientY: top + (y > 3 ? height / 2 : 5) };
  for (const type of ['pointermove', 'pointermove']) {
    bar.dispatchEvent(new page.window.PointerEvent(type, { bubbles: true, composed: true, ...at }));
  }
  await viz.view!.runAsync();
  return viz.view!.container()!.style.cursor;
}

describe('promise 2: CSS in a spec', () => {
  let page: Page;

  before(async () => {
    page = await openWatched();
    // Tailwind adds these to every page.
    const sheet = new (page.window as unknown as { CSSStyleSheet: typeof CSSStyleSheet }).CSSStyleSheet();
    sheet.replaceSync(':root, * { --tw-pan-x: ; --tw-ring-inset: ; }');
    page.document.adoptedStyleSheets.push(sheet);
  });
  afterEach(() => {
    page.document.querySelectorAll('vibedasher-viz').forEach((each) => each.remove());
    forget(page);
  });
  after(closePages);

  for (const [name, text] of Object.entries(ATTACKS)) {
    for (const renderer of ['svg', 'canvas']) {
      it(`is ignored: ${name} (${renderer})`, async () => {
        const warnings = warningsOf(page);
        const mark = { type: 'bar', fill: text, stroke: text, strokeWidth: 2, cursor: text };
        const viz = await drawn(addSpec(page, { ...BAR, mark }, { renderer }));
        expect(await cursorOver(viz, page)).to.match(/^[a-z-]*$/);
        expect(foreignText(inside(viz), page)).to.deep.equal([]);
        await expectUntouched(page);
        const ignored = warnings.filter((each) => each.includes('is ignored'));
        expect(ignored.filter((each) => each.includes('(fill)'))).to.have.length(1);
        expect(ignored.filter((each) => each.includes('(stroke)'))).to.have.length(0);
        expect(ignored.filter((each) => each.includes('(cursor)'))).to.have.length(1);
        for (const each of ignored) expect(each.length).to.be.lessThan(400);
      });
    }
  }

  for (const renderer of ['svg', 'canvas']) {
    it(`is ignored if an expression writes it onto drawn marks (${renderer})`, async () => {
      const box = '[[-1e4, -1e4], [1e4, 1e4]]';
      const spec = {
        params: [
          {
            name: 'found',
            value: 0,
            on: [
              { events: 'click', update: `setdata('evil', intersect(${box}, {marktype: 'rect'})) ? 1 : 1` },
              {
                events: 'dblclick',
                update: `modify('evil', null, null, null, data('evil')[0], {fill: 'url(${EVIL}#a)', cursor: 'url(${EVIL}), auto'}) ? 2 : 2`,
              },
            ],
          },
        ],
        layer: [BAR, { data: { name: 'evil', values: [] }, mark: 'point' }],
      };
      const viz = addSpec(page, spec, { renderer });
      await viz.ready.catch(() => undefined);
      const picture = inside(viz).querySelector('.chart svg .background, .chart canvas');
      for (const type of ['click', 'dblclick']) {
        picture?.dispatchEvent(new page.window.MouseEvent(type, { bubbles: true, composed: true }));
        await viz.view?.runAsync();
        await viz.view?.resize().runAsync();
      }
      expect(foreignText(inside(viz), page)).to.deep.equal([]);
      await expectUntouched(page);
    });
  }

  for (const renderer of ['svg', 'canvas']) {
    it(`fetches nothing for random values in any channel (${renderer})`, async () => {
      const viz = await drawn(addSpec(page, gaugeChannels(), { renderer, caption: 'none' }));
      const view = viz.view!;
      const fragment = fc.constantFrom(...FRAGMENTS);
      const text = fc.oneof(
        {
          weight: 8,
          arbitrary: fc.array(fragment, { minLength: 1, maxLength: 9 }).map((parts) => parts.join('')),
        },
        { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
      );
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          await view.signal('text', value).runAsync();
          expect(foreignText(inside(viz), page)).to.deep.equal([]);
        }),
        {
          numRuns: 150,
          examples: [
            // Inherited names: Vega looks up some values in objects.
            ...['toString', 'valueOf', 'constructor', '__proto__'],
            // A font name without a closing quote, which browsers add.
            '"%',
            "'#",
          ].map((value): [string] => [value]),
        },
      );
      expect(await cursorOver(viz, page)).to.match(/^[a-z-]*$/);
      await expectUntouched(page);
    }).timeout(60_000);
  }

  it('cannot affect another page', async () => {
    await expectAlive(page);
  });
});

describe('promise 2: a chart with valid CSS values', () => {
  let page: Page;

  before(async () => {
    page = await openWatched();
  });
  afterEach(() => page.document.querySelectorAll('vibedasher-viz').forEach((each) => each.remove()));
  after(closePages);

  for (const [color, painted] of [
    ['steelblue', 'rgb(70, 130, 180)'],
    ['SteelBlue', 'rgb(70, 130, 180)'],
    ['#4682b4', 'rgb(70, 130, 180)'],
    ['#4682B480', 'rgba(70, 130, 180, 0.5)'],
    [' rgb(70,130,180) ', 'rgb(70, 130, 180)'],
    ['rgb(70 130 180 / 50%)', 'rgba(70, 130, 180, 0.5)'],
    ['hsl(120deg 100% 25%)', 'rgb(0, 128, 0)'],
    ['hsla(120, 100%, 25%, .5)', 'rgba(0, 128, 0, 0.5)'],
    ['hwb(120 0% 50%)', 'rgb(0, 128, 0)'],
    ['transparent', 'rgba(0, 0, 0, 0)'],
    ['none', 'none'],
    ['currentColor', null],
    ['oklch(0.7 0.1 200)', null],
    ['color(display-p3 0 1 0)', null],
    ['color-mix(in srgb, red 40%, blue)', null],
  ] as const) {
    it(`paints ${color}`, async () => {
      const warnings = warningsOf(page);
      const viz = await drawn(addSpec(page, { ...BAR, mark: { type: 'bar', fill: color } }));
      const { fill } = page.window.getComputedStyle(marks(viz, 'rect')[0]!);
      if (painted) expect(fill).to.equal(painted);
      else expect(fill).to.match(/^(rgb|oklch|color)\(/);
      expect(warnings).to.deep.equal([]);
    });
  }

  it('paints colors of expressions and gradients, keywords, fonts and dashes', async () => {
    const warnings = warningsOf(page);
    const stops = ['red', 'hsl(240 100% 50%)'].map((color, offset) => ({ offset, color }));
    const strokes = { strokeDash: [4, 2], strokeCap: 'round', strokeJoin: 'bevel', blend: 'multiply' };
    const bars = {
      fill: { gradient: 'radial', stops },
      stroke: { expr: 'hcl(120, 50, 50)' },
      cursor: 'ns-resize',
    };
    const font = `"Segoe UI", Helvetica Neue, メイリオ, sans-serif`;
    const layer = [
      { mark: { type: 'bar', ...bars, ...strokes } },
      { mark: { type: 'text', font, fontWeight: 600, fontStyle: 'italic', text: 'x' } },
    ];
    const viz = await drawn(addSpec(page, { encoding: BAR.encoding, layer }));
    const [bar] = marks(viz, 'rect');
    const [text] = marks(viz, 'text');
    expect(bar!.getAttribute('fill')).to.match(/#p_gradient_\d+\)$/);
    const colors = [...inside(viz).querySelectorAll('radialGradient stop')].map((stop) =>
      stop.getAttribute('stop-color'),
    );
    expect(colors.slice(0, 2)).to.deep.equal(['red', 'rgb(0, 0, 255)']);
    expect(bar!.getAttribute('stroke')).to.match(/^rgb\(/);
    for (const [name, value] of [
      ['dasharray', '4,2'],
      ['linecap', 'round'],
      ['linejoin', 'bevel'],
    ] as const)
      expect(bar!.getAttribute(`stroke-${name}`)).to.equal(value);
    expect(bar!.style.mixBlendMode).to.equal('multiply');
    expect(await cursorOver(viz, page)).to.equal('ns-resize');
    expect(text!.getAttribute('font-family')).to.contain('Segoe UI').and.contain('メイリオ');
    expect(text!.getAttribute('font-weight')).to.equal('600');
    expect(text!.getAttribute('font-style')).to.equal('italic');
    expect(warnings).to.deep.equal([]);
  });
});
