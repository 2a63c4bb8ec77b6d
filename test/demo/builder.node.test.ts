// @lane long
/** Tests the demo's builder in Chromium: its lines must draw the same as its preview. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { SNIPPET_TARGETS } from '../../src/snippet/snippet.ts';
import { recordPage, type PageRecord } from './record-page.ts';

/** Time limit for drawing a chart, in ms. */
const TIMEOUT = 30_000;
/** Width of a phone, in px. */
const WIDTH = 390;

interface Viz extends HTMLElement {
  readonly status: string;
  readonly data: { readonly rows: readonly unknown[] } | null;
}

describe('the demo’s builder', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let site: LocalServer;
  let pasted = '';

  before(async () => {
    await prepareData();
    demo = await startDemo({ port: 0 });
    site = await startLocalServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><link rel="icon" href="data:,"><body>${pasted}`);
    });
    browser = await launchChromium();
    await browser
      .defaultBrowserContext()
      .overridePermissions(new URL(demo.url).origin, ['clipboard-read', 'clipboard-sanitized-write']);
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await demo?.close();
  });

  const origin = (): string => new URL(demo.apiBase).origin;

  async function open(query = ''): Promise<{ page: Page; record: PageRecord }> {
    const page = await browser.newPage();
    await page.setViewport({ width: WIDTH, height: 800 });
    const record = await recordPage(page);
    await page.goto(`${demo.url}builder.html${query}`, { waitUntil: 'load' });
    await page.waitForFunction(() => document.querySelector('#code')!.textContent !== '');
    return { page, record };
  }

  /** Waits for the only chart, and returns its rows and caption. */
  async function drawn(page: Page): Promise<{ rows: string; caption: string | null | undefined }> {
    await page.waitForFunction(() => document.querySelector<Viz>('vibedasher-viz')?.status === 'ready', {
      timeout: TIMEOUT,
    });
    return page.$eval('vibedasher-viz', (viz) => ({
      rows: JSON.stringify((viz as Viz).data?.rows),
      caption: viz.shadowRoot!.querySelector('figcaption')?.textContent?.trim(),
    }));
  }

  /** Draws the lines on an empty page. */
  async function drawnFrom(lines: string): ReturnType<typeof drawn> {
    pasted = lines.replaceAll(/https:\/\/cdn\.jsdelivr\.net\/npm\/[^"]+\/cdn\//g, `${demo.url}cdn/`);
    const page = await browser.newPage();
    const record = await recordPage(page);
    await page.goto(site.url);
    const found = await drawn(page);
    assert.deepEqual([record.errors, record.failures], [[], []]);
    await page.close();
    return found;
  }

  const lines = (page: Page): Promise<string> => page.$eval('#code', (code) => code.textContent!);

  it('writes lines that draw the same as the preview, with only the keyboard and a pasted address', async () => {
    const { page, record } = await open();
    await page.bringToFront();
    const address = `${origin()}/v/acme/weekly-sales?chart=by-region&v.year=2023`;
    await page.evaluate((text) => navigator.clipboard.writeText(text), address);
    await page.keyboard.down('Control');
    await page.keyboard.press('KeyV', { commands: ['Paste'] });
    await page.keyboard.up('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#copy')!.textContent === 'Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const shown = await drawn(page);
    assert.deepEqual(await drawnFrom(copied), shown);
    assert.match(shown.rows, /EU/);
    assert.equal(await page.$eval('[name=param-year]', (field) => (field as HTMLInputElement).value), '2023');
    assert.deepEqual([record.errors, record.violations, record.failures], [[], [], []]);
    await page.close();
  });

  it('keeps several values of a parameter and the theme of a pasted address', async () => {
    const { page } = await open();
    const pastedAddress = `${origin()}/v/civic-data/strike-reports?v.times=Dawn&v.times=Dusk&v.species=Gull&theme=dark`;
    await page.$eval(
      '#address [name=viz]',
      (field, text) => ((field as HTMLInputElement).value = text),
      pastedAddress,
    );
    await page.focus('#address [name=viz]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('select[name=param-times]');
    const chosen = (): Promise<string[]> =>
      page.$eval('select[name=param-times]', (field) =>
        [...(field as HTMLSelectElement).selectedOptions].map(({ value }) => value),
      );
    assert.deepEqual(await chosen(), ['Dawn', 'Dusk']);
    const given = { times: ['Dawn', 'Dusk'], species: 'Gull' };
    assert.ok((await lines(page)).includes(`params="${JSON.stringify(given).replaceAll('"', '&quot;')}"`));
    assert.match(await lines(page), /theme="dark"/);
    const shown = await drawn(page);
    await page.select('[name=param-times]', 'Dawn', 'Dusk', 'Night');
    assert.deepEqual(new URL(page.url()).searchParams.getAll('param-times'), ['Dawn', 'Dusk', 'Night']);
    await page.goBack();
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('[name=param-times]')!.selectedOptions.length === 2,
    );
    assert.deepEqual(await drawnFrom(await lines(page)), shown);
    await page.close();
  });

  it('keeps the settings in its URL, and restores them on Back', async () => {
    const { page, record } = await open('?viz=acme/weekly-sales');
    await page.waitForSelector('[name=chart] option[value=by-region]');
    const first = await drawn(page);
    const before = await lines(page);
    await page.select('[name=chart]', 'by-region');
    await page.click('[name=control][value=year]');
    await page.select('[name=theme]', 'dark');
    await page.$eval('[name=toolbar][value=png]', (box) => {
      box.closest('details')!.open = true;
      (box as HTMLElement).click();
    });
    // The preview is loading and moves the fields: a click at coordinates could miss.
    await page.$eval('#targets [value=react]', (field) => (field as HTMLElement).click());
    const { search } = new URL(page.url());
    assert.equal(
      search,
      '?viz=acme%2Fweekly-sales&chart=by-region&theme=dark&toolbar=png&for=react&control=year',
    );
    const set = await lines(page);
    assert.match(
      set,
      /<VibedasherControl param="year" \/>\n {6}<VibedasherViz chart="by-region" toolbar="png" theme="dark" \/>/,
    );
    const shown = await drawn(page);
    assert.notEqual(shown.rows, first.rows);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= WIDTH);

    const again = await open(search);
    assert.deepEqual(await drawn(again.page), shown);
    assert.equal(await lines(again.page), set);
    await again.page.waitForSelector('[name=control][value=year]:checked');
    assert.equal(
      await again.page.$eval('[name=chart]', (field) => (field as HTMLSelectElement).value),
      'by-region',
    );
    assert.equal(await again.page.$eval('#preview', (box) => box.scrollWidth <= box.clientWidth), true);
    await again.page.close();

    for (let steps = 0; steps < 5; steps++) await page.goBack();
    assert.equal(new URL(page.url()).search, '?viz=acme/weekly-sales');
    assert.equal(await lines(page), before);
    assert.deepEqual(await drawn(page), first);
    assert.equal(await page.$eval('[name=theme]', (field) => (field as HTMLSelectElement).value), '');
    assert.deepEqual([record.errors, record.violations, record.failures], [[], [], []]);
    await page.close();
  });

  it('shows which values are wrong, and does not write them into the lines', async () => {
    for (const [name, value, valid] of [
      ['highlight', 'Pizza', 'Tea'],
      ['param-year', '1999', '2023'],
    ] as const) {
      const { page } = await open(`?viz=acme/weekly-sales&chart=by-product&${name}=${value}`);
      await page.waitForFunction(
        (id) => document.getElementById(id)?.textContent,
        { timeout: TIMEOUT },
        `problem-${name}`,
      );
      const field = (await page.$(`[name="${name}"]`))!;
      assert.equal(await field.evaluate((each) => each.getAttribute('aria-invalid')), 'true');
      assert.doesNotMatch(await lines(page), new RegExp(`${name}=`));
      await field.evaluate((each, text) => {
        (each as HTMLInputElement).value = text;
        each.dispatchEvent(new Event('change', { bubbles: true }));
      }, valid);
      assert.ok((await lines(page)).includes(`${name}="${valid}"`));
      await page.close();
    }
  });

  it('explains beside the marks which of them fit the rows', async () => {
    const { page } = await open('?viz=acme/weekly-sales&mark=arc');
    await drawn(page);
    await page.waitForSelector('.reasons:not([hidden])');
    await page.focus('.reasons > summary');
    await page.keyboard.press('Enter');
    const lines = await page.$eval('.reasons', (reasons) => (reasons as HTMLElement).innerText.split('\n'));
    assert.ok(lines.includes('line fits the rows, and is the default.'), lines.join());
    assert.ok(lines.includes('arc does not fit: dates are no parts of a whole.'), lines.join());
    await page.close();
  });

  it('updates the preview while a query is typed, and shows why a query fails next to it', async () => {
    const { page, record } = await open('?viz=acme/weekly-sales&sql=SELECT');
    const problem = (): Promise<string> => page.$eval('#problem-sql', (each) => each.textContent!);
    await page.waitForFunction(() => document.querySelector('#problem-sql')!.textContent, {
      timeout: TIMEOUT,
    });
    assert.match(await problem(), /syntax|statement|SELECT/i);
    assert.doesNotMatch(await lines(page), /sql/);
    const visits = await page.evaluate(() => history.length);
    await page.focus('[name=sql]');
    await page.keyboard.down('Control');
    await page.keyboard.press('End');
    await page.keyboard.up('Control');
    await page.keyboard.type(" product, sum(amount) AS sold\nFROM sales\nWHERE region <> 'EU'\nGROUP BY 1");
    await page.waitForFunction(() => document.querySelector('#code')!.textContent!.includes('AS sold'), {
      timeout: TIMEOUT,
    });
    const shown = await drawn(page);
    assert.match(shown.rows, /Tea/);
    assert.deepEqual(await drawnFrom(await lines(page)), shown);
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLTextAreaElement).name), 'sql');
    assert.equal(await page.evaluate(() => history.length), visits);
    assert.equal(await problem(), '');
    assert.deepEqual(record.violations, []);
    await page.close();
  });

  it('explains what is wrong with an address, and has no lines for a viz that does not exist', async () => {
    const { page } = await open('?viz=acme/weekly-sales');
    const before = await lines(page);
    const enter = async (text: string): Promise<void> => {
      await page.$eval('#viz', (field, text) => ((field as HTMLInputElement).value = text), text);
      await page.focus('#viz');
      await page.keyboard.press('Enter');
    };
    await enter('https://bi.example.org/<b>x</b>');
    assert.match(
      await page.$eval('#viz-problem', (each) => each.textContent!),
      /^https:\/\/bi\.example\.org\/<b>x<\/b>: this address does not name a viz\. Use the address/,
    );
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'viz');
    assert.equal(await lines(page), before);
    await enter('acme/no-such-viz');
    await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('#copy')!.disabled);
    assert.equal(await lines(page), '');
    assert.match(await page.$eval('#about', (about) => about.textContent!), /^There is no such viz/);
    await page.close();
  });

  it('writes a dashboard for all charts of a viz', async () => {
    const { page } = await open('?viz=acme/weekly-sales&toolbar=csv&chart=*');
    assert.match(
      await lines(page),
      /<vibedasher-dashboard account="acme" slug="weekly-sales"><\/vibedasher-dashboard>/,
    );
    await page.waitForSelector('#preview vibedasher-dashboard >>> vibedasher-viz', { timeout: TIMEOUT });
    await page.waitForSelector('.is-whole [name=toolbar]', { hidden: true });
    await page.select('[name=chart]', '');
    assert.match(await lines(page), /<vibedasher-viz account="acme" slug="weekly-sales" toolbar="csv">/);
    await page.close();
  });

  it('shows the viz of a chosen gallery card', async () => {
    const { page } = await open();
    await page.click('#choose summary');
    const card = await page.waitForSelector('vibedasher-gallery >>> li button', { timeout: TIMEOUT });
    await card!.click();
    await page.waitForFunction(() => location.search !== '');
    const query = new URL(page.url()).searchParams;
    const [account, slug] = query.get('viz')!.split('/');
    const tag = `<vibedasher-viz account="${account}" slug="${slug}" chart="${query.get('chart')}">`;
    assert.ok((await lines(page)).includes(tag));
    assert.equal(await page.$eval('#viz', (field) => (field as HTMLInputElement).value), query.get('viz'));
    await drawn(page);
    await page.close();
  });

  it('escapes hostile values in the page and the lines', async () => {
    const evil = `"'\`><script>harm=1</script><img src=x onerror=harm=1>{{7*7}}-->`;
    const query = new URLSearchParams({
      viz: 'acme/weekly-sales',
      'param-region': evil,
      highlight: evil,
      chart: evil,
    });
    const { page, record } = await open(`?${query}`);
    for (const target of [...SNIPPET_TARGETS, 'html-fast']) {
      await page.$eval(`#targets [value=${target}]`, (radio) => (radio as HTMLElement).click());
      assert.equal(await page.$eval('#code', (code) => code.childElementCount), 0);
      // In JSX, the value is a JavaScript string.
      if (target !== 'react') assert.doesNotMatch(await lines(page), /<script>harm|<img src=x/);
    }
    assert.equal(await page.$eval('[name=highlight]', (field) => (field as HTMLInputElement).value), evil);
    assert.equal(await page.evaluate(() => 'harm' in window), false);
    assert.deepEqual(record.violations, []);
    await page.close();
  });
});
