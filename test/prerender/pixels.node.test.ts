// @lane long
/**
 * Compares a prerendered picture in Chromium with the live chart, pixel by pixel except for text, and checks that no
 * text is cut off or overlaps another.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/browsers.ts';
import { renderViz, WIDTHS } from '../../node/prerender/index.ts';
import type { RenderedViz, RenderSettings } from '../../node/prerender/index.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import type { FakeApi } from '../support/fake-api.ts';
import { apiOf, CASES, settingsOf } from '../support/picture-cases.ts';
import { root } from '../package/project.ts';

const FONT = "'DejaVu Sans', sans-serif";
const PAGE = 'https://page.example';
const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' };
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
/** Hides texts, which browsers place at fractions of a pixel. */
const WITHOUT_TEXT =
  'text { fill: transparent !important } .number *, figure > div > :is(b, p) { color: transparent !important } ' +
  '.caption, .footer, figcaption, figure > p, details { visibility: hidden !important }';
/** Maximum difference of a color channel (0 to 255) of a pixel, and the share of pixels that may exceed it. */
const DIFFERENT = 32;
const MAX_DIFFERENT = 0.005;

/** A case of each kind. same-as-live.test.ts compares the marks of all cases. */
const NAMES = ['derived lines with long names', 'columns', 'heat map', 'right to left', 'dark theme'];
const KINDS = CASES.filter(({ name }) => NAMES.includes(name));

const render = (api: FakeApi, settings: Partial<RenderSettings>): Promise<RenderedViz> =>
  renderViz({
    client: createPublicClient({ apiBase: api.base, fetch: api.fetch }),
    account: 'acme',
    slug: 'sales',
    lang: 'en',
    ...settings,
  });

interface Look {
  readonly scheme: string;
  readonly width: number;
}

interface Shown extends Look {
  readonly font: string;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly content?: string;
  readonly script?: string;
}

interface Photograph {
  readonly png: string;
  /** Height of the element, in px. */
  readonly height: number;
}

function pageOf({ scheme, width, font, attributes = {}, content = '', script = '' }: Shown): string {
  const text = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<!doctype html><html lang="en" style="color-scheme:${scheme}"><meta charset="utf-8">
<link rel="stylesheet" href="/vibedasher.css"><style>body{margin:0;font:16px ${font}}</style>${script}
<div style="width:${width}px"><vibedasher-viz account="acme" slug="sales" ${text.join(' ')}>${content}</vibedasher-viz></div>`;
}

describe('pictures in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let html = '';
  let api: FakeApi;

  before(async () => {
    assert.ok(existsSync(join(root, 'cdn/vibedasher.js')), 'The bundle is missing: npm run build');
    browser = await launchChromium();
    page = await browser.newPage();
    await page.setViewport({ width: 1200, height: 1000 });
    await page.setRequestInterception(true);
    page.on('request', (request) => void answer(request));
  });
  after(() => browser?.close());

  async function answer(request: HTTPRequest): Promise<void> {
    const { origin, pathname } = new URL(request.url());
    if (origin === 'null') return request.continue();
    if (origin === PAGE) {
      if (pathname === '/') return request.respond({ contentType: 'text/html', body: html });
      const file = join(root, 'cdn', pathname);
      if (!existsSync(file)) return request.respond({ status: 404 });
      return request.respond({ contentType: TYPES[extname(file)] ?? '', body: readFileSync(file) });
    }
    if (request.method() === 'OPTIONS') return request.respond({ status: 204, headers: CORS });
    const body = request.postData();
    const { status, headers, ...response } = await take(
      api.fetch(request.url(), { method: request.method(), ...(body && { body }) }),
    );
    return request.respond({ status, headers: { ...CORS, ...headers }, ...response });
  }

  async function show(shown: Shown): Promise<void> {
    html = pageOf(shown);
    await page.goto(PAGE);
    await drawn(Boolean(shown.script));
  }

  /** Changes the color scheme and the width, and recreates a live chart. */
  async function showAgain({ scheme, width }: Look): Promise<void> {
    const isLive = await page.evaluate(
      (scheme, width) => {
        const box = document.querySelector('div')!;
        const element = box.firstElementChild!;
        document.documentElement.style.colorScheme = scheme;
        box.style.width = `${width}px`;
        const isLive = element.shadowRoot !== null;
        if (isLive) element.replaceWith(element.cloneNode());
        return isLive;
      },
      scheme,
      width,
    );
    await drawn(isLive);
  }

  function drawn(isLive: boolean): Promise<void> {
    return page.evaluate(async (isLive) => {
      await document.fonts.ready;
      if (isLive) await customElements.whenDefined('vibedasher-viz');
      const element = document.querySelector('vibedasher-viz') as Element & { ready?: Promise<void> };
      await element.ready;
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    }, isLive);
  }

  /** Takes screenshots of the page in each of these looks. */
  async function photographs(looks: readonly Look[], shown: Omit<Shown, keyof Look>): Promise<Photograph[]> {
    const all: Photograph[] = [];
    for (const [index, look] of looks.entries()) {
      await (index === 0 ? show({ ...shown, ...look }) : showAgain(look));
      all.push(await photograph());
    }
    return all;
  }

  /** Returns a screenshot without texts, and the height of the element. */
  async function photograph(): Promise<Photograph> {
    const height = await page.evaluate((css) => {
      const element = document.querySelector('vibedasher-viz')!;
      const style = document.createElement('style');
      style.textContent = css;
      (element.shadowRoot ?? document.head).append(style);
      return Math.round(element.getBoundingClientRect().height);
    }, WITHOUT_TEXT);
    return { png: await page.screenshot({ encoding: 'base64' }), height };
  }

  /** Returns the share of pixels that differ, from 0 to 1. The browser decodes the screenshots. */
  const compare = (pngs: readonly string[], width: number, height: number): Promise<number> =>
    page.evaluate(
      async (pngs, width, height, most) => {
        const [one, other] = await Promise.all(
          pngs.map(async (png) => {
            const picture = await createImageBitmap(
              await (await fetch(`data:image/png;base64,${png}`)).blob(),
            );
            const context = new OffscreenCanvas(width, height).getContext('2d')!;
            context.drawImage(picture, 0, 0);
            return context.getImageData(0, 0, width, height).data;
          }),
        );
        let count = 0;
        for (let pixel = 0; pixel < one!.length; pixel += 4) {
          const differs = [0, 1, 2].some(
            (channel) => Math.abs(one![pixel + channel]! - other![pixel + channel]!) > most,
          );
          if (differs) count++;
        }
        return count / (width * height);
      },
      pngs,
      width,
      height,
      DIFFERENT,
    );

  for (const each of KINDS) {
    it(`look like the live chart except for texts: ${each.name}`, async () => {
      api = apiOf(each);
      const widths = [480, 720];
      const picture = await render(api, { font: FONT, widths, ...settingsOf(each) });
      const looks = (each.schemes ?? ['light', 'dark']).flatMap((scheme) =>
        widths.map((drawn) => ({ scheme, width: drawn + (each.frame ?? 0) })),
      );
      const { attributes, mostDifferent = MAX_DIFFERENT } = each;
      const stills = await photographs(looks, { font: FONT, attributes, content: picture.html });
      const lives = await photographs(looks, {
        font: FONT,
        attributes: { 'api-base': api.base, ...attributes },
        script: '<script type="module" src="/vibedasher.js"></script>',
      });
      for (const [index, { scheme, width }] of looks.entries()) {
        const [still, live] = [stills[index]!, lives[index]!];
        assert.ok(Math.abs(still.height - live.height) <= 1, `${still.height} px high, not ${live.height}`);
        const part = await compare([still.png, live.png], width, Math.min(live.height, 1000));
        assert.ok(part < mostDifferent, `${(100 * part).toFixed(2)} % in ${width} px, ${scheme}`);
      }
    });
  }

  for (const each of KINDS) {
    it(`show all of their texts: ${each.name}`, async () => {
      api = apiOf(each);
      for (const [font, measured] of FONTS) {
        const picture = await render(api, { ...(measured && { font: measured }), ...settingsOf(each) });
        const widths = WIDTHS;
        await show({ scheme: 'light', width: widths[0]!, font, content: picture.html });
        for (const drawn of widths) {
          const faults = await page.evaluate(faultsOfTexts, drawn + (each.frame ?? 0));
          assert.deepEqual(faults, [], `${font}, ${drawn} px`);
        }
      }
    });
  }
});

/** Fonts of the page, some with a font for measuring. */
const FONTS: readonly (readonly [page: string, measured?: string])[] = [
  ['Arial, sans-serif'],
  ['Verdana, sans-serif'],
  ['Inter, sans-serif'],
  ['Georgia, "DejaVu Serif Condensed"'],
  ["'DejaVu Sans', sans-serif", "'DejaVu Sans', sans-serif"],
];

/** Runs in the page. Reports texts that exceed the picture in a box of this width or overlap another text. */
function faultsOfTexts(width: number): readonly string[] {
  document.querySelector('div')!.style.width = `${width}px`;
  const svg = [...document.querySelectorAll('figure svg')].find(
    (each) => each.getBoundingClientRect().width > 0,
  );
  if (!svg) return [];
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')]
    .map((text) => ({ name: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  const cut = texts.filter(
    ({ box }) =>
      box.left < frame.left - 1 ||
      box.right > frame.right + 1 ||
      box.top < frame.top - 1 ||
      box.bottom > frame.bottom + 1,
  );
  const lying = texts.flatMap((one, index) =>
    texts.slice(index + 1).flatMap((other) => {
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Line boxes are higher than their letters.
      const isOn = width > 1 && height > 0.3 * Math.min(one.box.height, other.box.height);
      return isOn ? [`“${one.name}” lies on “${other.name}”`] : [];
    }),
  );
  return [...cut.map(({ name }) => `“${name}” is cut off`), ...lying];
}

/** Converts a response of the API to the format of Puppeteer. */
async function take(
  answered: Promise<Response>,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const response = await answered;
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    headers: type ? { 'content-type': type } : {},
    body: Buffer.from(await response.arrayBuffer()),
  };
}
