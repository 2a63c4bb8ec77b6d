import { html, type TemplateResult } from 'lit';
import type { ChartKind } from '../../locale/types.ts';

/** A drawing of 160 × 100: SVG paths with a strong fill, with a faint fill, and with a stroke. */
interface Glyph {
  readonly strong?: string;
  readonly faint?: string;
  readonly line?: string;
}

const BASE = 'M24 82H136';
const dot = (x: number, y: number): string => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;
/** Draws cells: each of them two digits, its column and its row. */
const cells = (places: string): string =>
  places.replace(/(\d)(\d) ?/g, (_, x: string, y: string) => `M${28 + +x * 18} ${20 + +y * 16}h16v14h-16z`);
const dots = (...at: readonly (readonly [x: number, y: number])[]): string =>
  at.map(([x, y]) => dot(x, y)).join('');

const GLYPHS: Readonly<Record<ChartKind, Glyph>> = {
  bar: {
    strong: 'M72 82V24h16v58z',
    faint: 'M28 82V56h16v26zM50 82V40h16v42zM94 82V48h16v34zM116 82V62h16v20z',
    line: BASE,
  },
  line: { line: `${BASE}M28 68L52 50L74 58L100 30L132 22`, strong: dot(132, 22) },
  area: { faint: 'M28 82V62L56 46L84 56L108 32L132 40V82z', line: `${BASE}M28 62L56 46L84 56L108 32L132 40` },
  point: {
    faint: dots([40, 66], [54, 58], [66, 64], [110, 40], [124, 26]),
    strong: dots([60, 44], [78, 50], [92, 34]),
    line: `${BASE}M24 82V18`,
  },
  arc: {
    faint: 'M80 18A32 32 0 1 1 48.2 54L62.1 52A18 18 0 1 0 80 32z',
    strong: 'M46.3 46A34 34 0 0 1 76 16.2V30.3A20 20 0 0 0 60.2 47.3z',
  },
  map: {
    faint: 'M30 30L62 22L98 30L130 22V74L98 82L62 74L30 82z',
    line: 'M62 22V74M98 30V82',
    strong: dots([80, 48]),
  },
  heatmap: {
    faint: cells('00 20 50 11 41 02 32 52 13 23 43'),
    strong: cells('30 21 31 12 22 53'),
  },
  number: {
    strong: 'M46 34L60 24H66V66H56V37L46 43zM78 24H112V32L94 66H83L100 33H78z',
    faint: 'M46 76h66v5h-66z',
  },
  table: {
    strong: 'M30 22h100v11h-100z',
    faint: 'M30 39h46v8h-46zM84 39h46v8h-46zM30 54h46v8h-46zM84 54h46v8h-46zM30 69h46v8h-46zM84 69h46v8h-46z',
  },
  chart: {
    faint: 'M34 82V58h18v24zM62 82V44h18v38zM90 82V52h18v30z',
    line: `${BASE}M34 44L72 26L99 34L130 20`,
  },
};

/** Renders a drawing of a kind of chart, for a template without a preview image. */
export function glyphTemplate(kind: ChartKind): TemplateResult {
  const { strong = '', faint = '', line = '' } = GLYPHS[kind];
  return html`<svg class="glyph" viewBox="0 0 160 100" aria-hidden="true">
    <path class="faint" d=${faint}></path>
    <path class="line" d=${line}></path>
    <path class="strong" d=${strong}></path>
  </svg>`;
}
