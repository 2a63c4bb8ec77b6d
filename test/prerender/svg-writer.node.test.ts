/** Tests which parts of a scene are written to the SVG. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, it } from 'node:test';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textMetrics } from 'vega-scenegraph';
import { localeFor } from '../../src/locale/load-locale.ts';
import { drawHeadless } from '../../node/prerender/headless.ts';
import { type SvgOptions, writeSvg } from '../../node/prerender/svg-writer.ts';
import type { Drawing } from '../../src/vega/draw-spec.ts';
import { itemFont, measureFor, useMeasure } from '../../node/prerender/text-widths.ts';
import { LINE_NAMES } from '../../src/spec/names.ts';
import type { SceneMark } from '../../src/spec/scene.ts';
import { createTokens } from '../../src/theming/tokens.ts';
import type { ColorScheme, Tokens } from '../../src/theming/tokens.ts';
import { themeConfig, vegaConfig } from '../../src/theming/vega-config.ts';
import { readableColor } from '../../src/vega/contrast.ts';
import { root } from '../package/project.ts';

const measure = await measureFor('Arial', undefined);
useMeasure(measure);
const { width: widthAsCut } = textMetrics;

type Values = Record<string, unknown>;

/** Returns a mark in the format of Vega, with its items. */
function markOf(marktype: string, items: readonly Values[], more: Values = {}): SceneMark {
  const mark: Values = { marktype, ...more };
  mark['items'] = items.map((item) => ({ mark, ...item }));
  return mark as unknown as SceneMark;
}

const sceneOf = (marks: readonly SceneMark[], more: Values = {}): SceneMark =>
  markOf('group', [{ items: marks, width: 100, height: 100, ...more }]);

const drawingOf = (...marks: readonly SceneMark[]): Drawing => ({
  width: 100,
  height: 100,
  origin: [0, 0],
  scene: sceneOf(marks),
  background: null,
});

const OPTIONS: SvgOptions = { idPrefix: 'vd-1', label: 'Sales', tokens: null, measure };
const svgOf = (drawing: Drawing, options: Partial<SvgOptions> = {}): string =>
  writeSvg(drawing, { ...OPTIONS, ...options }).svg;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#123': '{',
};
const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39|#123);/g, (_, name: string) => ENTITIES[name]!);

/** Returns the elements of an SVG in order. Throws for anything except elements, quoted attributes and text. */
function elementsOf(svg: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  let end = 0;
  for (const [all, close, name = '', list = '', empty, text] of svg.matchAll(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z\d:-]+="[^"<>]*")*)(\/?)>|([^<>]+)/g,
  )) {
    end += all.length;
    if (text !== undefined) {
      assert.ok(open.at(-1), `Text outside: ${text}`);
      open.at(-1)!.text += unescape(text);
    } else if (close) {
      assert.equal(open.pop()?.name, name);
    } else {
      const attributes = [...list.matchAll(/ ([a-zA-Z\d:-]+)="([^"]*)"/g)];
      const names = attributes.map(([, attribute]) => attribute);
      assert.equal(new Set(names).size, names.length, `An attribute is written twice: ${list}`);
      const element = {
        name,
        attributes: Object.fromEntries(
          attributes.map(([, attribute, value]) => [attribute, unescape(value!)]),
        ),
        text: '',
      };
      elements.push(element);
      if (!empty) open.push(element);
    }
  }
  assert.equal(end, svg.length, 'There is something that is no SVG');
  assert.equal(open.length, 0);
  return elements;
}

const ELEMENTS = 'svg g path rect text tspan line circle clipPath linearGradient stop'.split(' ');
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const COLOR = String.raw`(?:none|#[\da-f]{6}|rgba\([\d.,]+\)|(?:hwb|lab|lch|oklab|oklch|color)\([\w .,%/+-]*\))`;
const anchored = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');
const one = anchored(NUMBER);
const paint = anchored(String.raw`${COLOR}|light-dark\(${COLOR},${COLOR}\)|url\(#vd-1-\d+\)`);
/** All allowed attributes and their values. */
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(
    'x y x1 y1 x2 y2 cx cy r rx dy width height opacity offset font-size stroke-width fill-opacity stroke-opacity stroke-dashoffset stroke-miterlimit stop-opacity'
      .split(' ')
      .map((name) => [name, one]),
  ),
  xmlns: /^http:\/\/www\.w3\.org\/2000\/svg$/,
  viewBox: anchored(`0 0 ${NUMBER} ${NUMBER}`),
  role: /^img$/,
  'aria-label': /^/,
  'aria-hidden': /^true$/,
  direction: /^ltr$/,
  class: /^vd-(?:[1-8](?:-name)?|[a-z]+)(?:-line)?(?: vd-(?:[1-8]|[a-z]+)-line)?$/,
  id: /^vd-1-\d+$/,
  fill: paint,
  stroke: paint,
  'stop-color': paint,
  'clip-path': /^url\(#vd-1-\d+\)$/,
  d: anchored(`(?:[MLHVCSQTAZ](?:${NUMBER}(?:,${NUMBER})*)?)+`.replace('MLHVCSQTAZ', 'A-Za-z')),
  transform: anchored(String.raw`(?:(?:translate|rotate|scale)\(${NUMBER}(?: ${NUMBER})*\) ?)+`),
  'stroke-dasharray': anchored(`${NUMBER}(?:,${NUMBER})*`),
  'stroke-linecap': /^(?:round|square)$/,
  'stroke-linejoin': /^(?:round|bevel)$/,
  'text-anchor': /^(?:middle|end)$/,
  'font-family': /^[\p{L}\p{N} ,'"._-]+$/u,
  'font-style': /^(?:italic|oblique)$/,
  'font-variant': /^small-caps$/,
  'font-weight': /^(?:bold|bolder|lighter|\d{1,4})$/,
  'unicode-bidi': /^plaintext$/,
  'vector-effect': /^non-scaling-stroke$/,
};

/** Checks an SVG against the lists above, and returns its elements. */
function assertAllowed(svg: string): readonly Element[] {
  const elements = elementsOf(svg);
  for (const { name, attributes } of elements) {
    assert.ok(ELEMENTS.includes(name), `<${name}>`);
    for (const [attribute, value] of Object.entries(attributes)) {
      const allowed = ATTRIBUTES[attribute];
      assert.ok(allowed, `${attribute}="${value}"`);
      assert.match(value, allowed, `${attribute}="${value}"`);
    }
  }
  // A browser and an HTML parser find the same elements.
  assert.doesNotMatch(svg, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|<!--|\{/);
  return elements;
}

const HOSTILE: readonly unknown[] = [
  '"><script>alert(1)</script>',
  '"/><image href="https://evil.example/"/>',
  "' onload='alert(1)",
  '" onload="alert(1)',
  '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
  ']]><!--/vibedasher--><!--',
  '</svg></div></figure><script>',
  '{{constructor.constructor("alert(1)")()}}',
  '{% raw %}',
  '&lt;script&gt;&#60;',
  'url(https://evil.example/)',
  'url(#other)',
  'red;background:url(//evil.example)',
  'var(--x)',
  'light-dark(red,url(//evil.example))',
  'color-mix(in srgb, url(//x), red)',
  'javascript:alert(1)',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'expression(alert(1))',
  '\\75rl(//evil.example)',
  'M0,0L10,10"/><script/>',
  'M0,0 url(#x)',
  'M0,0L1e999,5',
  'MNaN,0L1,1',
  '\u0000\u0008\u001b\u009f\ud800\uffff',
  '\u202e\u2066',
  NaN,
  Infinity,
  -Infinity,
  1e300,
  -0,
  '1e999',
  '12px',
  null,
  true,
  [],
  ['"><b>', NaN],
  [[1, '"'], Infinity],
  {},
  { gradient: '"><b>', id: '"><script>', stops: [{ offset: '"', color: 'url(//x)' }, null, 7] },
  {
    gradient: 'linear',
    x1: '"',
    y1: NaN,
    id: 'x',
    stops: [{ offset: 2, color: '"/><b>' }, { color: 'red' }],
  },
  { gradient: 'radial', stops: '"' },
  { toString: () => '"><script>' },
  // Property names of Object.prototype.
  'toString',
  'constructor',
  '__proto__',
];
const CHANNELS =
  'x y x2 y2 xc yc width height size angle theta radius dx dy startAngle endAngle padAngle innerRadius outerRadius scaleX scaleY ' +
  'fill stroke background opacity fillOpacity strokeOpacity strokeWidth strokeDash strokeDashOffset strokeMiterLimit strokeCap strokeJoin ' +
  'strokeOffset strokeForeground font fontSize fontStyle fontVariant fontWeight text lineBreak lineHeight align baseline dir ellipsis limit ' +
  'path shape interpolate tension orient cornerRadius cornerRadiusTopLeft clip clip_id blend cursor href url tooltip description aria ariaRole ' +
  'name role style class id defined zindex image';
const MARKS = 'arc area line image path rect rule symbol text trail group script constructor __proto__'.split(
  ' ',
);
const GOOD: Values = {
  x: 10,
  y: 10,
  x2: 20,
  width: 20,
  height: 20,
  fill: 'red',
  stroke: '#00f',
  text: 'Text',
  path: 'M0,0L10,10',
  endAngle: 1,
  outerRadius: 5,
};

/** Returns the elements of an SVG with one mark. */
const rectsOf = (items: readonly Values[], options: Partial<SvgOptions> = {}): readonly Element[] =>
  elementsOf(svgOf(drawingOf(markOf('rect', items)), options));

describe('writeSvg for values from a spec', () => {
  for (const channel of CHANNELS.split(' ')) {
    it(`omits or escapes hostile values: ${channel}`, () => {
      for (const marktype of MARKS) {
        for (const value of HOSTILE) {
          const items = [
            { ...GOOD, [channel]: value },
            { ...GOOD, x: 30 },
          ];
          assertAllowed(svgOf(drawingOf(markOf(marktype, items, { [channel]: value }))));
        }
      }
    });
  }

  it('omits or escapes random combinations of hostile values', () => {
    const channel = fc.constantFrom(...CHANNELS.split(' '));
    const value = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.double());
    const item = fc.dictionary(channel, value).map((values) => ({ ...GOOD, ...values }));
    const mark = fc.tuple(fc.constantFrom(...MARKS), fc.array(item, { maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 4 }), fc.string(), (marks, label) => {
        const drawing = drawingOf(...marks.map(([marktype, items]) => markOf(marktype, items)));
        assertAllowed(svgOf(drawing, { label, tokens: createTokens('light'), dark: drawing }));
      }),
      { numRuns: 300 },
    );
  });

  it('writes texts unchanged', () => {
    const text = 'a < b && "c" {{d}} \'e\' é 中 😀';
    const elements = elementsOf(svgOf(drawingOf(markOf('text', [{ ...GOOD, text }])), { label: text }));
    assert.equal(elements.find(({ name }) => name === 'text')?.text, text);
    assert.equal(elements[0]?.attributes['aria-label'], text);
  });

  it('omits images, but not the marks next to them', () => {
    const image = markOf('image', [{ ...GOOD, url: 'https://evil.example/a.png', image: { src: 'data:,' } }]);
    const names = elementsOf(svgOf(drawingOf(image, markOf('rule', [GOOD])))).map(({ name }) => name);
    assert.deepEqual(names, ['svg', 'line']);
  });

  it('writes valid colors in short forms, and omits invalid ones', () => {
    for (const [color, written] of [
      ['steelblue', '#4682b4'],
      ['#ABC', '#aabbcc'],
      ['rgb(1, 2, 3)', '#010203'],
      ['rgba(1,2,3,.5)', 'rgba(1,2,3,0.5)'],
      ['hsl(0, 100%, 50%)', '#ff0000'],
      ['oklch(60% 0.1 200 / 0.5)', 'oklch(60% 0.1 200 / 0.5)'],
      ...['url(#a)', 'rgb(calc(1),2,3)', 'transparent', 'rgba(0,0,0,0)', 'nocolor', '#12', ''].map((each) => [
        each,
      ]),
    ]) {
      const [, rect] = rectsOf([{ ...GOOD, stroke: null, fill: color }]);
      assert.equal(rect?.attributes['fill'], written, color);
    }
  });

  it('uses only ids with its prefix', () => {
    assert.throws(() => svgOf(drawingOf(), { idPrefix: '"><script>' }), TypeError);
  });
});

describe('writeSvg', () => {
  it('writes common attributes of a mark once, and others at the items', () => {
    const items = [1, 2, 3, 4].map((x) => ({ ...GOOD, stroke: null, x, fill: x === 3 ? 'blue' : 'red' }));
    const [, group, ...rects] = rectsOf(items);
    assert.deepEqual(group, { name: 'g', attributes: { fill: '#ff0000' }, text: '' });
    const fills = rects.map(({ attributes }) => attributes['fill']);
    assert.deepEqual(fills, [undefined, undefined, '#0000ff', undefined]);
    // No attribute that is missing in an item is common.
    const [, bare] = rectsOf([1, 2, 3].map((x) => ({ ...GOOD, x, stroke: x === 2 ? null : 'blue' })));
    assert.deepEqual(bare?.attributes, { fill: '#ff0000' });
  });

  it('shares an opacity if each item has only a fill or a stroke', () => {
    const items = [1, 2].map((x) => ({ ...GOOD, x, stroke: null, opacity: 0.5, fillOpacity: 0.5 }));
    const [, group, ...rects] = rectsOf(items);
    assert.deepEqual(group?.attributes, { fill: '#ff0000', 'fill-opacity': '0.25' });
    assert.ok(rects.every(({ attributes }) => !('opacity' in attributes)));
    assert.equal(rectsOf([{ ...GOOD, opacity: 0.5 }])[1]?.attributes['opacity'], '0.5');
  });

  it('writes classes for colors with a role, separate for fill and stroke', () => {
    const tokens = createTokens('light');
    const { muted, grid, accent, palette } = tokens;
    const items = [
      { ...GOOD, fill: muted, stroke: null },
      { ...GOOD, fill: accent, stroke: grid },
      { ...GOOD, fill: palette[2], stroke: 'red' },
    ];
    const written = writeSvg(drawingOf(...items.map((item) => markOf('rect', [item]))), {
      ...OPTIONS,
      tokens,
    });
    const classes = elementsOf(written.svg)
      .slice(1)
      .map(({ attributes }) => attributes['class']);
    assert.deepEqual(classes, ['vd-muted', 'vd-accent vd-grid-line', 'vd-3']);
    assert.equal(written.needsDark, true);
  });

  it('writes classes for the colors of names at lines, and both of their colors', () => {
    const [light, dark] = [createTokens('light'), createTokens('dark')];
    const names = ({ palette, background, muted }: Tokens): Drawing => {
      const fills = [...palette.slice(0, 2).map((color) => readableColor(color, background, 4.5)), muted];
      const items = fills.map((fill, place) => ({ text: `Name ${place}`, fontSize: 12, fill }));
      return drawingOf({ ...markOf('text', items), name: LINE_NAMES });
    };
    const written = writeSvg(names(light), { ...OPTIONS, tokens: light, dark: names(dark) });
    const texts = assertAllowed(written.svg).filter(({ name }) => name === 'text');
    assert.deepEqual(
      texts.map(({ attributes }) => [attributes['class'], attributes['fill']]),
      [
        ['vd-1-name', 'light-dark(#2d6dc4,#59a4ff)'],
        ['vd-2-name', `light-dark(${readableColor(light.palette[1]!, '#ffffff', 4.5)},#c26e00)`],
        ['vd-muted', light.muted],
      ],
    );
    assert.equal(written.needsDark, true);
    // Other texts keep the classes of their colors.
    const [, bar] = elementsOf(
      writeSvg(drawingOf(markOf('rect', [{ ...GOOD, stroke: null, fill: light.accent }])), {
        ...OPTIONS,
        tokens: light,
      }).svg,
    );
    assert.equal(bar?.attributes['class'], 'vd-accent');
  });

  it('needs no dark drawing if every color has a role, or without tokens', () => {
    const tokens = createTokens('light');
    const drawing = drawingOf(markOf('rect', [{ ...GOOD, fill: tokens.text, stroke: 'transparent' }]));
    assert.equal(writeSvg(drawing, { ...OPTIONS, tokens }).needsDark, false);
    assert.equal(writeSvg(drawingOf(markOf('rect', [GOOD])), OPTIONS).needsDark, false);
    const dark = createTokens('dark');
    assert.equal(writeSvg(drawingOf(markOf('rect', [GOOD])), { ...OPTIONS, tokens: dark }).needsDark, false);
  });

  it('writes both colors if the dark drawing has another', () => {
    const tokens = createTokens('light');
    const light = [GOOD, { ...GOOD, fill: 'green' }];
    const dark = [
      { ...GOOD, fill: 'pink' },
      { ...GOOD, fill: 'green' },
    ];
    const svg = svgOf(drawingOf(...light.map((item) => markOf('rect', [item]))), {
      tokens,
      dark: drawingOf(...dark.map((item) => markOf('rect', [item]))),
    });
    assert.deepEqual(
      elementsOf(svg)
        .slice(1)
        .map(({ attributes }) => attributes['fill']),
      ['light-dark(#ff0000,#ffc0cb)', '#008000'],
    );
  });

  it('writes a long pattern of dashes whole, and the start of an excessive one', () => {
    for (const [count, written] of [
      [1150, 1150],
      [100_000, 1200],
    ] as const) {
      const strokeDash = Array.from({ length: count }, (_, index) => 1 + (index % 9));
      const [, line] = elementsOf(svgOf(drawingOf(markOf('rule', [{ ...GOOD, strokeDash }]))));
      assert.equal(line?.attributes['stroke-dasharray'], strokeDash.slice(0, written).join());
    }
  });

  it('writes equal clips and gradients once, numbered in order', () => {
    const gradient = {
      gradient: 'linear',
      stops: [
        { offset: 0, color: 'red' },
        { offset: 1, color: 'blue' },
      ],
    };
    const group = { width: 50, height: 40 };
    const marks = ['rect', 'rect'].map((type) =>
      markOf(type, [{ ...GOOD, stroke: null, fill: { ...gradient } }], { clip: true, group }),
    );
    const elements = elementsOf(svgOf(drawingOf(...marks)));
    assert.deepEqual(elements.map(({ attributes }) => attributes['id']).filter(Boolean), [
      'vd-1-1',
      'vd-1-2',
    ]);
    const uses = elements.flatMap(({ attributes }) => [attributes['clip-path'], attributes['fill']]);
    assert.deepEqual(
      uses.filter((use) => use?.startsWith('url')),
      ['url(#vd-1-1)', 'url(#vd-1-2)', 'url(#vd-1-1)', 'url(#vd-1-2)'],
    );
  });

  it('hides a picture without a label from assistive technology', () => {
    const [svg] = elementsOf(svgOf(drawingOf(), { label: null }));
    assert.equal(svg?.attributes['aria-hidden'], 'true');
    assert.equal(svg?.attributes['role'], undefined);
  });

  it('leaves space for an empty line, as Vega does on a canvas', () => {
    const text = ['', 'one', '', '', 'two', ''];
    const elements = elementsOf(svgOf(drawingOf(markOf('text', [{ ...GOOD, text, lineHeight: 10 }]))));
    const lines = elements.slice(1).map(({ text: line, attributes: { y, dy } }) => [line, y ?? dy]);
    assert.deepEqual(lines, [
      ['', '10'],
      ['one', '10'],
      ['two', '30'],
    ]);
  });

  it('writes Arabic and Hebrew text in its own direction', () => {
    const texts = ['مبيعات.', 'Sales.'].map((text) => markOf('text', [{ ...GOOD, text }]));
    const elements = elementsOf(svgOf(drawingOf(...texts))).filter(({ name }) => name === 'text');
    assert.deepEqual(
      elements.map(({ attributes }) => attributes['unicode-bidi']),
      ['plaintext', undefined],
    );
  });
});

const MONTHS = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-01`);
const values = ['North', 'South, and all that lies around it as far as the border', 'East'].flatMap(
  (region, place) =>
    MONTHS.map((month, index) => ({ region, month, value: 50 + 40 * Math.sin(index / 2 + place), index })),
);
const month = { field: 'month', type: 'temporal' } as const;
const value = { field: 'value', type: 'quantitative' } as const;
const region = { field: 'region', type: 'nominal' } as const;
const STOPS = ['white', 'darkgreen'].map((color, offset) => ({ offset, color }));
const FADING = { gradient: 'linear', x1: 1, y1: 1, x2: 1, y2: 0, stops: STOPS };
/** The corners of a shape on a map. */
const CORNERS = ['0 0', '0 10', '20 10', '10 0', '0 0'].map((pair) => pair.split(' ').map(Number));
const SHAPE = { type: 'Polygon', coordinates: [CORNERS] };

/** Specs with clips, gradients, corners, dashes, symbols and texts. same-as-live.test.ts has other kinds of charts. */
const SPECS: Readonly<Record<string, object>> = {
  bars: {
    mark: { type: 'bar', cornerRadiusEnd: 4 },
    encoding: { y: region, x: { ...value, aggregate: 'mean' } },
  },
  'stacked bars': {
    mark: 'bar',
    encoding: { x: { ...month, axis: { labelAngle: -45 } }, y: value, color: region },
  },
  lines: {
    mark: { type: 'line', interpolate: 'monotone', point: true, strokeDash: [4, 2] },
    encoding: { x: month, y: value, color: region },
  },
  'clipped areas': {
    mark: { type: 'area', clip: true, opacity: 0.5 },
    encoding: { x: month, y: { ...value, stack: null, scale: { domain: [60, 80] } }, color: region },
  },
  symbols: {
    mark: { type: 'point', filled: false },
    encoding: { x: value, y: { field: 'index', type: 'quantitative' }, shape: region, size: value },
  },
  arcs: {
    mark: { type: 'arc', innerRadius: 40, padAngle: 0.05, cornerRadius: 3 },
    encoding: { theta: { ...value, aggregate: 'sum' }, color: region },
  },
  trails: { mark: 'trail', encoding: { x: month, y: value, size: value, detail: region } },
  'texts and rules': {
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round' },
        encoding: { y: { ...value, aggregate: 'mean' }, color: region },
      },
      {
        mark: { type: 'text', angle: 20, fontWeight: 'bold', dx: 4, baseline: 'top' },
        encoding: { x: month, y: value, text: { ...value, format: '.0f' } },
      },
      {
        mark: { type: 'text', lineBreak: '\n', align: 'right' },
        encoding: {
          x: { datum: '2026-06-01', type: 'temporal' },
          y: { datum: 20 },
          text: { value: 'one\ntwo' },
        },
      },
    ],
  },
  facets: {
    mark: { type: 'area', color: FADING },
    width: 180,
    height: 80,
    encoding: { x: month, y: value, facet: { ...region, columns: 2 } },
  },
  map: {
    data: { values: [{ type: 'Feature', geometry: SHAPE }] },
    projection: { type: 'equalEarth' },
    mark: { type: 'geoshape', stroke: 'white' },
  },
};

interface Drawn {
  readonly drawing: Drawing;
  /** The SVG of Vega's renderer. */
  readonly svg: string;
}

async function draw(spec: object, scheme: ColorScheme = 'light'): Promise<Drawn> {
  const whole = {
    width: 400,
    height: 200,
    background: 'white',
    data: { values },
    ...spec,
    config: vegaConfig(createTokens(scheme)),
  };
  const { spec: compiled } = compile(whole as unknown as TopLevelSpec);
  const view = new View(parse(compiled), { renderer: 'none' });
  await view.runAsync();
  // When it writes SVG, Vega cuts texts itself: give it the width of the whole text.
  textMetrics.width = (item, text) => measure(String(text), itemFont(item));
  const svg = await view.toSVG().finally(() => (textMetrics.width = widthAsCut));
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const [, x, y] = /translate\(([\d.]+),([\d.]+)\)/.exec(svg) ?? [];
  const { root: scene } = view.scenegraph() as unknown as { root: SceneMark };
  view.finalize();
  return {
    drawing: {
      width: Number(width),
      height: Number(height),
      origin: [Number(x), Number(y)],
      scene,
      background: 'white',
    },
    svg,
  };
}

/** Returns a grayscale image with one byte per pixel. */
function greysOf(svg: string): Uint8Array {
  const { pixels } = new Resvg(svg, { background: '#fff' }).render();
  return Uint8Array.from({ length: pixels.length / 4 }, (_, place) => pixels[4 * place + 1] ?? 0);
}

describe('a chart written as SVG', () => {
  for (const [name, spec] of Object.entries(SPECS)) {
    it(`looks like the chart that Vega draws, with allowed elements: ${name}`, async () => {
      const { drawing, svg } = await draw(spec);
      const [ours, theirs] = [greysOf(svgOf(drawing)), greysOf(svg)];
      assert.equal(ours.length, theirs.length);
      const painted = theirs.filter((grey) => grey < 250).length;
      // Rounding to a tenth of a px changes only edges.
      const others = ours.filter((grey, place) => Math.abs(grey - theirs[place]!) > 64).length;
      assert.ok(painted > 500, `${painted} px are painted`);
      assert.ok(others < painted / 200, `${others} of ${painted} px differ`);
      // Vega hides labels without enough space.
      const seen = svg.replace(/<text [^>]*opacity="0"[^>]*>[^<]*/g, '');
      const wordsOf = (text: string): readonly string[] =>
        [...text.matchAll(/>([^<>]+)</g)].map(([, words]) => unescape(words!).trim()).filter(Boolean);
      assert.deepEqual(wordsOf(svgOf(drawing)), wordsOf(seen));
      const dark = await draw(spec, 'dark');
      assertAllowed(svgOf(drawing, { tokens: createTokens('light'), dark: dark.drawing }));
    });
  }

  it('has less than half the bytes of the SVG of Vega', async () => {
    const { drawing, svg } = await draw(SPECS['stacked bars']!);
    assert.ok(svgOf(drawing).length < svg.length / 2);
  });
});

type Json = Record<string, unknown>;

/** Returns a copy of a spec with the rows of the npm package vega-datasets as inline data. */
function withData(spec: unknown): unknown {
  if (Array.isArray(spec)) return spec.map(withData);
  if (typeof spec !== 'object' || spec === null) return spec;
  const { url } = spec as Json;
  if (typeof url !== 'string')
    return Object.fromEntries(Object.entries(spec).map(([key, part]) => [key, withData(part)]));
  const text = readFileSync(join(root, 'node_modules/vega-datasets', url), 'utf8');
  const type = extname(url).slice(1);
  const { url: _, format, ...source } = spec as Json & { format?: Json };
  return { ...source, format: { type, ...format }, values: type === 'json' ? JSON.parse(text) : text };
}

describe('pictures of example specs', () => {
  const tokens = createTokens('light');
  const size = { width: 640, height: 320 };
  // Examples of Vega-Lite are in a folder next to the project, if at all.
  for (const path of globSync(['test/specs/*.vl.json', '../shared/conformance/vega-lite/*.vl.json'], {
    cwd: root,
  }))
    it(`contain only allowed elements: ${basename(path)}`, async () => {
      const spec = withData(JSON.parse(readFileSync(join(root, path), 'utf8'))) as Json;
      const written = await drawHeadless(
        {
          spec,
          size,
          data: new Map(),
          fit: 'container',
          rtl: false,
          captioned: false,
          allowHosts: [],
          config: themeConfig('auto', tokens, size.width, 'projection' in spec),
          locale: localeFor('en').vega,
          onWarning: () => {},
          signal: new AbortController().signal,
        },
        (drawing) => writeSvg(drawing, { ...OPTIONS, tokens }),
      );
      assert.ok(written.marks > 0, 'nothing was drawn');
      assertAllowed(written.svg);
    });
});
