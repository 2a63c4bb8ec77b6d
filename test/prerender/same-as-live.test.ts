// @engines all
/** Compares a prerendered picture with the live chart of the same viz: the marks, their positions and colors. */
import { expect } from 'chai';
import { styles as pageStyles } from '../../src/components/page.styles.ts';
import { renderViz } from '../../node/prerender/render-viz.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { cleanUp, place, settle, shadow, readyViz } from '../components/viz/harness.ts';
import { apiOf, CASES, type PictureCase, settingsOf } from '../support/picture-cases.ts';

const FONT = "'DejaVu Sans', sans-serif";
const WIDTH = 480;
/**
 * Maximum distance in px between a mark in the picture and the same mark in the live chart. WebKitGTK rounds the
 * widths of glyphs, which adds up in legends.
 */
const NEAR = /AppleWebKit(?!.*Chrome)/.test(navigator.userAgent) ? 5 : 1.5;

/** A visible element, with its position in the picture. */
interface Painted {
  readonly box: readonly number[];
  readonly paint: string;
}

const isShown = (svg: Element): boolean => svg.getBoundingClientRect().width > 0;

function paintedIn(svg: Element): readonly Painted[] {
  const { left, top } = svg.getBoundingClientRect();
  // The background is a style of the chart, but a rectangle in the picture.
  return [...svg.querySelectorAll<SVGGraphicsElement>('path, rect, line, circle')]
    .filter((mark) => !mark.closest('defs, clipPath, svg > rect'))
    .flatMap((mark) => {
      const style = mark.ownerDocument.defaultView!.getComputedStyle(mark);
      const stroke = parseFloat(style.strokeWidth) > 0 ? style.stroke : 'none';
      const paints = [style.fill, stroke].map((paint) =>
        paint.replace(/^url.*/, 'url').replace('rgba(0, 0, 0, 0)', 'none'),
      );
      const isSeen = style.opacity !== '0' && paints.some((paint) => paint !== 'none');
      // `getBBox` excludes strokes, whose boxes differ between engines.
      const { x, y, width, height } = mark.getBBox();
      const { a, d, e, f } = mark.getScreenCTM()!;
      const isFlat = stroke === 'none' ? Math.min(width, height) < 0.1 : width + height === 0;
      if (!isSeen || isFlat) return [];
      const box = [a * x + e - left, d * y + f - top, a * width, d * height];
      return { box, paint: paints.join(' ') };
    });
}

async function liveMarks(each: PictureCase, width: number, scheme: string): Promise<readonly Painted[]> {
  const parent = place(`width: ${width}px; font: 16px ${FONT}; color-scheme: ${scheme}`);
  const element = await readyViz(apiOf(each), { loading: 'eager', ...each.attributes }, { parent });
  await settle(element);
  const svg = shadow(element).querySelector('.picture svg');
  return svg ? paintedIn(svg) : [];
}

async function pictureOf(each: PictureCase): Promise<string> {
  const api = apiOf(each);
  const { html } = await renderViz({
    client: createPublicClient({ apiBase: api.base, fetch: api.fetch }),
    account: 'acme',
    slug: 'sales',
    font: FONT,
    widths: [WIDTH],
    lang: 'en',
    ...settingsOf(each),
  });
  return html;
}

async function stillMarks(each: PictureCase, width: number, scheme: string): Promise<readonly Painted[]> {
  const html = await pictureOf(each);
  const sheet = pageStyles.cssText;
  const frame = document.createElement('iframe');
  Object.assign(frame.style, { width: '1000px', height: '900px', border: '0' });
  place().append(frame);
  const page = frame.contentDocument!;
  page.open();
  page.write(
    `<!doctype html><html lang="en"><style>body{margin:0;font:16px ${FONT};color-scheme:${scheme}}${sheet}</style>` +
      `<div style="width:${width}px"><vibedasher-viz>${html}</vibedasher-viz></div>`,
  );
  page.close();
  const svg = [...page.querySelectorAll('figure svg')].find(isShown);
  return svg ? paintedIn(svg) : [];
}

describe('a prerendered picture and the live chart', () => {
  afterEach(cleanUp);

  for (const each of CASES) {
    for (const scheme of each.schemes ?? ['light', 'dark']) {
      it(`have the same marks: ${each.name}, ${scheme}`, async () => {
        const width = WIDTH + (each.frame ?? 0);
        const live = await liveMarks(each, width, scheme);
        const still = await stillMarks(each, width, scheme);
        if (each.name !== 'number') expect(live).not.to.be.empty;
        expect(still.map(({ paint }) => paint)).to.deep.equal(live.map(({ paint }) => paint));
        const far = still.flatMap(({ box }, index) => {
          const other = live[index]!.box;
          return box.every((length, side) => Math.abs(length - other[side]!) <= NEAR)
            ? []
            : [`${box.map(Math.round).join(' ')}, not ${other.map(Math.round).join(' ')}`];
        });
        expect(far).to.deep.equal([]);
      });
    }
  }
});
