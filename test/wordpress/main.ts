/**
 * `npm run test:wordpress`: tests the plugin in a real WordPress with the demo's server, in Chromium, as admin, author and
 * contributor: from the block editor to the published post and its feed. The first run needs network access.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, ElementHandle, Frame, Page } from 'puppeteer-core';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { buildIsStale } from '../../scripts/build-state.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { startServer, type RunningServer } from '../../server/src/index.ts';
import { recordPage, type PageRecord } from '../demo/record-page.ts';
import { root } from '../package/project.ts';
import { PASSWORD, startWordPress, type User, type WordPress } from './wordpress.ts';

/** Default time limit, in ms. */
const TIMEOUT = 60_000;

/** Characters and sequences that WordPress is known to change in authors' input. */
const LABEL = `a < b > c & d &lt; "e" 'f' -- ü … [gallery] [vibedasher viz="x"] %41 \\ 🙂 <b>`;
const SQL = `SELECT '${LABEL.replaceAll("'", "''")}' AS label, 3 AS value, 'x' AS "y" WHERE 1 < 2 AND 2 > 1 -- the end`;
const SPEC = {
  title: 'a < b & [gallery] "c" </script><script>alert(1)</script>',
  mark: 'bar',
  encoding: { x: { field: 'label' }, y: { field: 'value', type: 'quantitative' } },
};

let browser: Browser;
let api: RunningServer;
let wp: WordPress;
const sessions = new Map<User, BrowserContext>();

before(async () => {
  assert.ok(!buildIsStale(root), 'The bundle is not built: npm run build');
  await prepareData();
  api = await startServer({ root: DEMO_ROOT, port: 0, storagePort: 0 });
  wp = await startWordPress();
  await setOption({ api_base: api.apiBase });
  browser = await launchChromium({ defaultViewport: { width: 1400, height: 1000 } });
});
after(async () => {
  await browser?.close();
  await wp?.close();
  await api?.close();
});

/** Sets the `vibedasher` option. Omitted values use their defaults. */
async function setOption(values: object): Promise<void> {
  await wp.run(`update_option('vibedasher', $args);`, values);
}

/** Publishes a post as a user, with WordPress's usual filters. Returns its URL. */
const publish = (user: User, title: string, content: string): Promise<string> =>
  wp.run(
    `wp_set_current_user(get_user_by('login', $args['user'])->ID);
    $id = wp_insert_post(wp_slash([
      'post_title' => $args['title'], 'post_content' => $args['content'], 'post_status' => 'publish'
    ]), true);
    echo is_wp_error($id) ? $id->get_error_message() : get_permalink($id);`,
    { user, title, content },
  );

/** Submits a post for review as a contributor. Returns its id. */
const submit = (title: string, content: string): Promise<string> =>
  wp.run(
    `wp_set_current_user(get_user_by('login', 'contributor')->ID);
    echo wp_insert_post(wp_slash([
      'post_title' => $args['title'], 'post_content' => $args['content'], 'post_status' => 'pending'
    ]));`,
    { title, content },
  );

/** Returns a block in WordPress's stored form. */
function blockOf(attributes: object): string {
  const json = JSON.stringify(attributes).replace(
    /--|[<>&]|\\"/g,
    (text) =>
      ({ '--': '\\u002d\\u002d', '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\\"': '\\u0022' })[text]!,
  );
  return `<!-- wp:vibedasher/viz ${json} /-->`;
}

interface Seen {
  readonly record: PageRecord;
  readonly charts: readonly {
    readonly slug: string;
    readonly chart: string | null;
    readonly status: string;
    readonly sql: string | null;
    readonly params: object;
    readonly label: unknown;
    readonly height: number;
  }[];
  readonly modules: readonly { readonly src: string; readonly integrity: string }[];
  readonly styles: number;
}

type Viz = HTMLElement & {
  readonly status: string;
  readonly slug: string;
  readonly chart: string | null;
  readonly sql: string | null;
  readonly params: object;
  readonly data: { readonly rows: readonly (readonly unknown[])[] } | null;
  readonly ready: Promise<void>;
};

/** Opens a page, waits until its charts are drawn, and returns what is visible. */
async function viewPage(
  url: string,
  then?: (page: Page) => Promise<void>,
  watch: (page: Page) => unknown = () => {},
): Promise<Seen> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await watch(page);
  const record = await recordPage(page);
  await page.goto(url, { waitUntil: 'networkidle0', timeout: TIMEOUT });
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<Viz>('vibedasher-viz')].every((viz) => {
        viz.scrollIntoView();
        return ['ready', 'error', 'empty'].includes(viz.status);
      }),
    { timeout: TIMEOUT },
  );
  const seen = await page.evaluate(() => ({
    charts: [...document.querySelectorAll<Viz>('vibedasher-viz')].map((viz) => ({
      slug: viz.slug,
      chart: viz.chart,
      status: viz.status,
      sql: viz.sql,
      params: viz.params,
      label: viz.data?.rows[0]?.[0],
      height: viz.offsetHeight,
    })),
    modules: [
      ...document.querySelectorAll<HTMLScriptElement>(
        'script[type="module"][src*="vibedasher"]:not([src*="/chunks/"])',
      ),
    ].map(({ src, integrity }) => ({ src, integrity })),
    styles: document.querySelectorAll('link[rel="stylesheet"][href*="vibedasher.css"][integrity^="sha384-"]')
      .length,
  }));
  await then?.(page);
  await context.close();
  return { record, ...seen };
}

/** Checks that a page has no errors, and one script and one stylesheet with hashes. */
function assertInOrder({ record, charts, modules, styles }: Seen, count = 1): void {
  assert.deepEqual({ errors: record.errors, failures: record.failures }, { errors: [], failures: [] });
  assert.deepEqual(
    charts.map(({ status }) => status),
    Array(count).fill('ready'),
  );
  assert.equal(modules.length, 1);
  assert.match(modules[0]!.integrity, /^sha384-/);
  assert.match(modules[0]!.src, /\/plugins\/vibedasher\/cdn\/vibedasher\.js\?ver=[\da-f]{8}$/);
  assert.equal(styles, 1);
}

/** Opens a tab and logs a user in. */
async function openAs(user: User, path: string, watch: (page: Page) => unknown = () => {}): Promise<Page> {
  let context = sessions.get(user);
  if (!context) {
    sessions.set(user, (context = await browser.createBrowserContext()));
    const page = await context.newPage();
    await page.goto(`${wp.url}wp-login.php`);
    // Do not use the keyboard, because the form moves the focus shortly after it has loaded.
    const fill = (form: Element, user: string, password: string): void => {
      form.querySelector<HTMLInputElement>('#user_login')!.value = user;
      form.querySelector<HTMLInputElement>('#user_pass')!.value = password;
    };
    await page.$eval('#loginform', fill, user, PASSWORD);
    await Promise.all([page.waitForNavigation({ timeout: TIMEOUT }), page.click('#wp-submit')]);
    await page.close();
  }
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT);
  await watch(page);
  await page.goto(wp.url + path, { waitUntil: 'load', timeout: TIMEOUT });
  return page;
}

/** Resolves with the document of the post in the editor. */
async function canvasOf(page: Page): Promise<Frame> {
  const frame = await page.waitForSelector('iframe[name="editor-canvas"]');
  return (await frame!.contentFrame())!;
}

/** The parts of `wp` that the tests use. */
interface EditorWindow {
  readonly wp: {
    readonly blocks: {
      createBlock(name: string, attributes?: object): object;
      pasteHandler(input: object): readonly { readonly name: string; readonly attributes: object }[];
    };
    readonly data: {
      dispatch(store: string): {
        insertBlocks(block: object): void;
        resetBlocks(blocks: readonly object[]): void;
      };
      select(store: string): {
        getBlocks(): readonly { name: string; isValid: boolean; attributes: Record<string, unknown> }[];
        getPermalink(): string;
        getCurrentPostId(): number;
        isSavingPost(): boolean;
        isEditedPostDirty(): boolean;
        isCurrentPostPublished(): boolean;
      };
    };
  };
}

/** Opens a new post with a selected, empty block of the plugin. */
async function newPostWithBlock(user: User): Promise<{ page: Page; canvas: Frame }> {
  const page = await openAs(user, 'wp-admin/post-new.php');
  const canvas = await canvasOf(page);
  await canvas.waitForSelector('.editor-post-title__input');
  await canvas.type('.editor-post-title__input', `By ${user}`);
  await page.evaluate(() => {
    const { blocks, data } = (globalThis as unknown as EditorWindow).wp;
    data.dispatch('core/block-editor').insertBlocks(blocks.createBlock('vibedasher/viz'));
  });
  return { page, canvas };
}

async function chooseViz(canvas: Frame, text: string): Promise<void> {
  const input = await canvas.waitForSelector('.vibedasher-choose input');
  await input!.type(text);
  await canvas.click('.vibedasher-choose button[type="submit"]');
}

/** Waits until the chart in the editor is drawn. */
async function drawn(canvas: Frame): Promise<void> {
  await canvas.waitForFunction(() => document.querySelector<Viz>('vibedasher-viz')?.status === 'ready', {
    timeout: TIMEOUT,
  });
}

/** Resolves with the attributes of the last block. */
const lastBlock = (page: Page): Promise<Record<string, unknown>> =>
  page.evaluate(
    () =>
      (globalThis as unknown as EditorWindow).wp.data.select('core/block-editor').getBlocks().at(-1)!
        .attributes,
  );

async function openPanel(page: Page, panel: string): Promise<void> {
  const button = await page.waitForSelector(
    `xpath/.//div[contains(@class, "block-editor-block-inspector")]//button[contains(@class, "components-panel__body-toggle")][normalize-space() = "${panel}"]`,
  );
  // Do not use the mouse, because the panels above grow while the viz loads.
  await button!.evaluate((node) => {
    if (node.getAttribute('aria-expanded') === 'false') (node as HTMLElement).click();
  });
}

/**
 * Finds the sidebar's field with a label. Does not use its accessible name, which Chromium computes with the capitals
 * of the style.
 */
async function fieldOf(page: Page, label: string): Promise<ElementHandle<HTMLInputElement>> {
  const found = await page.waitForSelector(
    `xpath/.//div[contains(@class, "interface-complementary-area")]//label[normalize-space() = "${label}"]`,
  );
  const id = await found!.evaluate((node) => (node as HTMLLabelElement).htmlFor);
  return (await page.$(`[id="${id}"]`)) as ElementHandle<HTMLInputElement>;
}

/** Opens a panel of the sidebar and types into one of its fields. */
async function fillIn(page: Page, panel: string, label: string, text: string): Promise<void> {
  await openPanel(page, panel);
  const field = await fieldOf(page, label);
  await field.evaluate((node) => node.select());
  await page.keyboard.sendCharacter(text);
}

/** Publishes a post, or saves a published one. Returns its URL. */
async function save(page: Page): Promise<string> {
  const button = await page.waitForSelector(
    '.editor-post-publish-button__button:not([aria-disabled="true"])',
  );
  await button!.click();
  const isPublished = await page.evaluate(() =>
    (globalThis as unknown as EditorWindow).wp.data.select('core/editor').isCurrentPostPublished(),
  );
  if (!isPublished) {
    const confirm = await page.waitForSelector(
      '.editor-post-publish-panel .editor-post-publish-button:not([aria-disabled="true"])',
    );
    // Do not use the mouse, because the panel slides in.
    await confirm!.evaluate((node) => (node as HTMLElement).click());
  }
  await page.waitForFunction(
    () => {
      const editor = (globalThis as unknown as EditorWindow).wp.data.select('core/editor');
      return editor.isCurrentPostPublished() && !editor.isSavingPost() && !editor.isEditedPostDirty();
    },
    { timeout: TIMEOUT },
  );
  return page.evaluate(() =>
    (globalThis as unknown as EditorWindow).wp.data.select('core/editor').getPermalink(),
  );
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();

describe('WordPress', () => {
  it('runs', (test) => {
    test.diagnostic(`WordPress ${wp.version}`);
    wp.takeLog();
  });

  for (const user of ['admin', 'author'] as const) {
    it(`has a block with which ${user}s can choose and publish a viz`, async () => {
      const { page, canvas } = await newPostWithBlock(user);
      await chooseViz(canvas, 'nonsense in words');
      await canvas.waitForSelector('.components-notice.is-error');
      await canvas.$eval('.vibedasher-choose input', (input) => (input as HTMLInputElement).select());
      await chooseViz(canvas, `${new URL(api.apiBase).origin}/v/acme/weekly-sales?chart=by-region`);
      await drawn(canvas);
      // The sidebar is rendered again with the fields of the viz.
      await fieldOf(page, 'Year');
      await fillIn(page, 'Advanced', 'SQL query', SQL);
      await canvas.waitForFunction(
        (sql) => {
          const viz = document.querySelector<Viz>('vibedasher-viz');
          return viz?.sql === sql && viz.status === 'ready' && viz.data?.rows.length === 1;
        },
        { timeout: TIMEOUT },
        SQL,
      );
      await fillIn(page, 'Advanced', 'Vega-Lite spec', JSON.stringify(SPEC));
      await drawn(canvas);
      const address = await save(page);
      const stored = await page.evaluate(() =>
        (globalThis as unknown as EditorWindow).wp.data
          .select('core/block-editor')
          .getBlocks()
          .map(({ isValid, attributes }) => ({ isValid, picture: typeof attributes['picture'] })),
      );
      assert.deepEqual(stored.at(-1), { isValid: true, picture: 'number' });
      const seen = await viewPage(address, async (page) => {
        const spec = await page.$eval('vibedasher-viz script', (script) => JSON.parse(script.text) as object);
        assert.deepEqual(spec, SPEC);
      });
      assertInOrder(seen);
      assert.equal(seen.charts[0]!.sql, SQL);
      assert.equal(seen.charts[0]!.label, LABEL);

      // The stored values are those that were typed.
      await page.reload({ waitUntil: 'load' });
      const again = await canvasOf(page);
      await drawn(again);
      assert.equal(await again.$eval('vibedasher-viz', (viz) => (viz as Viz).sql), SQL);
      await page.close();
    });
  }

  it('has a block for contributors, with rows and without a picture', async () => {
    const { page, canvas } = await newPostWithBlock('contributor');
    await chooseViz(canvas, 'acme/weekly-sales');
    await drawn(canvas);
    await page.click('.editor-post-save-draft');
    await page.waitForSelector('.editor-post-saved-state.is-saved');
    const { picture, summary } = await lastBlock(page);
    const id = await page.evaluate(() =>
      (globalThis as unknown as EditorWindow).wp.data.select('core/editor').getCurrentPostId(),
    );
    await page.close();
    assert.equal(picture, undefined);
    assert.ok((summary as { rows: unknown[] }).rows.length > 0);

    // The publishing user can upload files. For a while, WordPress assumes that the other user still edits the post.
    await wp.run(`delete_post_meta($args, '_edit_lock');`, id);
    const other = await openAs('admin', `wp-admin/post.php?post=${id}&action=edit`);
    await drawn(await canvasOf(other));
    await save(other);
    const published = await lastBlock(other);
    await other.close();
    assert.equal(typeof published['picture'], 'number');
  });

  it('shows fields for the viz: charts, parameters, tools, height', async () => {
    const { page, canvas } = await newPostWithBlock('author');
    await chooseViz(canvas, 'acme/weekly-sales');
    await drawn(canvas);
    await (await fieldOf(page, 'Chart of the viz')).select('by-product');
    await (await fieldOf(page, 'Year')).type('2023');
    await (await fieldOf(page, 'Height in pixels')).type('333');
    await openPanel(page, 'Tools for readers');
    // Do not use the mouse, because the panel above grows meanwhile.
    await (await fieldOf(page, 'Download CSV')).evaluate((node) => node.click());
    const seen = await viewPage(await save(page), async (page) => {
      assert.equal(await page.$eval('vibedasher-viz', (viz) => viz.getAttribute('toolbar')), 'csv');
    });
    await page.close();
    assertInOrder(seen);
    const [{ chart: id, params, height: px }] = seen.charts as [Seen['charts'][0]];
    assert.deepEqual({ id, params, px }, { id: 'by-product', params: { year: '2023' }, px: 333 });
  });

  it('creates a block from a pasted address and a pasted shortcode', async () => {
    const page = await openAs('author', 'wp-admin/post-new.php');
    await canvasOf(page);
    const paste = (plainText: string): Promise<unknown> =>
      page.evaluate(
        (plainText) =>
          (globalThis as unknown as EditorWindow).wp.blocks
            .pasteHandler({ plainText, HTML: '', mode: 'BLOCKS' })
            .map(({ name, attributes }) => ({ name, ...attributes })),
        plainText,
      );
    const viz = { name: 'vibedasher/viz', slug: 'weekly-sales' };
    assert.deepEqual(await paste('https://cloud.vibedasher.com/v/weekly-sales'), [viz]);
    assert.deepEqual(await paste('https://cloud.vibedasher.com/v/weekly-sales?chart=x&v.a=1&v.b=2&v.b=3'), [
      { ...viz, chart: 'x', params: { a: '1', b: ['2', '3'] } },
    ]);
    assert.deepEqual(
      await paste('[vibedasher viz="acme/weekly-sales" chart="by-region" param-year="2024"]'),
      [{ ...viz, account: 'acme', chart: 'by-region', params: { year: '2024' } }],
    );
    const [broken] = (await paste('https://cloud.vibedasher.com/v/100%')) as [{ name: string }];
    assert.equal(broken.name, 'core/embed');
    const [other] = (await paste('https://example.org/v/weekly-sales')) as [{ name: string }];
    assert.equal(other.name, 'core/embed');
    await page.close();
  });

  for (const user of ['admin', 'author'] as const) {
    it(`draws stored blocks of ${user}s, with their queries as they were typed`, async () => {
      const block = blockOf({
        account: 'acme',
        slug: 'weekly-sales',
        sql: SQL,
        spec: JSON.stringify(SPEC),
        params: { year: 2023, region: 'R&D <x>' },
        height: 300,
        toolbar: 'csv png nonsense',
      });
      const seen = await viewPage(await publish(user, 'Block', block));
      assertInOrder(seen);
      const [{ sql, params, label, height }] = seen.charts as [Seen['charts'][0]];
      assert.deepEqual(
        { sql, params, label, height },
        { sql: SQL, params: { year: 2023, region: 'R&D <x>' }, label: LABEL, height: 300 },
      );
    });

    it(`draws shortcodes, addresses and <div data-vibedasher-viz> of ${user}s`, async () => {
      const address = `${new URL(api.apiBase).origin}/v/acme/weekly-sales?chart=by-region&v.year=2023&v.shop=a+b&v.shop=%C3%BC`;
      const embed = `<!-- wp:embed {"url":"${address.replaceAll('&', '\\u0026')}"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${address.replaceAll('&', '&amp;')}
</div></figure>
<!-- /wp:embed -->`;
      const params = { year: '2023', shop: ['a b', 'ü'] };
      for (const [content, expected] of [
        [
          'Before\n\n[vibedasher viz="acme/weekly-sales" chart="by-region" param-year="2024"]\n\nAfter',
          { chart: 'by-region', params: { year: '2024' } },
        ],
        [`Before\n\n${address}\n\nAfter`, { chart: 'by-region', params }],
        [embed, { chart: 'by-region', params }],
        [
          '<!-- wp:html -->\n<div data-vibedasher-viz data-account="acme" data-slug="weekly-sales">Weekly sales</div>\n<!-- /wp:html -->',
          null,
        ],
      ] as const) {
        const seen = await viewPage(await publish(user, 'Chart', content));
        assertInOrder(seen);
        const [{ slug, chart, params }] = seen.charts as [Seen['charts'][0]];
        assert.equal(slug, 'weekly-sales');
        if (expected) assert.deepEqual({ chart, params }, expected);
      }
    });
  }

  it('does not run shortcodes in a query, even if a site allows the element', async () => {
    const html = await wp.run(
      `add_filter('wp_kses_allowed_html', static fn ($tags) => $tags + ['vibedasher-viz' => ['sql' => true]]);
      echo apply_filters('the_content', $args);`,
      blockOf({ slug: 'weekly-sales', sql: `SELECT '[vibedasher viz="x"]'` }),
    );
    assert.match(html, / sql="SELECT &#039;&#0?91;vibedasher viz=&quot;x&quot;&#0?93;&#039;"/);
  });

  it('loads the script once for several charts, and not on pages without charts', async () => {
    const block = blockOf({ account: 'acme', slug: 'weekly-sales' });
    const shortcode = '[vibedasher viz="acme/weekly-sales"]';
    assertInOrder(await viewPage(await publish('author', 'Several', `${block}\n\n${shortcode}`)), 2);
    const none = await text(await publish('author', 'None', 'vibedasher, the word, and no chart'));
    assert.doesNotMatch(none, /vibedasher\.(js|css)/);
    // A list of excerpts has no charts, either.
    const excerpt = await wp.run(
      `$post = get_posts(['title' => 'Several'])[0];
      $post->post_excerpt = '';
      $post->post_content .= "\\n\\n" . $args . "\\n";
      echo get_the_excerpt($post), wp_style_is('vibedasher', 'enqueued') ? ' script' : ' none';`,
      `${new URL(api.apiBase).origin}/v/acme/weekly-sales`,
    );
    assert.equal(excerpt, ' none');
  });

  it('loads the stylesheet in the head of a classic theme', async () => {
    await wp.run(`switch_theme('classic');`);
    const block = blockOf({ account: 'acme', slug: 'weekly-sales' });
    const shortcode = '[vibedasher viz="acme/weekly-sales"]';
    for (const content of [block, shortcode]) {
      const address = await publish('author', 'Classic', content);
      assertInOrder(await viewPage(address));
      assert.match(await text(address), /<link [^>]*vibedasher\.css[^>]*>[^]*<\/head>/);
    }
    await wp.run(`switch_theme('twentytwentyfive');`);
  });

  it('shows a picture and rows without JavaScript and in feeds, or a link if nothing is stored', async () => {
    const { page, canvas } = await newPostWithBlock('author');
    await chooseViz(canvas, 'acme/weekly-sales');
    await drawn(canvas);
    const address = await save(page);
    const { picture } = await lastBlock(page);
    // Without changes, the picture stays.
    await canvas.type('.editor-post-title__input', ', again');
    await save(page);
    const { picture: again } = await lastBlock(page);
    assert.equal(again, picture);
    // Another chart does not use the picture.
    await canvas.click('vibedasher-viz');
    await (await fieldOf(page, 'Chart of the viz')).select('by-product');
    assert.equal((await lastBlock(page))['picture'], undefined);
    await page.close();

    const context = await browser.createBrowserContext();
    const reader = await context.newPage();
    await reader.setJavaScriptEnabled(false);
    await reader.goto(address, { waitUntil: 'load' });
    const image = await reader.$eval('vibedasher-viz img', (img) => ({
      width: img.naturalWidth,
      shown: img.checkVisibility() && img.getBoundingClientRect().height > 150,
      alt: img.alt.length > 10,
      rows: img.closest('figure')!.querySelectorAll('td').length > 10,
    }));
    await context.close();
    assert.ok(image.width > 600, `${image.width}`);
    assert.deepEqual(image, { width: image.width, shown: true, alt: true, rows: true });

    const bare = await publish('author', 'Bare', blockOf({ account: 'acme', slug: 'weekly-sales' }));
    assert.ok(bare);
    const feed = await text(`${wp.url}feed/`);
    assert.match(feed, /<figure><a href="[^"]+\/v\/acme\/weekly-sales"><img [^>]*src="[^"]+\.png"/);
    assert.match(feed, /<table><thead><tr><th scope="col"/);
    assert.match(feed, /<p><a href="[^"]+\/v\/acme\/weekly-sales">weekly&#45;sales<\/a><\/p>/);
    assert.doesNotMatch(feed, /<script|<vibedasher-/);
  });

  it('runs no code from authors’ input', async () => {
    const evil = `"><script>hacked = 1</script><img src=x onerror="hacked = 1">' onclick='hacked = 1`;
    const attributes = {
      account: evil,
      slug: evil,
      chart: evil,
      params: { [evil]: evil },
      sql: evil,
      spec: JSON.stringify({ title: '</script><script>hacked = 1</script>', mark: evil, usermeta: evil }),
      height: '1px;background:url(javascript:hacked=1)',
      toolbar: evil,
      className: evil,
      anchor: evil,
      picture: evil,
      summary: { title: evil, text: evil, columns: [{ name: evil }], rows: [[evil]], more: evil, key: evil },
      onload: evil,
    };
    const shortcode = `[vibedasher viz="acme/weekly-sales" chart='${evil.replaceAll("'", '"')}' param-x='"onclick=hacked' onload="hacked=1"]`;
    for (const user of ['admin', 'author'] as const) {
      const address = await publish(user, 'Evil', `${blockOf(attributes)}\n\n${shortcode}`);
      await viewPage(address, async (page) => {
        const found = await page.evaluate(() => ({
          hacked: 'hacked' in globalThis,
          handlers: [...document.querySelectorAll('*')].flatMap((node) =>
            node.getAttributeNames().filter((name) => name.startsWith('on')),
          ),
          images: document.querySelectorAll('img[src="x"]').length,
        }));
        assert.deepEqual(found, { hacked: false, handlers: [], images: 0 });
      });
    }
    assert.doesNotMatch(await text(`${wp.url}feed/`), /<script|onerror="|onclick='/);
  });

  describe('for a hostile contributor', () => {
    const EVIL = 'https://evil.example';
    const FORBIDDEN = {
      'api-base': `${EVIL}/api`,
      region: 'us-east-1',
      'allow-hosts': EVIL,
      'max-cells': '1',
      timeout: '0.001',
      fallback: 'viewer',
    };
    const names = Object.keys(FORBIDDEN);
    const camelCase = (name: string): string =>
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const LOADS = { data: { url: `${EVIL}/x.json` }, mark: 'point' };
    /** Specs that would change built-in objects without a check of names. */
    const POLLUTES = [
      { data: { values: { a: 1 }, format: { type: 'json', property: '__proto__' } } },
      { transform: [{ aggregate: [{ op: 'polluted', field: '__proto__', as: 'x' }], groupby: ['shop'] }] },
      { encoding: { y: { aggregate: 'sum', field: '__proto__' } } },
      { encoding: { y: { aggregate: 'sum', field: 'constructor' } } },
    ].map((part) => ({ mark: 'point', ...part }));
    const quoted = (text: string): string => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;');
    const div = (spec: object): string =>
      `<div data-vibedasher-viz data-account="acme" data-slug="weekly-sales" data-loading="eager"
        ${Object.entries(FORBIDDEN)
          .map(([name, value]) => `data-${name}='${value}'`)
          .join(' ')}
        data-spec='${quoted(JSON.stringify(spec))}'>Weekly sales</div>`;
    const attributes = Object.fromEntries(
      Object.entries(FORBIDDEN).flatMap(([name, value]) => [
        [name, value],
        [camelCase(name), value],
        [`data-${name}`, value],
      ]),
    );
    const blockWith = (spec: object): string =>
      blockOf({ account: 'acme', slug: 'weekly-sales', spec: JSON.stringify(spec), ...attributes });
    const content = [
      `<!-- wp:html -->\n${div(LOADS)}\n<!-- /wp:html -->`,
      // Classic content, which the editor shows unchanged.
      div(LOADS),
      blockWith(LOADS),
      `[vibedasher viz="acme/weekly-sales" ${Object.entries(FORBIDDEN)
        .map(([name, value]) => `${name}="${value}"`)
        .join(' ')}]`,
    ].join('\n\n');

    /** Records requests of a page to the contributor's host, or to the cloud, which is not the API of this site. */
    function strayRequests(page: Page): readonly string[] {
      const stray: string[] = [];
      page.on('request', (request) => {
        if (/evil\.example|vibedasher\.com/.test(new URL(request.url()).host)) stray.push(request.url());
      });
      return stray;
    }

    /** Runs in the page. Returns attributes that the charts in a document must not set. */
    const settingsOf = (names: readonly string[]): (string | null)[][] =>
      [...document.querySelectorAll('vibedasher-viz')].map((viz) =>
        names.map((name) => viz.getAttribute(name)),
      );

    const settled = (frame: Page | Frame, most: number): Promise<unknown> =>
      frame.waitForFunction(
        (most) => {
          const charts = [...document.querySelectorAll<Viz>('vibedasher-viz')];
          for (const viz of charts) viz.scrollIntoView();
          return (
            charts.length >= most && charts.every((viz) => ['ready', 'error', 'empty'].includes(viz.status))
          );
        },
        { timeout: TIMEOUT },
        most,
      );

    it('publishes charts only from the API of the site, without other settings', async () => {
      let stray: readonly string[] = [];
      const address = await publish('contributor', 'Harm', content);
      // WordPress's filter allows what is forbidden here.
      assert.match(
        await text(address),
        /<div data-vibedasher-viz[^>]*data-api-base=['"]https:\/\/evil\.example/,
      );
      const { charts } = await viewPage(
        address,
        async (page) => {
          await settled(page, 4);
          for (const [own, ...others] of await page.evaluate(settingsOf, names)) {
            assert.ok(own === null || own === api.apiBase, `${own}`);
            assert.deepEqual(others, Array(names.length - 1).fill(null));
          }
          assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
        },
        (page) => (stray = strayRequests(page)),
      );
      assert.equal(charts.length, 4);
      assert.deepEqual(stray, []);
    });

    it('shows an administrator charts only from the API of the site, without other settings', async () => {
      let stray: readonly string[] = [];
      const id = await submit('Harm to review', content);
      const page = await openAs(
        'admin',
        `wp-admin/post.php?post=${id}&action=edit`,
        (page) => (stray = strayRequests(page)),
      );
      const canvas = await canvasOf(page);
      await settled(canvas, 1);
      for (const others of await canvas.evaluate(settingsOf, names)) {
        assert.deepEqual(others, Array(names.length).fill(null));
      }
      const menu = await page.evaluate(() => {
        const { jQuery } = globalThis as unknown as { jQuery: (html: string) => ArrayLike<Element> };
        return jQuery('<div class="menu"><b>Menu</b></div>')[0]!.outerHTML;
      });
      const hacked = await Promise.all(
        [page, canvas].map((frame) => frame.evaluate(() => 'hacked' in globalThis)),
      );
      await page.close();
      assert.equal(menu, '<div class="menu"><b>Menu</b></div>');
      assert.deepEqual(hacked, [false, false]);
      assert.deepEqual(stray, []);
    });

    it('does not change built-in prototypes in an administrator’s editor', async () => {
      const id = await submit('Harm to objects', POLLUTES.map(blockWith).join('\n\n'));
      const page = await openAs('admin', `wp-admin/post.php?post=${id}&action=edit`);
      const canvas = await canvasOf(page);
      await settled(canvas, POLLUTES.length);
      const added = await Promise.all(
        [page, canvas].map((frame) =>
          frame.evaluate(() => {
            // An empty frame has unchanged built-in objects.
            const pristine = document.body.appendChild(document.createElement('iframe'))
              .contentWindow as unknown as typeof globalThis;
            const keys = (object: object): string[] => Reflect.ownKeys(object).map(String).sort();
            return [
              [Object.prototype, pristine.Object.prototype],
              [Object, pristine.Object],
              [Array.prototype, pristine.Array.prototype],
            ].map(([ours, theirs]) => keys(ours!).filter((key) => !keys(theirs!).includes(key)));
          }),
        ),
      );
      await page.close();
      assert.deepEqual(added, [
        [[], [], []],
        [[], [], []],
      ]);
    });
  });

  it('has a settings page that explains invalid values, and keeps valid ones', async () => {
    const page = await openAs('admin', 'wp-admin/options-general.php?page=vibedasher');
    const fill = async (value: string): Promise<string> => {
      await page.$eval(
        '#vibedasher-api-base',
        (input, value) => {
          (input as HTMLInputElement).type = 'text';
          (input as HTMLInputElement).value = value;
        },
        value,
      );
      await Promise.all([page.waitForNavigation({ timeout: TIMEOUT }), page.click('#submit')]);
      return page.$eval('.wrap', (wrap) => wrap.textContent!);
    };
    assert.match(await fill('javascript:alert(1)'), /“javascript:alert\(1\)” is not a web address/);
    assert.equal(
      await page.$eval('#vibedasher-api-base', (input) => (input as HTMLInputElement).value),
      api.apiBase,
    );
    await page.select('#vibedasher-source', 'cdn');
    await page.select('#vibedasher-theme', 'dark');
    assert.match(await fill(`${api.apiBase}/`), /Settings saved/);
    await page.close();
    const html = await text(await publish('author', 'CDN', blockOf({ slug: 'weekly-sales' })));
    assert.match(
      html,
      /<script type="module" src="https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\/vibedasher\.js" id="vibedasher-js-module" integrity="sha384-[^"]+" crossorigin="anonymous"/,
    );
    assert.match(html, /<vibedasher-viz [^>]*theme="dark"/);
    await setOption({ api_base: api.apiBase, region: 'mars', source: [], theme: 3 });
    assert.equal(
      await wp.run('echo wp_json_encode(Vibedasher\\settings());'),
      JSON.stringify({ api_base: api.apiBase, region: '', source: 'plugin', theme: 'auto' }).replaceAll(
        '/',
        '\\/',
      ),
    );
  });

  it('logs no PHP errors', () => {
    assert.equal(wp.takeLog(), '');
  });

  it('deletes the option of the plugin when the plugin is uninstalled', async () => {
    const left = await wp.run(
      `
      deactivate_plugins('vibedasher/vibedasher.php');
      uninstall_plugin('vibedasher/vibedasher.php');
      echo wp_json_encode(get_option('vibedasher'));`,
    );
    assert.equal(left, 'false');
  });
});
