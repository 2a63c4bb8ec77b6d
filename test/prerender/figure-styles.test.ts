// @engines all
import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { styles as pageStyles } from '../../src/components/page.styles.ts';
import { WIDTHS } from '../../node/prerender/box.ts';
import { type FigureContent, writeFigure } from '../../node/prerender/figure.ts';
import { createLocales } from '../../src/locale/load-locale.ts';
import { distance, luminance, toHex } from '../../src/theming/tokens.ts';
import type { Column } from '../../src/public-client/types.ts';
import { mountTable, typed } from '../components/table/harness.ts';
import { sendInput } from '../support/real-mouse.ts';
import { observed } from '../support/settle.ts';
import { cleanUp, mountViz, place, salesApi, settle, shadow, readyViz } from '../components/viz/harness.ts';

const { localeFor } = createLocales();
const drawing = (width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.round(width / 2)}" viewBox="0 0 ${width} ${Math.round(width / 2)}" fill="none"><rect class="vd-muted vd-grid-line" width="50" height="20" fill="#5b6470" stroke="#e4e7eb"/><text class="vd-text" x="10" y="50" fill="#1b1f24">${width}</text></svg>`;

const CONTENT: FigureContent = {
  key: '3f9c1a2e',
  locale: localeFor('en', 'UTC'),
  caption: 'auto',
  title: 'Weekly sales',
  description: null,
  notes: null,
  source: null,
  svgs: WIDTHS.map((width) => ({ width, svg: drawing(width) })),
  dataset: {
    columns: [{ name: 'Region', type: 'string' } as Column],
    rows: Array.from({ length: 100 }, (_, row) => [`Region ${row}`]),
    truncated: false,
  },
  asOf: null,
  natural: false,
  scheme: 'auto',
  target: 'web',
};

interface Waiting {
  readonly page: Document;
  readonly host: HTMLElement;
  readonly figure: HTMLElement;
}

interface Placing {
  /** The `style` of the element. */
  readonly style?: string;
  readonly tag?: string;
  readonly attributes?: string;
  /** Attributes of `<html>` and `<body>`. */
  readonly page?: string;
  readonly body?: string;
  readonly into?: 'light' | 'shadow';
  /** Whether the page has the style sheet. A shadow root always has it. */
  readonly withSheet?: boolean;
  readonly before?: string;
  /** Rules of the page, after the style sheet. */
  readonly rules?: string;
}

/** Opens a page without the script. Its only element contains a figure. */
async function waiting(content: Partial<FigureContent> = {}, placing: Placing = {}): Promise<Waiting> {
  const { style = '', tag = 'vibedasher-viz', attributes = '', into = 'light', withSheet = true } = placing;
  const sheet = `<style>${pageStyles.cssText}</style>`;
  const inside = writeFigure({ ...CONTENT, ...content });
  const held = into === 'light' ? inside : `<template shadowrootmode="open">${sheet}${inside}</template>`;
  const frame = document.createElement('iframe');
  Object.assign(frame.style, { width: '1400px', height: '900px', border: '0' });
  place().append(frame);
  const page = frame.contentDocument!;
  page.open();
  page.write(
    `<!doctype html><html lang="en" ${placing.page ?? ''}><head><style>body{margin:0;font:16px sans-serif}</style>${withSheet ? sheet : ''}<style>${placing.rules ?? ''}</style></head>` +
      `<body ${placing.body ?? ''}><${tag} ${attributes} style="${style}">${placing.before ?? ''}${held}</${tag}></body></html>`,
  );
  page.close();
  const host = page.body.querySelector<HTMLElement>(tag)!;
  const figure = (host.shadowRoot ?? host).querySelector('figure')!;
  return { page, host, figure };
}

const shownWidths = (figure: Element): readonly string[] =>
  [...figure.querySelectorAll('svg')]
    .filter((svg) => svg.getBoundingClientRect().width > 0)
    .map((svg) => svg.getAttribute('data-width')!);
const boxOf = (element: Element): readonly number[] => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height].map(Math.round);
};
const styleOf = (element: Element): CSSStyleDeclaration =>
  element.ownerDocument.defaultView!.getComputedStyle(element);

/** Returns the box of an element in another. */
const from = (outer: Element, inner: Element): readonly number[] => {
  const [left, top] = boxOf(outer);
  const [x, y, ...size] = boxOf(inner);
  return [x! - left!, y! - top!, ...size];
};
const TEXT_STYLES = [
  'fontSize',
  'fontWeight',
  'fontStyle',
  'fontFamily',
  'lineHeight',
  'color',
  'textTransform',
] as const;

describe('a prerendered picture', () => {
  afterEach(cleanUp);

  for (const into of ['light', 'shadow'] as const) {
    it(`fills the reserved box of each element, in ${into} DOM`, async () => {
      for (const [tag, attributes] of [
        ['vibedasher-viz', ''],
        ['vibedasher-table', ''],
        ['div', 'data-vibedasher-viz="acme/sales"'],
      ] as const) {
        const empty = await waiting({}, { tag, attributes });
        empty.figure.remove();
        // The style sheet in a shadow root is enough for the elements.
        const withSheet = into === 'light' || tag === 'div';
        const { host, figure } = await waiting({}, { tag, attributes, into, withSheet });
        expect(boxOf(host), tag).to.deep.equal(boxOf(empty.host));
        expect(boxOf(figure), tag).to.deep.equal(boxOf(host));
        expect(boxOf(host)[3], tag).to.be.above(200);
      }
    });

    it(`shows the widest drawing that fits, in ${into} DOM`, async () => {
      const { host, figure } = await waiting({}, { into });
      const drawings = [320, 320, 360, 360, 480, 480, 640, 640, 720, 1080];
      for (const [index, box] of [200, 323, 324, 431, 432, 575, 576, 647, 648, 1300].entries()) {
        host.style.width = `${box}px`;
        await observed();
        expect(shownWidths(figure), `${box} px`).to.deep.equal([String(drawings[index])]);
      }
    });
  }

  it('shows the widest drawing that fits if the page has two', async () => {
    const svgs = [320, 720].map((width) => ({ width, svg: drawing(width) }));
    const { host, figure } = await waiting({ svgs }, { style: 'width: 600px' });
    expect(shownWidths(figure)).to.deep.equal(['320']);
    host.style.width = '1200px';
    await observed();
    expect(shownWidths(figure)).to.deep.equal(['720']);
  });

  it('enlarges its texts with those of a page with text at 200 %', async () => {
    for (const width of [1080, 720, 360, 300]) {
      const scaleOf = async (rules: string): Promise<number> => {
        const { figure } = await waiting({}, { style: `width: ${width}px`, rules });
        const [shown] = shownWidths(figure);
        const svg = figure.querySelector<SVGSVGElement>(`svg[data-width="${shown}"]`)!;
        const stage = svg.parentElement!;
        expect(svg.getBoundingClientRect().bottom).to.be.at.most(stage.getBoundingClientRect().bottom + 1);
        expect(stage.scrollHeight).to.be.at.most(stage.clientHeight + 1);
        return svg.getScreenCTM()!.a;
      };
      expect(await scaleOf(''), `${width} px`).to.be.within(0.8, 1.12);
      expect(await scaleOf('body { font-size: 20px }'), `${width} px`).to.be.within(0.8, 1.12);
      expect(await scaleOf('body { font-size: 32px }'), `${width} px`).to.be.within(1.4, 2);
    }
  });

  it('shows one drawing without the style sheet', async () => {
    expect(shownWidths((await waiting({}, { withSheet: false })).figure)).to.deep.equal(['480']);
  });

  it('stays within the padding of the page', async () => {
    const { host, figure } = await waiting({}, { style: 'width: 600px; padding: 20px' });
    const [x, , width] = boxOf(host);
    expect(
      boxOf(figure.querySelector('div:has(> svg)')!).filter((_, place) => place % 2 === 0),
    ).to.deep.equal([x! + 20, width! - 40]);
  });

  it('has the table at the top of its box, with rows as high as in the live table', async () => {
    const { element } = await mountTable(
      typed({ Region: 'string' }, [['North']]),
      { caption: 'none' },
      'width: 600px; font: 16px/1.6 sans-serif',
    );
    const row = element.shadowRoot!.querySelector('tbody tr')!;
    const dataset = { ...CONTENT.dataset, rows: [['North']] };
    const { figure } = await waiting(
      { svgs: [], title: null, dataset },
      { tag: 'vibedasher-table', style: 'width: 600px; line-height: 1.6' },
    );
    const table = figure.querySelector('table')!;
    expect(boxOf(table)[1]).to.equal(boxOf(figure)[1]);
    expect(boxOf(table.querySelector('tbody tr')!)[3]).to.equal(boxOf(row)[3]);
  });

  /** Rules of real pages, themes and resets, for the elements in a picture. */
  const RULES = {
    'a page without rules for them': '',
    'Observable Framework':
      'figure { max-width: 640px; margin: 1rem 0 } figcaption { font: small sans-serif; color: #888 } ' +
      'figcaption, p { max-width: 640px } table { width: 100%; max-width: 640px; font: 14px sans-serif } ' +
      'th, td { padding: 6.5px 12px; vertical-align: bottom } svg { max-width: 100%; height: auto }',
    'Sphinx Book Theme':
      '#main .article figure, figure { clear: both; margin: 0 0 1rem } ' +
      'div.bd figcaption, #main.bd .article figure figcaption, figcaption { font-size: 0.9em; color: #48566b; text-align: center; padding-top: 1em } ' +
      'figcaption p { margin: 0.5em; font-style: italic } figcaption::before { content: "Fig. 1" }',
    'a page that styles figures, drawings, tables and details':
      'figure { margin: 2em; padding: 2em; max-width: 300px; background: yellow; border: 1px solid; display: table } ' +
      'text, svg text { font-size: 30px; fill: red; font-weight: bold } svg { max-width: 50px } rect { stroke: red; fill: red } ' +
      'table { border: 5px solid; margin: 3em } details { padding: 1em; border: 1px solid } ' +
      'summary { display: block; padding: 1em; font-size: 2em; text-transform: uppercase } bdi { font-size: 2em } div { line-height: 3; padding: 3px }',
    'a page that reverts everything': '* { all: revert }',
    'a page that unsets everything': '* { all: unset }',
  };

  for (const [what, rules] of Object.entries(RULES)) {
    it(`looks like the live chart in ${what}`, async () => {
      const style = document.createElement('style');
      style.dataset['test'] = '';
      style.textContent = rules;
      document.head.append(style);
      for (const width of rules ? [720] : [720, 360]) {
        const parent = place(
          `display: block; margin: 0; padding: 0; width: ${width}px; font: 16px/normal sans-serif`,
        );
        const element = await readyViz(salesApi(), { source: 'Destatis', loading: 'eager' }, { parent });
        await settle(element);
        const live = (selector: string): Element => shadow(element).querySelector(selector)!;
        const texts = {
          title: live('.title').textContent!.trim(),
          description: live('.description').textContent!.trim(),
          source: { text: 'Destatis', link: null },
        };
        for (const into of ['light', 'shadow'] as const) {
          const { page, figure } = await waiting(texts, { into, rules });
          page.body.style.cssText = parent.style.cssText;
          const still = (selector: string): Element => figure.querySelector(selector)!;
          expect(from(page.body, figure), `box in ${into} DOM`).to.deep.equal(from(parent, live('.figure')));
          for (const [one, other, isText] of [
            ['.title', 'figcaption div', true],
            ['.description', 'figcaption p', true],
            ['.stage', 'div:has(> svg)', true],
            ['.tools button', 'summary', false],
            ['.notices', '[data-source]', false],
          ] as const) {
            const [a, b] = [from(page.body, still(other)), from(parent, live(one))];
            if (isText) expect(a, `${one} in ${into} DOM`).to.deep.equal(b);
            else expect(a[1], `${one} in ${into} DOM`).to.be.closeTo(b[1]!, 1);
            for (const property of TEXT_STYLES)
              expect(styleOf(still(other))[property], `${one} ${property} in ${into} DOM`).to.equal(
                styleOf(live(one))[property],
              );
            if (one !== '.tools button')
              expect(styleOf(still(other)).textAlign, one).to.equal(styleOf(live(one)).textAlign);
          }
          if (width === 360) continue;
          expect(shownWidths(figure)).to.deep.equal(['720']);
          const { fontSize, fontWeight, fill } = styleOf(still('svg[data-width="720"] text'));
          expect([fontSize, fontWeight, fill]).to.deep.equal(['16px', '400', 'rgb(27, 31, 36)']);
          expect(styleOf(still('svg[data-width="720"] rect')).stroke).to.equal('rgb(228, 231, 235)');
          still('details').setAttribute('open', '');
          const table = styleOf(still('details table'));
          expect([table.marginTop, table.borderTopWidth, table.fontSize]).to.deep.equal([
            '0px',
            '0px',
            '14px',
          ]);
        }
      }
    });
  }

  it('grows with a picture whose spec sets the height', async () => {
    const svg = drawing(720).replaceAll('360', '1800');
    const { host, figure } = await waiting(
      { natural: true, svgs: [{ width: 720, svg }] },
      { style: 'width: 720px' },
    );
    expect(boxOf(figure.querySelector('svg')!).slice(2)).to.deep.equal([720, 1800]);
    expect(boxOf(host)[3]).to.be.above(1800);
  });

  it('hides the content of the author', async () => {
    const before = 'As text <a href="/sales">Sales</a><p>Fallback</p><i slot="caption">Caption</i>';
    const { page, host, figure } = await waiting({}, { before });
    for (const own of ['a', 'body p:not([data-source])', 'i']) {
      expect(styleOf(page.querySelector(own)!).display, own).to.equal('none');
    }
    expect(styleOf(host).visibility).to.equal('hidden');
    expect(styleOf(figure.querySelector('text')!).visibility).to.equal('visible');
    // If the live chart that has replaced the picture fails, the author's content is shown again.
    page.defaultView!.customElements.define(
      'vibedasher-viz',
      class extends page.defaultView!.HTMLElement {
        constructor() {
          super();
          this.attachInternals().states.add('live');
        }
      },
    );
    expect(page.querySelector('a')!.checkVisibility({ visibilityProperty: true })).to.equal(true);
  });

  it('stays in the flow of the page if a sanitizer has removed its element', async () => {
    const { page, host, figure } = await waiting({}, { body: 'style="width: 720px"' });
    const second = figure.cloneNode(true) as HTMLElement;
    host.replaceWith(figure, second);
    const [, top, width, height] = boxOf(figure);
    expect([top, width]).to.deep.equal([0, 720]);
    expect(boxOf(second)).to.deep.equal([0, height, 720, height]);
    expect(boxOf(page.body)[3]).to.be.closeTo(2 * height!, 1);
    expect(shownWidths(figure)).to.deep.equal(['720']);
    const [, , , drawn] = boxOf(figure.querySelector('svg[data-width="720"]')!);
    expect(drawn).to.be.closeTo(360, 1);
  });

  it('does not style figures and classes of the page', async () => {
    const svg = '<svg class="vd-1" fill="red" width="10" height="10" data-width="480"></svg>';
    const { page } = await waiting();
    const own = page.createElement('figure');
    own.innerHTML = `${svg}${svg.replace('480', '720')}`;
    page.body.append(own);
    expect(shownWidths(own)).to.deep.equal(['480', '720']);
    expect(styleOf(own).position).to.equal('static');
    expect(styleOf(own.firstElementChild!).fill).to.equal('rgb(255, 0, 0)');
  });

  it('shows the rows in its place when the reader opens them', async () => {
    const { figure } = await waiting({}, { style: 'width: 480px' });
    const details = figure.querySelector('details')!;
    const before = boxOf(figure);
    details.open = true;
    expect(boxOf(figure)).to.deep.equal(before);
    expect(styleOf(figure.querySelector('svg')!).visibility).to.equal('hidden');
    expect(details.scrollHeight).to.be.above(details.clientHeight);
    const [, top, , height] = boxOf(figure);
    expect(boxOf(details)[1]! + boxOf(details)[3]!).to.be.at.most(top! + height!);
  });

  const [DARK_ON_LIGHT, LIGHT_ON_DARK, OWN] = ['rgb(27, 31, 36)', 'rgb(232, 234, 237)', 'rgb(1, 2, 3)'];

  for (const into of ['light', 'shadow'] as const) {
    it(`has the colors of the page, in ${into} DOM`, async () => {
      for (const [page, scheme, text] of [
        ['', 'auto', DARK_ON_LIGHT],
        ['style="color-scheme: dark"', 'auto', LIGHT_ON_DARK],
        ['data-theme="dark"', 'auto', LIGHT_ON_DARK],
        ['data-bs-theme="dark"', 'auto', LIGHT_ON_DARK],
        ['class="dark"', 'auto', LIGHT_ON_DARK],
        ['style="color-scheme: dark" data-theme="light"', 'auto', DARK_ON_LIGHT],
        ['data-theme="dark"', 'light', DARK_ON_LIGHT],
        ['', 'dark', LIGHT_ON_DARK],
        ['style="--vibedasher-color-text: rgb(1, 2, 3)"', 'auto', OWN],
        ['style="color: rgb(1, 2, 3)"', 'none', OWN],
      ] as const) {
        const { figure } = await waiting({ scheme }, { page, into });
        const name = `<html ${page}>, color scheme ${scheme}`;
        if (scheme !== 'none') expect(styleOf(figure.querySelector('text')!).fill, name).to.equal(text);
        expect(styleOf(figure.querySelector('figcaption div')!).color, name).to.equal(text);
      }
    });

    it(`follows a change of the color scheme of the page, in ${into} DOM`, async () => {
      const { page, figure } = await waiting({}, { into });
      const colorIn = (theme: string): string => {
        page.documentElement.dataset['theme'] = theme;
        return styleOf(figure.querySelector('figcaption div')!).color;
      };
      const colors = ['dark', 'light', 'dark'].map(colorIn);
      expect(colors).to.deep.equal([LIGHT_ON_DARK, DARK_ON_LIGHT, LIGHT_ON_DARK]);
    });

    it(`has the color scheme of the nearest element that sets one, in ${into} DOM`, async () => {
      const around = { page: 'data-theme="light"', body: 'class="dark"', into };
      const { figure } = await waiting({}, around);
      expect(styleOf(figure.querySelector('text')!).fill).to.equal(LIGHT_ON_DARK);
      const own = await waiting({}, { ...around, attributes: 'data-theme="light"' });
      expect(styleOf(own.figure.querySelector('text')!).fill).to.equal(DARK_ON_LIGHT);
    });

    it(`has its own background if that of the page differs, in ${into} DOM`, async () => {
      for (const [page, scheme, ground, frame] of [
        ['', 'auto', 'rgba(0, 0, 0, 0)', '0px'],
        ['', 'light', 'rgba(0, 0, 0, 0)', '0px'],
        ['', 'dark', 'rgb(22, 25, 31)', '12px'],
        ['class="dark"', 'dark', 'rgba(0, 0, 0, 0)', '0px'],
        ['class="dark"', 'light', 'rgb(255, 255, 255)', '12px'],
        ['style="color-scheme: dark"', 'light', 'rgb(255, 255, 255)', '0px'],
      ] as const) {
        const { figure } = await waiting({ scheme }, { page, into });
        const { backgroundColor, borderTopWidth } = styleOf(figure);
        expect([backgroundColor, borderTopWidth], `${page} ${scheme}`).to.deep.equal([ground, frame]);
      }
    });
  }

  it('is printed dark on light', async function () {
    if (!/Chrom/.test(navigator.userAgent)) this.skip();
    for (const [page, scheme, ground] of [
      ['', 'auto', 'rgba(0, 0, 0, 0)'],
      ['', 'dark', 'rgba(0, 0, 0, 0)'],
      ['class="dark"', 'auto', 'rgb(255, 255, 255)'],
      ['class="dark"', 'dark', 'rgb(255, 255, 255)'],
      ['style="color-scheme: dark"', 'light', 'rgb(255, 255, 255)'],
    ] as const) {
      const { figure } = await waiting({ scheme }, { page });
      await emulateMedia({ media: 'print' });
      try {
        expect(styleOf(figure).backgroundColor, `${page} ${scheme}`).to.equal(ground);
        expect(styleOf(figure.querySelector('figcaption div')!).color).to.equal(DARK_ON_LIGHT);
        expect(styleOf(figure.querySelector('text')!).fill).to.equal(DARK_ON_LIGHT);
      } finally {
        await emulateMedia({ media: 'screen' });
      }
    }
  });

  const name = (place: number, fill: string): string =>
    `<text class="vd-${place}-name" fill="${fill}" y="${20 * place}">${place}</text>`;
  const namesIn = (figure: Element): readonly string[] =>
    [...figure.querySelectorAll('text')].map((text) => {
      const canvas = document.createElement('canvas').getContext('2d')!;
      canvas.fillStyle = styleOf(text).fill;
      canvas.fillRect(0, 0, 1, 1);
      return toHex([...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3));
    });

  for (const [scheme, place] of [
    ['light', 0],
    ['dark', 1],
  ] as const) {
    it(`writes names at lines in the color of the line, as readable as text: ${scheme}`, async () => {
      const fills = [
        'light-dark(#2d6dc4,#59a4ff)',
        'light-dark(#b15a12,#c26e00)',
        'light-dark(#00866b,#00a878)',
      ];
      const svg = `<svg viewBox="0 0 320 160">${fills.map((fill, place) => name(place + 1, fill)).join('')}</svg>`;
      const svgs = [{ width: 320, svg }];
      const page = `style="color-scheme: ${scheme}"`;
      const { figure } = await waiting({ svgs }, { page });
      expect(namesIn(figure)).to.deep.equal(fills.map((fill) => /\((.*),(.*)\)/.exec(fill)![place + 1]));

      const rules =
        ':root { --vibedasher-color-accent: #ffd500; --vibedasher-palette-2: #00aa00; --vibedasher-palette-3: #000080 }';
      const own = await waiting({ svgs }, { page, rules });
      const ground = luminance(scheme === 'light' ? '#ffffff' : '#16191f');
      for (const color of namesIn(own.figure)) {
        expect(fills.join()).not.to.include(color);
        const [low, high] = [ground, luminance(color)].sort((a, b) => a - b);
        expect((high! + 0.05) / (low! + 0.05), color).to.be.at.least(4.4);
      }
      const [, green] = namesIn(own.figure);
      expect(distance(green!, '#00aa00')).to.be.below(distance(green!, '#808080'));
    });
  }

  it('follows forced colors', async function () {
    if (!/Chrom/.test(navigator.userAgent)) this.skip();
    const svg =
      '<svg viewBox="0 0 320 160" fill="none"><g class="vd-accent"><rect width="9" height="9"/></g><g class="vd-2" fill-opacity="0.25"><rect x="9" width="9" height="9"/></g><text class="vd-muted" y="50">1</text><text fill="#999" fill-opacity="0.6" y="70">2</text><text class="vd-2-name" fill="#999" y="90">3</text><g class="vd-text"><circle cx="9" cy="110" r="9"/></g><text class="vd-background" y="110">4</text><g class="vd-background"><text y="130">5</text></g></svg>';
    const { figure, page } = await waiting(
      { svgs: [{ width: 320, svg }], scheme: 'dark' },
      {
        rules:
          ':root { --vibedasher-color-accent: #eee; --vibedasher-color-muted: #999; color-scheme: light }',
      },
    );
    await sendInput({ type: 'forceColors', value: 'active' });
    try {
      const probe = page.body.appendChild(page.createElement('i'));
      probe.style.color = 'CanvasText';
      const text = styleOf(probe).color;
      const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
      const [bar, faded] = [...figure.querySelectorAll('rect')].map(styleOf);
      expect(bar!.fill).to.equal(isDark ? 'rgb(89, 164, 255)' : 'rgb(45, 109, 196)');
      expect([faded!.fillOpacity, faded!.stroke, faded!.strokeOpacity]).to.deep.equal(['0', text, '1']);
      for (const label of figure.querySelectorAll('text:not(.vd-background, .vd-background *)'))
        expect([styleOf(label).fill, styleOf(label).fillOpacity]).to.deep.equal([text, '1']);
      expect(styleOf(figure.querySelector('circle')!).fill).to.equal(text);
      for (const number of figure.querySelectorAll('.vd-background'))
        expect(styleOf(number).fill).not.to.equal(text);
    } finally {
      await sendInput({ type: 'forceColors', value: 'none' });
    }
  });

  it('shows a long source and notes on one line each in a low box', async () => {
    const text = 'Where the numbers are from, and what there is to know of them. '.repeat(5);
    const source = { text, link: null };
    const { figure } = await waiting({ source, notes: text }, { style: 'width: 400px; height: 350px' });
    const heights = ['[data-notes]', '[data-source]'].map((part) => boxOf(figure.querySelector(part)!)[3]);
    expect(heights).to.deep.equal([18, 24]);
  });

  for (const dir of ['ltr', 'rtl'] as const) {
    it(`shows that a table has more rows and columns (${dir})`, async () => {
      const columns = ['Country', 'Population in thousands', 'Area in square kilometres', 'Government'].map(
        (name) => ({ name, type: 'string' }) as Column,
      );
      const rows = Array.from({ length: 60 }, (_, row) => columns.map(({ name }) => `${name} ${row}`));
      const { figure } = await waiting(
        {
          svgs: [],
          dataset: { columns, rows, truncated: false },
          locale: { ...localeFor('en', 'UTC'), dir },
        },
        { tag: 'vibedasher-table', style: 'width: 320px' },
      );
      const stage = figure.querySelector<HTMLElement>(':scope > div')!;
      expect(stage.scrollWidth).to.be.above(stage.clientWidth);
      expect(styleOf(stage).backgroundAttachment).to.equal('local, scroll');
      if (!CSS.supports('animation-timeline: scroll()')) return;
      await settle();
      const fadeAt = (): string => styleOf(stage).maskPosition;
      const before = fadeAt();
      expect(styleOf(stage).maskImage).to.include('gradient');
      stage.scrollLeft = dir === 'rtl' ? -9999 : 9999;
      await settle();
      expect(fadeAt()).not.to.equal(before);
    });
  }

  it('keeps words and numbers of a table whole in a narrow box', async () => {
    const columns = ['Country', 'Population', 'Life expectancy', 'Children per woman'].map(
      (name, index) => ({ name, type: index ? 'number' : 'string' }) as Column,
    );
    const rows = [['Afghanistan', 24_411_191, 41.8, 7.5]];
    const dataset = { columns, rows, truncated: false };
    const { figure } = await waiting({ svgs: [], dataset }, { style: 'width: 260px' });
    for (const cell of figure.querySelectorAll('th, td')) {
      const range = cell.ownerDocument.createRange();
      range.selectNodeContents(cell);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
      const words = cell.tagName === 'TH' ? cell.textContent.split(' ').length : 1;
      expect(lines, cell.textContent).to.be.at.most(words);
    }
    const stage = figure.querySelector('div:has(> table)')!;
    expect(stage.scrollWidth).to.be.above(stage.clientWidth);
    expect(styleOf(stage).overflowX).to.equal('auto');
  });

  it('is at the place of the live one in a low box', async () => {
    for (const title of [null, 'Weekly sales']) {
      const { figure } = await waiting({ title }, { style: 'width: 358px; height: 350px' });
      const element = mountViz(
        salesApi(),
        { loading: 'eager', ...(!title && { caption: 'none' }) },
        { parent: place('width: 358px; height: 350px; display: grid; font: 16px sans-serif') },
      );
      element.style.height = '350px';
      await element.ready;
      const still = figure.querySelector('div:has(> svg)')!.getBoundingClientRect().top;
      const live = shadow(element).querySelector('.stage')!.getBoundingClientRect().top;
      const caption = shadow(element).querySelector('.caption')?.getBoundingClientRect();
      const stillCaption = figure.querySelector('figcaption')?.getBoundingClientRect();
      const [top, liveTop] = [figure, element].map((each) => each.getBoundingClientRect().top);
      expect(still - (stillCaption?.bottom ?? top!), String(title)).to.be.closeTo(
        live - (caption?.bottom ?? liveTop!),
        1,
      );
      if (!title) expect(Math.round(still)).to.equal(Math.round(top!));
    }
  });

  it('does not shrink if the box is half a pixel lower than the drawing', async () => {
    const { figure } = await waiting({}, { style: 'width: 720px; height: 420px' });
    const stage = figure.querySelector<HTMLElement>('div:has(> svg)')!;
    const svg = [...figure.querySelectorAll('svg')].find((each) => each.getBoundingClientRect().width > 0)!;
    expect(svg.getBoundingClientRect().height - stage.getBoundingClientRect().height).to.be.closeTo(0.5, 0.1);
    expect(stage.scrollHeight).to.be.at.most(stage.clientHeight + 1);
    expect(styleOf(stage).overflowY).to.equal('hidden');
  });

  it('colors fill and stroke by separate classes', async () => {
    const { figure } = await waiting(
      {},
      { page: 'style="--vibedasher-color-muted: rgb(1, 2, 3); --vibedasher-color-grid: rgb(4, 5, 6)"' },
    );
    const { fill, stroke } = styleOf(figure.querySelector('rect')!);
    expect([fill, stroke]).to.deep.equal(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
  });
});

describe('the prerendered pictures of a dashboard', () => {
  afterEach(cleanUp);

  const CHARTS = '<vibedasher-viz></vibedasher-viz>'.repeat(3);
  const block = (columns: string): string =>
    `<div data-vibedasher ${columns}><h2>Sales</h2><div><p data-kind="select"><span>Region</span> <b data-longest="Asia">EU</b></p></div>${CHARTS}<footer><p>As of</p></footer></div>`;

  it('show the values of all controls on one line', async () => {
    const kinds = ['select', 'range', 'date', 'number', 'text'];
    const value = (kind: string): string => `<p data-kind="${kind}"><span>Region</span> <b>EU</b></p>`;
    await grid(`<div data-vibedasher><div>${kinds.map(value).join('')}</div></div>`);
    const page = document.querySelector('iframe')!.contentDocument!;
    const tops = [...page.querySelectorAll('b')].map(({ firstChild }) => {
      const range = page.createRange();
      range.selectNode(firstChild!);
      return range.getBoundingClientRect().top;
    });
    expect(tops).to.deep.equal(kinds.map(() => tops[0]));
  });

  /** Opens a page with a dashboard of 900 px. Returns the boxes of the elements in the dashboard. */
  async function grid(
    held: string,
    { attributes = '', into = 'light', style = '' } = {},
  ): Promise<readonly (readonly number[])[]> {
    const sheet = `<style>${pageStyles.cssText}</style>`;
    const frame = document.createElement('iframe');
    Object.assign(frame.style, { width: '900px', height: '2400px', border: '0' });
    place().append(frame);
    const page = frame.contentDocument!;
    page.open();
    page.write(
      `<!doctype html>${sheet}<style>body { margin: 0; font: 16px sans-serif } ${style}</style><vibedasher-dashboard ${attributes}>${
        into === 'light' ? held : `<template shadowrootmode="open">${sheet}${held}</template>`
      }</vibedasher-dashboard>`,
    );
    page.close();
    const host = page.querySelector('vibedasher-dashboard')!;
    return [...(host.shadowRoot ?? host).querySelectorAll('[data-vibedasher] > *')].map(boxOf);
  }
  const widths = (boxes: readonly (readonly number[])[]): readonly number[] =>
    boxes.map(([, , width]) => width!);

  it('are in the columns of the viz or the element, below a title and the controls', async () => {
    for (const placing of [
      {},
      { attributes: 'columns="2"' },
      { into: 'shadow' },
      { into: 'shadow', attributes: 'columns="2"' },
    ]) {
      const boxes = await grid(block('data-columns="2"'), placing);
      expect(widths(boxes), JSON.stringify(placing)).to.deep.equal([900, 900, 438, 438, 438, 900]);
      const [title, controls, first, second, third] = boxes;
      expect([title![1], second![1]]).to.deep.equal([0, first![1]]);
      expect(first![1]! - controls![1]! - controls![3]!).to.equal(24);
      expect(third![1]! - first![1]! - first![3]!).to.equal(24);
    }
  });

  it('keep the columns that the page sets, and are below one another without columns', async () => {
    const boxes = await grid(block('data-columns="2"'), {
      attributes: 'columns="2"',
      style: 'vibedasher-dashboard { grid-template-columns: 1fr 2fr }',
    });
    expect(widths(boxes)).to.deep.equal([900, 900, 292, 584, 292, 900]);
    expect(widths(await grid(block('')))).to.deep.equal([900, 900, 900, 900, 900, 900]);
  });
});
