// @engines all
import { expect } from 'chai';
import { resolveReference, isSceneNode } from '../../src/sandbox/interpreter/plain.ts';
import { sceneRoot, type SceneMark } from '../../src/spec/scene.ts';
import type { ChartEngine } from '../../src/vega/types.ts';
import { recordClickedLinks } from '../support/clicked-links.ts';
import { closePages, openPage, type Page, until } from '../support/page.ts';
import { BAR, marks, mount, point, rejection, SALES, settle, unmountAll } from '../vega/support.ts';

const BARS = { ...BAR, mark: { type: 'bar', tooltip: true } };

/** Returns a chart whose text is the value of an expression for the first row. */
const textSpec = (expr: string) => ({
  ...BAR,
  mark: 'text',
  params: [{ name: 'drawn', value: false }],
  encoding: { ...BAR.encoding, text: { value: { expr: `'«' + (drawn ? (${expr}) : '') + '»'` } } },
});

/** Returns the text that {@link textSpec} draws, or the first error. */
async function textFor(expr: string): Promise<string> {
  const { chart, container, errors } = await mount(textSpec(expr));
  await chart.view.signal('drawn', true).runAsync();
  return errors.length > 0 ? String(errors[0]) : /«(.*?)»/.exec(container.textContent)![1]!;
}

/** Returns a bar chart with a selection that listens to an event stream. */
const count = (events: unknown) => ({
  ...BAR,
  params: [{ name: 'pick', select: { type: 'point', on: events } }],
});

describe('promise 1 and promise 2: a chart under the strictest policy', () => {
  afterEach(closePages);

  async function openEngine(): Promise<{ page: Page; engine: ChartEngine }> {
    const page = await openPage('engine.html');
    const engine = await (page.window as unknown as { engine: Promise<ChartEngine> }).engine;
    return { page, engine };
  }

  it('draws, updates, hovers and drags without a violation, and adds no globals', async () => {
    const { page, engine } = await openEngine();
    const before = new Set(Object.getOwnPropertyNames(page.window));
    const box = page.document.querySelector<HTMLElement>('#box')!;
    for (const renderer of ['svg', 'canvas'] as const) {
      const { chart } = await mount(
        {
          ...BARS,
          params: [
            { name: 'brush', select: 'interval' },
            { name: 'size', value: 3, bind: { input: 'range', min: 1, max: 9 } },
          ],
          transform: [{ calculate: 'datum.amount * 2 + size', as: 'twice' }],
        },
        { container: box, renderer },
        engine,
      );
      const picture = box.querySelector('svg, canvas')!;
      for (const type of ['move', 'down', 'move', 'up'] as const) {
        picture.dispatchEvent(
          new page.window.PointerEvent(`pointer${type}`, { bubbles: true, clientX: 100, clientY: 100 }),
        );
      }
      await chart.update(new Map());
      chart.finalize();
    }
    expect(page.record.violations).to.deep.equal([]);
    expect(page.record.errors).to.deep.equal([]);
    const added = Object.getOwnPropertyNames(page.window).filter((name) => !before.has(name));
    expect(added).to.deep.equal([]);
  });

  it('fetches nothing for hostile specs', async () => {
    const { page, engine } = await openEngine();
    const box = page.document.querySelector<HTMLElement>('#box')!;
    // Parts of the engine load on demand.
    const foreign = () =>
      page.requests().filter((url) => !/^\/(src|__chunks__)\//.test(new URL(url).pathname));
    await mount(BAR, { container: box }, engine);
    const loaded = foreign().length;
    for (const spec of [...FETCHING, ...PAINTED]) {
      await mount(spec, { container: box }, engine).catch(() => undefined);
    }
    expect(foreign().slice(loaded)).to.deep.equal([]);
    expect(page.record.violations).to.deep.equal([]);
  });
});

const EVIL = 'https://evil.example/x';
const image = (url: unknown) => ({
  ...BAR,
  mark: { type: 'image', width: 9, height: 9 },
  encoding: { ...BAR.encoding, url },
});
const paint = (mark: object) => ({ ...BAR, mark: { type: 'bar', ...mark } });

const FETCHING = [
  { ...BAR, data: { url: EVIL } },
  { ...BAR, data: { url: '/test/sandbox/security.test.ts' } },
  { ...BAR, transform: [{ lookup: 'region', from: { data: { url: EVIL }, key: 'a', fields: ['b'] } }] },
  image({ value: EVIL }),
  image({ value: '//evil.example/x.png' }),
  image({ value: '/favicon.ico' }),
  image({ value: { expr: `'${EVIL}/' + datum.region` } }),
  { ...BAR, params: [{ name: 'cursor', value: `url(${EVIL}), auto` }] },
  { ...BAR, params: [{ name: 'p', value: 1, bind: { input: 'image', src: EVIL } }] },
];

/** Specs that are drawn, but without external resources. */
const PAINTED = [
  paint({ fill: `url(${EVIL}#a)` }),
  paint({ stroke: `URL( "${EVIL}" )` }),
  paint({ fill: `u\\72l(${EVIL})` }),
  paint({ cursor: `url(${EVIL}), auto` }),
  paint({ cursor: { expr: `'image-set("${EVIL}" 1x)'` } }),
];

describe('promise 1 (no code from data): an expression', () => {
  afterEach(unmountAll);

  for (const expr of [
    "datum['__proto__']",
    'datum.constructor',
    "'abc'.constructor",
    '[].constructor',
    'item.mark.bounds.clone',
    "split('a', '')['at']",
    'merge({a: 1}).valueOf',
    'item._svg',
    'item.mark._svg',
    'item.mark.source',
    'item.context.dataflow',
    "pluck(item, '_svg')",
    "pluck([item], '_svg.ownerDocument')[0]",
  ]) {
    it(`reads nothing: ${expr}`, async () => {
      expect(await textFor(expr)).to.match(/^(undefined|VibedasherError: .*undefined.*)$/);
    });
  }

  it('reads the fields of a row', async () => {
    expect(await textFor('datum.region')).to.equal('North');
    expect(await textFor("datum['region'].length")).to.equal('5');
    expect(await textFor("split('a-b', '-')[1]")).to.equal('b');
    expect(await textFor("merge({a: 1}, {b: {c: 7}})['b'].c")).to.equal('7');
    expect(await textFor('year(datetime(1767225600000))')).to.equal('2026');
    expect(await textFor("replace('a-b-c', /-/g, '+') + test(/^A/i, 'a') + test(/./, '')")).to.equal(
      'a+b+ctruefalse',
    );
    expect(await textFor("isNumber(screen().width) + '' + (NaN === NaN)")).to.equal('truefalse');
  });

  it('does not follow field paths into the page', async () => {
    document.title = 'secret title';
    const innocent = '{_svg: {ownerDocument: {title: 0}}}';
    const spec = {
      ...BAR,
      mark: 'text',
      params: [{ name: 'pick', select: { type: 'point', on: 'pointermove' } }],
      transform: [
        { calculate: `isTuple(unit) ? unit : ${innocent}`, as: 'unit' },
        { window: [{ op: 'first_value', field: 'unit._svg.ownerDocument.title', as: 'leak' }] },
      ],
      encoding: { ...BAR.encoding, text: { field: 'leak' } },
    };
    const { chart, container } = await mount(spec);
    point('move', marks(container, 'text')[0]!, 50, 50);
    await settle();
    await chart.view.runAsync();
    // A reference to the group under the pointer, which has no own properties.
    expect(Reflect.ownKeys(chart.view.signal('unit') as object)).to.deep.equal([]);
    expect(isSceneNode(resolveReference(chart.view.signal('unit')))).to.equal(true);
    await rejection(chart.update(new Map([['main', SALES]])));
    expect(container.textContent).not.to.contain('secret title');
  });

  it('cannot set channels that Vega uses internally', async () => {
    for (const channel of ['mark', 'datum', 'items', 'bounds', 'context', '_svg']) {
      const encode = { symbols: { update: { [channel]: { signal: '{group: datum}' } } } };
      const color = { field: 'region', legend: { encode } };
      const error = await rejection(mount({ ...BAR, encoding: { ...BAR.encoding, color } as never }));
      expect(error.message).to.contain(`Illegal channel: ${channel}`);
    }
  });

  it('cannot access elements and windows of events', async () => {
    const leaks = ['target', 'currentTarget', 'view', 'srcElement', 'path', 'dataflow', 'sourceCapabilities'];
    const filters = leaks.map((name) => `!isValid(event.${name})`).join(' && ');
    const spec = count(`pointerdown[${filters} && isNumber(event.clientX) && !isValid(view().container)]`);
    const { chart, container } = await mount({ ...spec, mark: 'bar' });
    point('down', marks(container, 'rect')[0]!, 10, 10);
    await chart.view.runAsync();
    expect(chart.view.data('pick_store')).to.have.length(1);
  });
});

/** Returns the images in a picture. */
function imagesIn({ items }: SceneMark): HTMLImageElement[] {
  return items.flatMap((item) => {
    const image = item.image as HTMLImageElement | undefined;
    return image ? [image] : (item.items ?? []).flatMap(imagesIn);
  });
}

describe('promise 2 (no network but the API): a chart', () => {
  afterEach(unmountAll);

  for (const spec of FETCHING) {
    it(`refuses ${JSON.stringify({ ...spec, encoding: undefined }).slice(0, 140)}`, async () => {
      const error = await rejection(mount(spec));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.match(/may not|"image"/);
    });
  }

  it('draws embedded images', async () => {
    const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    const { container } = await mount(image({ value: dot }));
    expect(container.querySelector('image')).not.to.equal(null);
  });

  it('loads data from an origin that the page allows', async () => {
    const spec = { ...BAR, data: { url: '/node_modules/vega-datasets/data/penguins.json' } };
    const encoding = { x: { field: 'Island' }, y: { aggregate: 'count' } };
    const { container } = await mount({ ...spec, encoding }, { allowHosts: [location.origin] });
    expect(marks(container, 'rect')).to.have.length(3);
    const other = await rejection(mount({ ...spec, encoding }, { allowHosts: ['https://else.example'] }));
    expect(other.message).to.contain('penguins.json');
  });

  for (const renderer of ['svg', 'canvas'] as const) {
    it(`fetches an image once, as it fetches data, from an origin that the page allows (${renderer})`, async () => {
      const address = `${location.origin}/node_modules/vega-datasets/data/ffox.png?${renderer}`;
      const { chart } = await mount(image({ value: address }), { allowHosts: [location.origin], renderer });
      const drawn = () => imagesIn(sceneRoot(chart.view as never));
      await until(
        () => drawn().filter(({ complete, width }) => complete && width > 1).length === 3,
        'three images',
      );
      for (const { src } of drawn()) expect(src).to.match(/^data:image\/png/);
      const requests = performance.getEntriesByName(address) as PerformanceResourceTiming[];
      expect(requests.map(({ initiatorType }) => initiatorType)).to.deep.equal(['fetch']);
    });
  }

  it('reports data that cannot be loaded from an allowed origin', async () => {
    const spec = { ...BAR, data: { url: '/nothing-here.json' } };
    const error = await rejection(mount(spec, { allowHosts: [location.origin] }));
    expect(error.message).to.contain('nothing-here.json');
  });
});

describe('promise 5 (no control of the host): a chart', () => {
  afterEach(unmountAll);

  for (const events of ['window:keydown', 'window:message', 'document:click', 'body:click', '#login:input']) {
    it(`refuses the event stream ${events}`, async () => {
      const error = await rejection(mount(count(events)));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.contain(events);
    });
  }

  it('refuses other events of the page inside a drag', async () => {
    const error = await rejection(mount(count('[pointerdown, pointerup] > window:keydown')));
    expect(error.message).to.contain('window:keydown');
  });

  it('refuses moves on window outside a drag', async () => {
    const error = await rejection(mount(count('window:pointermove')));
    expect(error.message).to.contain('window:pointermove').and.contain('outside a drag');
  });

  it('refuses an input outside of it', async () => {
    const bind = { input: 'range', element: '#login' };
    const error = await rejection(mount({ ...BAR, params: [{ name: 'p', value: 1, bind }] }));
    expect(error.kind).to.equal('spec');
    expect(error.message).to.contain('#login');
    const target = { ...BAR, params: [{ name: 'p', value: 1, bind: { element: 'input' } }] };
    expect((await rejection(mount(target))).message).to.contain('"input"');
  });

  it('copies only allowed attributes to inputs', async () => {
    const bind = {
      input: 'text',
      placeholder: 'Name',
      style: 'position:fixed',
      formaction: EVIL,
      autocomplete: 'cc-number',
      id: 'x',
    };
    const { container } = await mount({ ...BAR, params: [{ name: 'p', value: 'a', bind }] });
    const names = container.querySelector('input')!.getAttributeNames();
    expect(names).to.have.members(['type', 'name', 'placeholder']);
  });

  it('drops usermeta, and does not change the cursor of the page', async () => {
    const spec = {
      ...BAR,
      usermeta: { embedOptions: { ast: false } },
      config: { events: { globalCursor: true } },
    };
    const { chart, container } = await mount({ ...spec, mark: { type: 'bar', cursor: 'crosshair' } });
    point('move', marks(container, 'rect')[0]!, 10, 10);
    await chart.view.runAsync();
    expect(document.body.style.cursor).to.equal('');
  });

  it('refuses Vega specs', async () => {
    for (const spec of [
      { $schema: 'https://vega.github.io/schema/vega/v6.json', mark: 'bar' },
      { marks: [], signals: [] },
    ]) {
      const error = await rejection(mount(spec));
      expect(error.kind).to.equal('spec');
      expect(error.message).to.contain('Vega-Lite');
    }
  });

  it('receives moves outside of it only during a drag', async () => {
    const spec = { ...BAR, params: [{ name: 'brush', select: { type: 'interval', encodings: ['y'] } }] };
    const { chart, container } = await mount(spec);
    const svg = container.querySelector('svg')!;
    const box = svg.getBoundingClientRect();
    const extent = async () => {
      await chart.view.runAsync();
      return JSON.stringify(chart.view.signal('brush_y'));
    };
    const start = await extent();
    point('move', window, box.left + 200, box.top + 20);
    point('up', window, box.left + 200, box.top + 20);
    expect(await extent()).to.equal(start);

    point('down', marks(container, 'rect')[1]!, box.left + 200, box.top + 200);
    point('move', window, box.left + 200, box.top + 80);
    const dragged = await extent();
    expect(dragged).not.to.equal(start);
    point('up', window, box.left + 200, box.top + 80);
    point('move', window, box.left + 200, box.top + 150);
    expect(await extent()).to.equal(dragged);
  });

  it('receives a resize event when it is resized', async () => {
    const container = document.body.appendChild(document.createElement('div'));
    container.style.width = '300px';
    const { chart } = await mount({ ...BAR, width: 'container' }, { fit: 'none', container });
    const width = chart.view.width();
    expect(width).to.be.greaterThan(230);
    container.style.width = '200px';
    chart.resize({ width: 200, height: 100 });
    await chart.view.runAsync();
    expect(chart.view.width()).to.equal(width - 100);
  });
});

describe('promise 3 (no dangerous links): a chart', () => {
  afterEach(unmountAll);

  for (const [href, opened] of [
    ['https://example.org/a', 'https://example.org/a'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['javascript:alert(1)', null],
    ['JaVaScRiPt:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['\u0001javascript:alert(1)', null],
    ['https://example.org/\u0007', null],
    ['ht\ntps://example.org/', null],
    ['data:text/html,x', null],
    ['blob:https://example.org/1', null],
    ['vbscript:x', null],
  ] as const) {
    it(`${opened ? 'opens' : 'refuses'} ${JSON.stringify(href)}`, async () => {
      expect(await follow(href)).to.deep.equal(opened ? [opened] : []);
    });
  }

  it('opens a link if an image of the page is named baseURI', async () => {
    const image = Object.assign(new Image(), { name: 'baseURI' });
    document.body.append(image);
    const opened = await follow('https://example.org/').finally(() => image.remove());
    expect(opened).to.deep.equal(['https://example.org/']);
  });

  for (const href of [
    ...['JAVASCRIPT://example.org/%0aalert(1)', 'javascript:%61lert(1)', ' javascript:alert(1)'],
    ...['\tjavascript:alert(1)', 'javascript\t:alert(1)', 'java\rscript:alert(1)', '\0javascript:alert(1)'],
    ...['\u0085javascript:alert(1)', '\u001bjavascript:alert(1)', 'feed:javascript:alert(1)'],
    ...['DATA:text/html;base64,PHNjcmlwdD4=', 'data:image/svg+xml,<svg onload=alert(1)>', 'VbScRiPt:x'],
    ...['file:///etc/passwd', 'filesystem:https://example.org/temporary/x', 'jar:https://example.org!/x'],
    ...[
      'about:blank',
      'ftp://example.org/',
      'ws://example.org/',
      'tel:1',
      'intent://x#Intent;end',
      'x-app:y',
    ],
    ...['https://', 'https://[::1'],
  ]) {
    it(`refuses ${JSON.stringify(href)}`, async () => {
      expect(await follow(href)).to.deep.equal([]);
    });
  }

  /** Browsers treat text without a valid scheme as a path. */
  for (const href of [
    ...['//evil.example/x', '\\\\evil.example\\x', '/x', 'http:javascript:alert(1)', '%6aavascript:alert(1)'],
    ...['&#106;avascript:alert(1)', 'javascript&colon;alert(1)', 'java&Tab;script:alert(1)'],
    ...['\u00a0javascript:alert(1)', '\u200bjavascript:alert(1)', '\uff4aavascript:alert(1)'],
    ...['javascript\uff1aalert(1)', 'ja\u0301vascript:alert(1)'],
  ]) {
    it(`treats ${JSON.stringify(href)} as a path`, async () => {
      const opened = await follow(href);
      expect(opened.map((link) => new URL(link).protocol.replace('s', ''))).to.deep.equal(['http:']);
    });
  }

  it('refuses values that are not text', async () => {
    for (const expr of [`['https://example.org/']`, `{href: 'https://example.org/'}`, '1', 'datetime(0)']) {
      expect(await follow({ expr }), expr).to.deep.equal([]);
    }
  });

  /** Clicks a bar and then another one, whose link opens last. Returns the URLs that the first click opens. */
  async function follow(value: unknown): Promise<string[]> {
    const last = 'https://example.org/last';
    const href = { condition: { test: "datum.region === 'West'", value: last }, value };
    const { container } = await mount({ ...BAR, encoding: { ...BAR.encoding, href } });
    const { links, restore } = recordClickedLinks();
    try {
      const [bar, , west] = marks(container, 'rect');
      for (const each of [bar!, west!]) each.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      await until(() => links.at(-1)?.href === last, 'the link of the other bar');
    } finally {
      restore();
    }
    for (const link of links) {
      expect(link.target).to.equal('_blank');
      expect(link.rel).to.equal('noopener noreferrer');
    }
    return links.slice(0, -1).map((link) => link.href);
  }
});

describe('promise 4 (no markup from data): a chart', () => {
  afterEach(unmountAll);

  it('shows tooltips as text, without images', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const tooltip = {
      expr: `{title: '${evil}', image: '${EVIL}', 'a<b': datum.region, deep: {a: {b: {c: 1}}}}`,
    };
    const { chart, container, tooltips } = await mount({ ...BAR, mark: { type: 'bar', tooltip } });
    const [bar] = marks(container, 'rect');
    bar!.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: 30, clientY: 40 }));
    bar!.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: 30, clientY: 40 }));
    await chart.view.runAsync();
    const box = container.getBoundingClientRect();
    expect(tooltips.at(-1)).to.deep.equal({
      content: {
        kind: 'rows',
        title: evil,
        rows: [
          { name: 'a<b', value: 'North' },
          { name: 'deep', value: '{"a":{"b":"…"}}' },
        ],
      },
      x: 30 - box.left,
      y: 40 - box.top,
    });
    bar!.dispatchEvent(new PointerEvent('pointerout', { bubbles: true }));
    bar!.dispatchEvent(new MouseEvent('mouseout', { bubbles: true }));
    expect(tooltips.at(-1)).to.equal(null);
    expect(container.querySelector('img')).to.equal(null);
  });

  it('draws titles as text', async () => {
    const title = '<script>alert(1)</script><b>x</b>';
    const { container } = await mount({ ...BAR, title });
    expect(container.querySelector('script, b')).to.equal(null);
    expect(container.textContent).to.contain(title);
  });
});
