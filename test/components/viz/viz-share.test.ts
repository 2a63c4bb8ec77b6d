// @engines all
/** Tests the tool `share`: a menu with a link, the embed code and the picture. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { shareUrl } from '../../../src/components/viz/viz-share.ts';
import { until } from '../../support/page.ts';
import {
  allOf,
  cleanUp,
  isShown,
  keydown,
  listenToConsole,
  place,
  readyViz,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  textOf,
} from './harness.ts';

const LIVE = '.bar [role=status]';

interface Given {
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content?: string;
  readonly width?: number;
}

async function withShare({ attributes = {}, content = '', width = 900 }: Given = {}): Promise<VibedasherViz> {
  const parent = place(`width: ${width}px`);
  const element = await readyViz(salesApi(), { toolbar: 'share', ...attributes }, { parent, content });
  await until(() => shadow(element).querySelector('.bar'), 'the toolbar');
  await settle(element);
  return element;
}

const name = (button: Element): string => (button.getAttribute('aria-label') ?? button.textContent).trim();
const items = (element: VibedasherViz): string[] => allOf(element, '[role=menuitem]').map(name);
const isOpen = (element: VibedasherViz): boolean =>
  shadow(element).querySelector('.menu')!.matches(':popover-open');
const opener = (element: VibedasherViz): HTMLElement =>
  allOf(element, '.tools button').find(
    (each) => isShown(each) && each.getAttribute('aria-haspopup') === 'menu',
  )!;

async function open(element: VibedasherViz): Promise<void> {
  opener(element).click();
  await until(() => isOpen(element), 'the menu');
  await settle(element);
}

async function choose(element: VibedasherViz, label: string): Promise<void> {
  await open(element);
  allOf(element, '[role=menuitem]')
    .find((each) => name(each) === label)!
    .click();
  await settle(element);
}

/** Replaces a member of the browser's navigator for a test. */
const replace = (member: 'clipboard' | 'share', value: unknown): void =>
  void Object.defineProperty(navigator, member, { configurable: true, value });

/** Collects what is copied. */
function recordCopies(): readonly string[] {
  const copies: string[] = [];
  replace('clipboard', { writeText: async (text: string) => void copies.push(text) });
  return copies;
}

/** Parses the element in an embed code. */
function parse(code: string): HTMLElement {
  const { body } = new DOMParser().parseFromString(code, 'text/html');
  return body.querySelector<HTMLElement>('vibedasher-viz')!;
}

describe('<vibedasher-viz>: share', () => {
  let warnings: readonly string[];
  beforeEach(() => {
    warnings = listenToConsole();
    replace('share', undefined);
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
    Reflect.deleteProperty(navigator, 'share');
    cleanUp();
  });

  it('opens a menu by its button, and closes it on Escape', async () => {
    const element = await withShare();
    expect(name(opener(element))).to.equal('Share');
    await open(element);
    expect(items(element).filter((item) => item !== 'Share…')).to.deep.equal([
      'Copy link',
      'Copy embed code',
      'Download PNG',
    ]);
    expect(opener(element).getAttribute('aria-expanded')).to.equal('true');
    keydown(shadow(element).activeElement!, 'Escape');
    await until(() => !isOpen(element), 'the closed menu');
    expect(shadow(element).activeElement === opener(element)).to.equal(true);
  });

  it('copies a link to the page and the chart, and announces it', async () => {
    const copies = recordCopies();
    const element = await withShare({ attributes: { id: 'by-region' } });
    await choose(element, 'Copy link');
    await until(() => copies.length > 0 && textOf(element, LIVE) !== '', 'the copy');
    const url = new URL(copies[0]!);
    expect(url.hash).to.equal('#by-region');
    expect(url.pathname + url.search).to.equal(location.pathname + location.search);
    expect(textOf(element, LIVE)).to.equal('The link is copied.');
    expect(textOf(element, '[part=status]')).to.include('The link is copied.');
    element.removeAttribute('id');
  });

  it('keeps the parameters and the fragment of the page, and has no link for a document without a URL', async () => {
    const element = await withShare();
    const chart = { viz: null, settings: null } as never;
    expect(shareUrl({ id: 'a' }, chart, 'https://news.example/a?region=EU#top')).to.equal(
      'https://news.example/a?region=EU#top',
    );
    expect(shareUrl({ id: '' }, chart, 'https://news.example/a?region=EU')).to.equal(
      'https://news.example/a?region=EU',
    );
    expect(shareUrl(element, chart, 'about:srcdoc')).to.equal(null);
  });

  it('copies code that shows the same chart', async () => {
    const copies = recordCopies();
    const element = await withShare({
      attributes: {
        heading: 'Sales & "more" <b>',
        highlight: 'North',
        theme: 'light',
        'select-to': 'region',
        class: 'wide',
        'param-year': '2023',
      },
      content: `<script type="application/sql">${SALES_SQL}</script>`,
    });
    element.style.height = '300px';
    await choose(element, 'Copy embed code');
    await until(() => copies.length > 0, 'the copy');
    const tag = parse(copies[0]!);
    expect(Object.fromEntries([...tag.attributes].map(({ name, value }) => [name, value]))).to.deep.include({
      account: 'acme',
      slug: 'sales',
      heading: 'Sales & "more" <b>',
      highlight: 'North',
      theme: 'light',
      toolbar: 'share',
      style: 'height: 300px',
    });
    for (const missing of ['select-to', 'class', 'renderer', 'sql'])
      expect(tag.hasAttribute(missing), missing).to.equal(false);
    expect(tag.querySelector('script[type="application/sql"]')!.textContent.trim()).to.equal(SALES_SQL);
    expect(tag.getAttribute('api-base')).to.equal('https://bi.example.org/api');
    expect(textOf(element, LIVE)).to.equal('The embed code is copied.');
  });

  it('copies the language of the chart, also from the page', async () => {
    const copies = recordCopies();
    const { documentElement } = document;
    const before = documentElement.lang;
    try {
      documentElement.lang = 'de';
      await choose(await withShare(), 'Code zum Einbetten kopieren');
      cleanUp();
      await choose(await withShare({ attributes: { lang: 'fr' } }), 'Copier le code d’intégration');
      await until(() => copies.length === 2, 'the copies');
      expect(copies.map((code) => parse(code).lang)).to.deep.equal(['de', 'fr']);
    } finally {
      documentElement.lang = before;
    }
  });

  it('announces that the browser forbids copying', async () => {
    replace('clipboard', { writeText: () => Promise.reject(new Error('forbidden')) });
    const { execCommand } = document;
    document.execCommand = () => false;
    try {
      const element = await withShare();
      await choose(element, 'Copy link');
      await until(() => textOf(element, LIVE) === 'Could not copy.', 'the message');
      expect(warnings.join()).to.include('forbidden');
    } finally {
      document.execCommand = execCommand;
    }
  });

  it('opens the sharing dialog of the device where there is one', async () => {
    const shared: ShareData[] = [];
    replace('share', async (data: ShareData) => void shared.push(data));
    const element = await withShare();
    await choose(element, 'Share…');
    expect(shared.map(({ title, url }) => [title, url])).to.deep.equal([['Sales by region', location.href]]);
  });

  it('offers the picture once among other tools, in a narrow chart', async () => {
    const element = await withShare({ attributes: { toolbar: 'csv png svg share' }, width: 320 });
    await open(element);
    expect(items(element).filter((item) => /PNG|Copy/.test(item))).to.deep.equal([
      'Download PNG 1×',
      'Download PNG 2×',
      'Download PNG 3×',
      'Copy link',
      'Copy embed code',
    ]);
  });
});
